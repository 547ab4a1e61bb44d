"""What people do on the page, in a real browser."""
