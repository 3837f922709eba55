"""What routing's tables were, revision after revision: docs/change.md says how to add one."""
