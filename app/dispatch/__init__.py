"""Hands slices of operations to workers. Losing it loses nothing: the journal rebuilds it."""
