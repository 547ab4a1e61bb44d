"""Pure values and rules: what an operation is, and what may happen to it."""
