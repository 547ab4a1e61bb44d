"""Digests of texts that stand for what was shown."""

import hashlib
import json
from collections.abc import Sequence


def digest_at(actions: str, when: str) -> str:
    """The digest of all that Confirm agrees to: of the actions, by theirs, and of when they run.

    At once (an empty `when`) that is the actions' own.
    """
    return hashlib.sha256(json.dumps([actions, when]).encode()).hexdigest() if when else actions


def digest_with(first: str, others: Sequence[str]) -> str:
    """The digest of several drafts that one Confirm covers; of a single one it is its own."""
    return hashlib.sha256(json.dumps([first, *others]).encode()).hexdigest() if others else first
