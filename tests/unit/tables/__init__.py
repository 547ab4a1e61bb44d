"""Files that are tables, and bytes that are none."""
