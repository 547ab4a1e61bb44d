"""What the answers say: right, wrong side effects, acted, asked and refused, by domain."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.officework.desk import Ended
from benchmarks.officework.functions import CRM, Function
from benchmarks.officework.judging import Judge, Verdict
from benchmarks.officework.tables import Request

_TO_LOST = re.compile(r"\bmove\b.*\bto lost\b", re.IGNORECASE | re.DOTALL)

COLUMNS = (
    "domain", "requests", "right", "wrong side effects", "acted", "right of acted",
    "asked", "refused", "doing nothing",
)  # fmt: skip


@dataclass(frozen=True)
class Prediction:
    """What became of a request; `text` is what the person read where nothing was carried out."""

    request: Request
    actions: tuple[Function, ...]
    outcome: Ended
    text: str = ""


@dataclass(frozen=True)
class Judged:
    """A prediction with its verdict, and whether doing nothing would have been right."""

    prediction: Prediction
    verdict: Verdict
    idle: bool


def judged(predictions: Iterable[Prediction], judge: Judge) -> list[Judged]:
    """Those whose requests have answers."""
    found = []
    for one in predictions:
        if one.request.answer is not None:
            expected = [Function.parsed(text) for text in one.request.answer]
            idle = judge.verdict((), expected).right
            found.append(Judged(one, judge.verdict(one.actions, expected), idle))
    return found


def is_noise(request: Request) -> bool:
    """Whether the words say to move something to lost, and the file expects a delete.

    Where the file expects nothing, as there is nothing to delete, doing either is right.
    """
    expects = any(f"{CRM}.delete_customer" in text for text in request.answer or ())
    return expects and bool(_TO_LOST.search(request.query))


def table(found: Sequence[Judged]) -> str:
    """A line for each domain, and the whole with and without what is known to be wrong."""
    domains = dict.fromkeys(one.prediction.request.domain for one in found)
    lines: list[tuple[str, ...]] = [COLUMNS]
    lines += [_line(name, [one for one in found if _domain(one) == name]) for name in domains]
    lines.append(_line("all", found))
    clean = [one for one in found if not is_noise(one.prediction.request)]
    lines.append(_line(f"without {len(found) - len(clean)} known-noise", clean))
    return aligned(lines)


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """The lines in columns, figures to the right."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _domain(one: Judged) -> str:
    return one.prediction.request.domain


def _line(name: str, found: Sequence[Judged]) -> tuple[str, ...]:
    acted = [one for one in found if one.prediction.outcome is Ended.ACTED]
    return (
        name,
        str(len(found)),
        _share(found, lambda one: one.verdict.right),
        str(sum(one.verdict.side_effect for one in found)),
        _share(found, lambda one: one.prediction.outcome is Ended.ACTED),
        _share(acted, lambda one: one.verdict.right),
        _share(found, lambda one: one.prediction.outcome is Ended.ASKED),
        _share(found, lambda one: one.prediction.outcome is Ended.REFUSED),
        _share(found, lambda one: one.idle),
    )


def _share(found: Sequence[Judged], holds: Callable[[Judged], bool]) -> str:
    """How many, and of all in percent."""
    count = sum(map(holds, found))
    return f"{count} ({100 * count / len(found):.1f} %)" if found else "0"
