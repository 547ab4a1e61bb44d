"""The test kit, told in stories of what a test needs of it."""
