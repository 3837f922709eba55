"""What identifies or tells of somebody is kept sealed, each child's under a key of its own.

Erasing is destroying that key: whatever was sealed under it, in tables, copies and backups of them, opens no
more. The keys are kept in the service's own tables, wrapped under the hub's master key, which is not.
"""
