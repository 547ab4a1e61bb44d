"""Text in letters of one width: how wide it is, and how it fits into a column."""

import unicodedata
from collections.abc import Iterable, Sequence

from blocks.text import letters, line

_ELLIPSIS = "…"
_LONGEST = 200
"""Characters that are looked at; no column is as wide."""


def width(text: str) -> int:
    """How many columns the text takes: letters of East Asia and most emoji take two."""
    return sum(_columns(letter) for letter in letters(text))


def fitted(text: str, most: int) -> str:
    """The text on one line of at most `most` columns; a longer one loses its middle.

    The two ends of an address or of a title tell more than its first half.
    """
    whole = line(text, _LONGEST)
    if width(whole) <= most:
        return whole
    bare = letters(line(text, _LONGEST).strip("\u2068\u2069"))
    behind = (most - len(_ELLIPSIS)) // 2
    head = _first(bare, most - len(_ELLIPSIS) - behind)
    tail = reversed(_first(bare[::-1], behind))
    return line(f"{''.join(head).rstrip()}{_ELLIPSIS}{''.join(tail).lstrip()}", _LONGEST)


def table(rows: Sequence[tuple[str, str, str]], first: int, most: int) -> list[str]:
    """Rows of a word, a name and a time, none wider than `most` columns.

    The words make a column of `first`, the names are cut to what is left, and a time stands at
    the right, where there is room for it.
    """
    named = [f"{word:<{first}}  {fitted(name, most - first - 2)}" for word, name, _ in rows]
    wanted = (
        width(text) + (len(time) + 2 if time else 0)
        for text, (_, _, time) in zip(named, rows, strict=True)
    )
    wide = max((columns for columns in wanted if columns <= most), default=most)
    return [_timed(text, time, wide) for text, (_, _, time) in zip(named, rows, strict=True)]


def _timed(text: str, time: str, wide: int) -> str:
    room = wide - width(text) - len(time)
    return f"{text}{' ' * room}{time}" if time and room > 1 else text


def _first(some: Iterable[str], most: int) -> list[str]:
    taken: list[str] = []
    for letter in some:
        most -= _columns(letter)
        if most < 0:
            break
        taken.append(letter)
    return taken


def _columns(letter: str) -> int:
    """A letter with its accents: by the first of its characters that is seen."""
    seen = next((one for one in letter if unicodedata.category(one) not in _UNSEEN), "")
    if not seen:
        return 0
    return 2 if unicodedata.east_asian_width(seen) in {"W", "F"} else 1


_UNSEEN = frozenset({"Cf", "Mn", "Me"})
