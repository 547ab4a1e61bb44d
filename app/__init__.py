"""Bulkhead: bulk work in plain words, from Slack."""
