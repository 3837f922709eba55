"""What the tables of accounts were, revision after revision: docs/change.md says how to add one."""
