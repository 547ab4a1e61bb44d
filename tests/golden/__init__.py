"""The golden requests: what people write, and what should come of it (`python -m tests.golden`)."""
