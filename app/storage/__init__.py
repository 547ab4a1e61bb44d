"""What is kept: the journal (may not be lost) and the cache (may be), both encrypted."""
