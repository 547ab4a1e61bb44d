"""Each fault has a short form, which `make test` runs, and a long one for `make test-faults`."""

from typing import Any

import pytest

LONGEST = 280
"""Seconds that a long form may hang before it fails."""


def forms(short: Any, long: Any) -> list[Any]:
    """The two as parameters of a test; a tuple each where it has several."""
    return [_form("short", short), _form("long", long, pytest.mark.long)]


def _form(name: str, values: Any, *marks: pytest.MarkDecorator) -> Any:
    several = values if isinstance(values, tuple) else (values,)
    return pytest.param(*several, id=name, marks=[*marks, pytest.mark.timeout(LONGEST)])
