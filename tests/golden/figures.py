"""The golden requests on file, and the figures of a run."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.golden.judging import MOST_CLICKS, RIGHT, Golden, Judge, Judged, Verdict
from tests.golden.workspace import workspace

_HERE = Path(__file__).parent
BASELINE = _HERE / "baseline.json"


def golden_requests() -> list[Golden]:
    """All of them, topic by topic. Raises ValueError, naming file and line, where one is off."""
    return [one for path in sorted((_HERE / "requests").glob("*.jsonl")) for one in _of(path)]


def _of(path: Path) -> Iterable[Golden]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            yield _checked(Golden(topic=path.stem, **json.loads(line)))
        except (TypeError, ValueError) as off:
            raise ValueError(f"{path.name}:{number}: {off}") from off


def _checked(golden: Golden) -> Golden:
    if not (golden.plans or golden.ask is not None or golden.refuse or golden.also):
        raise ValueError("says nothing of what should come")
    if golden.needs_asking and not golden.clicks:
        raise ValueError("a question that leads to a plan needs its clicks")
    return golden


async def run() -> list[Judged]:
    """Every request, in an office of its own."""
    with TemporaryDirectory() as folder:
        async with workspace(Path(folder)) as there:
            judge = Judge(there)
            return [await judge.judge(golden) for golden in golden_requests()]


def counts(judged: Iterable[Judged]) -> Counter[Verdict]:
    """How many of each verdict."""
    return Counter(one.verdict for one in judged)


def figures(judged: Sequence[Judged]) -> dict[str, Any]:
    """What the baseline holds: the counts, and how many get there in so few clicks."""
    found = counts(judged)
    asking = [one for one in judged if one.golden.needs_asking]
    reached = [one for one in asking if one.clicks is not None and one.clicks <= MOST_CLICKS]
    return {
        "requests": len(judged),
        "traps": sum(one.golden.trap for one in judged),
        **{verdict.value: found[verdict] for verdict in Verdict},
        "need asking": len(asking),
        "in at most two clicks": len(reached),
        "traps that act wrong": sorted(
            one.golden.text
            for one in judged
            if one.golden.trap and one.verdict is Verdict.ACTED_WRONG
        ),
    }


def baseline() -> dict[str, Any]:
    """The figures that a change is held to."""
    held: dict[str, Any] = json.loads(BASELINE.read_text(encoding="utf-8"))
    return held


def table(judged: Sequence[Judged]) -> str:
    """Verdicts by topic, and the share of clicks."""
    topics = list(dict.fromkeys(one.golden.topic for one in judged))
    lines = [("topic", *(verdict.value for verdict in Verdict), "all")]
    lines += [
        _line(topic, [one for one in judged if one.golden.topic == topic]) for topic in topics
    ]
    lines.append(_line("traps", [one for one in judged if one.golden.trap]))
    lines.append(_line("all", judged))
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    shown = ["  ".join(map(str.rjust, line, widths)) for line in lines]
    held = figures(judged)
    asking, reached = held["need asking"], held["in at most two clicks"]
    share = f"{reached / asking:.0%}" if asking else "none"
    return "\n".join([*shown, "", f"in at most two clicks: {reached} of {asking} ({share})"])


def _line(name: str, judged: Sequence[Judged]) -> tuple[str, ...]:
    found = counts(judged)
    return (name, *(str(found[verdict]) for verdict in Verdict), str(len(judged)))


def listed(judged: Sequence[Judged], *verdicts: Verdict) -> str:
    """Each request that is not right, or those of some verdicts, worst first."""
    chosen = [one for one in judged if (one.verdict in verdicts if verdicts else _off(one))]
    chosen.sort(key=lambda one: _WORST.index(one.verdict))
    return "\n".join(_told(one) for one in chosen)


_WORST = (Verdict.RAISED, Verdict.ACTED_WRONG, Verdict.ASKED_BADLY, Verdict.REFUSED_BADLY, *RIGHT)


def _off(one: Judged) -> bool:
    """Not right, or a question that does not lead where it should."""
    return one.verdict not in RIGHT or (one.golden.needs_asking and one.clicks is None)


def _told(one: Judged) -> str:
    golden = one.golden
    parts = [f"{golden.topic}: {golden.text}", f"   {one.verdict.value}: {one.came}"]
    meant = " OR ".join(golden.plans)
    if golden.ask is not None:
        meant = f"ask [{golden.ask}] {' > '.join(golden.clicks)} {meant}".rstrip()
    parts.append(f"   meant: {meant or ('refuse' if golden.refuse else 'no act')}")
    return "\n".join(parts)
