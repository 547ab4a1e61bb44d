"""CSV, in the encodings and with the separators that programs write it in."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from app.domain.errors import BadFile
from app.domain.words import files as words
from app.engine.tables.table import Bounds, Numbered, Table, table_of

SEPARATORS = (",", ";", "\t", "|")
"""The one that the heading has most of, the first of these where that is undecided."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATOR_SAID = re.compile(r"sep=(?P<separator>.)\s*", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
"""Characters that no table has: the bytes are something else."""
_BEGINNING = 4_000
_MOSTLY = 0.4


def read_delimited(name: str, data: bytes, bounds: Bounds) -> Table | None:
    """The table of a CSV file, None where it has no rows. Raises BadFile."""
    text = _decoded(name, data)
    if _NO_TEXT.search(text):
        raise BadFile(words.not_a_table(name))
    try:
        return table_of(name, _rows(text), bounds, strict=True)
    except csv.Error:  # a field that never ends
        raise BadFile(words.not_a_table(name)) from None


def _rows(text: str) -> Iterator[Numbered]:
    first, _, rest = text.lstrip("\r\n").partition("\n")
    said = _SEPARATOR_SAID.fullmatch(first)
    if said:  # a line that Excel writes, and shows to nobody
        lines = csv.reader(io.StringIO(rest, newline=""), delimiter=said["separator"])
    else:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    yield from enumerate(lines, start=1)


def _separator(text: str) -> str:
    """What the heading is separated by; what stands in quotes does not count."""
    bare = _QUOTED.sub("", text.lstrip()[:_BEGINNING])
    heading = next((line for line in bare.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=heading.count)


def _decoded(name: str, data: bytes) -> str:
    try:
        return data.decode(_encoding(data))
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")  # what Excel in the West writes without a mark
    except UnicodeDecodeError:
        raise BadFile(words.not_a_table(name)) from None


def _encoding(data: bytes) -> str:
    """By its mark; text in UTF-16 without one has a zero in about every second byte."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    beginning = data[:_BEGINNING]
    if beginning[1::2].count(0) > len(beginning) // 2 * _MOSTLY:
        return "utf-16-le"
    if beginning[::2].count(0) > len(beginning) // 2 * _MOSTLY:
        return "utf-16-be"
    return "utf-8"
