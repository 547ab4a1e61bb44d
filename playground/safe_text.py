"""Texts of people and programs, made safe to show in a terminal, and how wide they are there."""

import unicodedata

# Format characters that turn the reading direction would let a name rewrite its neighbours.
_DIRECTION = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BREAKS = str.maketrans({"\r": "\n", "\v": "\n", "\f": "\n", "\u2028": "\n", "\u2029": "\n"})
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # &amp; last: "&amp;lt;" is "&lt;"


def safe(text: object) -> str:
    """Return `text` without anything that a terminal would obey instead of show."""
    lines = str(text).replace("\r\n", "\n").translate(_BREAKS).replace("\t", "    ")
    return "".join(_shown(char) for char in lines)


def _shown(char: str) -> str:
    if char == "\n" or (char.isascii() and char.isprintable()):
        return char
    kind = unicodedata.category(char)
    if kind == "Cs":  # half of a surrogate pair can't be written out
        return "\ufffd"
    return "" if kind == "Cc" or char in _DIRECTION else char


def columns(char: str) -> int:
    """Return how many terminal columns one character takes."""
    if char.isascii():
        return 1
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def unescape(text: str) -> str:
    """Turn Slack's three entities into their characters."""
    for entity, char in _ENTITIES:
        text = text.replace(entity, char)
    return text
