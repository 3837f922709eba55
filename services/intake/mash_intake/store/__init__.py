"""What intake keeps and reads."""
