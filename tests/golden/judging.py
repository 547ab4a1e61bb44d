"""Reads golden requests as the app would, and judges what comes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.errors import BulkheadError, Refused
from app.domain.files import Attached, FoundColumn, FoundTable
from app.domain.plan import Choice, Plan, Question, Reading, Refusal
from app.domain.ports import PlanRequest
from app.domain.roster import MadeIn
from app.domain.sources import Query
from app.domain.words.engine import nothing_found_for
from app.planning.planner import RulesPlanner
from tests.golden.spelling import same, spelled
from tests.golden.trade import NOW
from tests.golden.workspace import NINA, Workspace

MOST_CLICKS = 2
"""What a request that needs asking may take to get to its plan."""


class Verdict(StrEnum):
    """What became of a request, as the person would see it."""

    ACTED_RIGHT = "acted right"
    ACTED_WRONG = "acted wrong"
    ASKED_WELL = "asked well"
    ASKED_BADLY = "asked badly"
    REFUSED_WELL = "refused well"
    REFUSED_BADLY = "refused badly"
    RAISED = "raised"


RIGHT = frozenset({Verdict.ACTED_RIGHT, Verdict.ASKED_WELL, Verdict.REFUSED_WELL})


@dataclass(frozen=True)
class Golden:
    """A request and what should come: a plan, a question (its key's beginning), or a refusal.

    With several plans any of them will do. `clicks` are the answers, in order, by the value or a
    part of the label; they lead to `plan`. `also` are other outcomes that are fine: ask, refuse.
    `file` came with it: its name, and its headings, those of addresses with a star. `made_in` is the
    channel that it was made in.
    """

    topic: str
    text: str
    plan: str | Sequence[str] = ()
    ask: str | None = None
    clicks: Sequence[str] = ()
    refuse: bool = False
    also: Sequence[str] = ()
    trap: bool = False
    file: Mapping[str, Sequence[str]] = field(default_factory=dict)
    made_in: Mapping[str, str] = field(default_factory=dict)

    @property
    def attached(self) -> Attached | None:
        """The file as a planner knows it."""
        for name, headings in self.file.items():
            columns = tuple(map(_column, headings))
            return Attached(id="F0GOLD", name=name, tables=(FoundTable(columns=columns),))
        return None

    @property
    def plans(self) -> Sequence[str]:
        """The plans that are right."""
        return (self.plan,) if isinstance(self.plan, str) else self.plan

    @property
    def asks(self) -> bool:
        """Whether a question is right."""
        return self.ask is not None or "ask" in self.also

    @property
    def needs_asking(self) -> bool:
        """Whether a question is to lead to a plan."""
        return self.ask is not None and bool(self.plans)


@dataclass(frozen=True)
class Judged:
    """One request: the verdict, what came, and how many answers led to the right plan."""

    golden: Golden
    verdict: Verdict
    came: str
    clicks: int | None = None


@dataclass
class Judge:
    """Reads one request after another in the same workspace."""

    there: Workspace
    planner: RulesPlanner = field(default_factory=RulesPlanner)

    async def judge(self, golden: Golden) -> Judged:
        """What comes of a request; nothing it does is left out, an exception neither."""
        try:
            reading = await self._read(golden, {})
        except Exception as fault:  # noqa: BLE001 - is what is looked for
            return Judged(golden, Verdict.RAISED, repr(fault))
        if isinstance(reading, Plan):
            return _of_plan(golden, reading)
        if isinstance(reading, Refusal):
            right = golden.refuse or "refuse" in golden.also
            verdict = Verdict.REFUSED_WELL if right else Verdict.REFUSED_BADLY
            return Judged(golden, verdict, f"refused: {reading.text}")
        return await self._of_question(golden, reading)

    async def _of_question(self, golden: Golden, question: Question) -> Judged:
        offered = ", ".join(choice.label for choice in question.choices)
        came = f"asked [{question.key}]: {question.text} ({offered})"
        right = golden.asks and question.key.startswith(golden.ask or "")
        verdict = Verdict.ASKED_WELL if right else Verdict.ASKED_BADLY
        if not golden.needs_asking:
            return Judged(golden, verdict, came)
        return await self._clicked(golden, question, verdict, came)

    async def _clicked(
        self, golden: Golden, question: Question, verdict: Verdict, came: str
    ) -> Judged:
        """Answers as the golden line does; a wrong plan at the end is a wrong act."""
        answers: dict[str, str] = {}
        reading: Reading = question
        for click in golden.clicks:
            if not isinstance(reading, Question):
                break
            answer = _answer(reading, click)
            if answer is None:
                return Judged(golden, verdict, f"{came} → cannot answer {click}")
            answers[reading.key] = answer
            reading = await self._read(golden, answers)
        if not isinstance(reading, Plan):
            return Judged(golden, verdict, f"{came} → {_brief(reading)}")
        if any(same(reading, one) for one in golden.plans):
            return Judged(golden, verdict, came, len(answers))
        return Judged(golden, Verdict.ACTED_WRONG, f"{came} → {spelled(reading)}")

    async def _read(self, golden: Golden, answers: Mapping[str, str]) -> Reading:
        request = PlanRequest(
            text=golden.text,
            requester=NINA,
            now=NOW,
            answers=dict(answers),
            attached=golden.attached,
            made_in=MadeIn.model_validate(golden.made_in) if golden.made_in else None,
        )
        reading = await self.planner.plan(request, self.there.words)
        if not isinstance(reading, Plan):
            return reading
        return await self._resolved(reading)

    async def _resolved(self, plan: Plan) -> Reading:
        """What only the records show: which one of several was meant, or that there is none."""
        for step in plan.steps:
            if isinstance(step.source, Query) and step.source.of and step.source.of.one:
                try:
                    found = await self.there.resolver.resolve(step, NINA, NOW)
                except Refused as refused:
                    return Refusal(text=refused.text)
                except BulkheadError:
                    continue
                if isinstance(found, Question):
                    return found
                if not found.records:
                    return Refusal(text=nothing_found_for(" ".join(plan.reading)))
        return plan


def _column(heading: str) -> FoundColumn:
    """A column of three rows, all of them with an address where the heading has a star."""
    name = heading.rstrip("*")
    return FoundColumn(heading=name, filled=3, addresses=3 if heading != name else 0)


def _of_plan(golden: Golden, plan: Plan) -> Judged:
    right = not golden.ask and any(same(plan, one) for one in golden.plans)
    verdict = Verdict.ACTED_RIGHT if right else Verdict.ACTED_WRONG
    return Judged(golden, verdict, spelled(plan))


def _answer(question: Question, click: str) -> str | None:
    """The value of the choice that is meant, or the words typed; None where neither goes."""
    wanted = click.casefold()
    for offered in (_values, _labels):
        found = [one.value for one in question.choices if offered(one, wanted)]
        if len(found) == 1:
            return found[0]
    return click if question.open_ended else None


def _values(choice: Choice, wanted: str) -> bool:
    return choice.value.casefold() == wanted


def _labels(choice: Choice, wanted: str) -> bool:
    return wanted in f"{choice.label} {choice.detail} {choice.value}".casefold()


def _brief(reading: Reading) -> str:
    if isinstance(reading, Question):
        return f"asked [{reading.key}]"
    return f"refused: {reading.text}" if isinstance(reading, Refusal) else spelled(reading)
