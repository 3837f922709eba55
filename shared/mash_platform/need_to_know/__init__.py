"""Records that only named people open, and what happens when somebody else must."""
