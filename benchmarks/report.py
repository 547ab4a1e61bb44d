"""Rows of the table: what was measured, the goal where there is one, and the verdict."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a figure counts."""

    MILLISECONDS = "ms"
    SECONDS = "s"
    MEBIBYTES = "MiB"
    BYTES = "bytes"
    ITEMS_A_SECOND = "items/s"
    CALLS_A_SECOND = "calls/s"
    CALLS = "calls"
    TIMES = "times"
    PERCENT = "%"


DECIMALS = {
    Unit.SECONDS: 2,
    Unit.MILLISECONDS: 1,
    Unit.MEBIBYTES: 1,
    Unit.TIMES: 2,
    Unit.PERCENT: 1,
}
"""Digits after the point; the other units are shown whole."""


@dataclass(frozen=True)
class Row:
    """One figure. `at_most` or `at_least` is the goal, if there is one; `beside` compares it.

    `measured` None: it was not measured, and `beside` says why.
    """

    what: str
    measured: float | None
    unit: Unit
    at_most: float | None = None
    beside: str = ""
    at_least: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the goal was met; a figure without a goal has none."""
        if self.measured is None:
            return "not measured"
        if self.at_most is None and self.at_least is None:
            return ""
        low = self.at_least or 0.0
        high = math.inf if self.at_most is None else self.at_most
        return "met" if low <= self.measured <= high else "FALLS SHORT"

    @property
    def goal(self) -> str:
        """The goal in words; empty where there is none."""
        if self.at_least is not None:
            return f"over {_figure(self.at_least, self.unit)}"
        if self.at_most is None:
            return ""
        bound = "at most" if self.unit is Unit.CALLS else "under"
        return f"{bound} {_figure(self.at_most, self.unit)}"


HEADINGS = ("what", "measured", "goal", "verdict", "beside")


def table(rows: Sequence[Row]) -> str:
    """The rows in aligned columns."""
    lines = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def as_json(rows: Sequence[Row], machine: str) -> str:
    """The rows for programs, with the machine they were measured on."""
    listed = [{**asdict(row), "verdict": row.verdict} for row in rows]
    return json.dumps({"machine": machine, "rows": listed}, indent=1)


def _cells(row: Row) -> tuple[str, ...]:
    measured = "" if row.measured is None else _figure(row.measured, row.unit)
    return (row.what, measured, row.goal, row.verdict, row.beside)


def _figure(value: float, unit: Unit) -> str:
    return f"{value:,.{DECIMALS.get(unit, 0)}f} {unit}"


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return percentile(values, 50)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that `percent` of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(rank) - 1)]
