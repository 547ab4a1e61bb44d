"""The only place where side effects are ordered."""
