"""Whatever is typed: nothing raises, and nothing unlimited is ever changed or deleted."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.kinds import BulkVerb
from app.domain.plan import Plan, Question, Refusal, Step
from app.domain.ports import PlanRequest
from app.domain.sources import Query
from app.planning.planner import RulesPlanner
from app.planning.templates import plain
from tests.unit.planning.acting import ACTING
from tests.unit.planning.steps import MINE
from tests.unit.planning.workspace import NOW, SAM, KnownNames, read

_WORDS = [
    "delete",
    "cancel",
    "remove",
    "push",
    "move",
    "tag",
    "untag",
    "reassign",
    "mark",
    "set",
    "email",
    "send",
    "invite",
    "create",
    "add",
    "clear",
    "all",
    "every",
    "my",
    "the",
    "a",
    "everything",
    "contacts",
    "contact",
    "customers",
    "meetings",
    "meeting",
    "leads",
    "deals",
    "deal",
    "colleagues",
    "everyone",
    "and",
    "or",
    "not",
    "except",
    "to",
    "from",
    "with",
    "at",
    "in",
    "of",
    "by",
    "as",
    "for",
    "that",
    "who",
    "which",
    "is",
    "are",
    "Acme",
    "Globex",
    "Berlin",
    "Akira's",
    "Jinsoo",
    "Tom",
    "Sarah",
    "bounced",
    "vip",
    "Proposal",
    "Lost",
    "Won",
    "sales",
    "owner",
    "stage",
    "tag",
    "tomorrow",
    "next",
    "Tuesday",
    "last",
    "week",
    "quarter",
    "November",
    "24.11.",
    "10am",
    "3",
    "30",
    "minutes",
    "hours",
    "later",
    "earlier",
    "older",
    "than",
    "days",
    "ana@example.org",
    '"golf"',
    ":",
    ",",
    ".",
    "?",
    "'s",
    "{{",
    "name",
    "}}",
    "<!channel>",
    "0",
    "99999",
    "without",
    "only",
]
_DESTRUCTIVE = [
    "delete",
    "cancel",
    "remove",
    "push",
    "move",
    "tag",
    "untag",
    "reassign",
    "mark",
    "set",
    "clear",
    "erase",
]


def limited(step: Step) -> bool:
    """Whether something narrows what a step changes, beyond whose calendar it is in."""
    if not isinstance(step.source, Query):
        return True
    filters = [condition for condition in step.source.filters if condition != MINE]
    return bool(filters or step.source.of)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
@example("email that")
@example("send contact the that")
@example("email except .")
@example("clear in contacts at . colleagues")
@example("<@>" * 20)
@example("tomorrow " * 100)
@example("'s leads of 's to 's")
@example("delete all contacts older than 9999 years")
@example("cancel my meetings in 9999 years")
@example("push my meetings tomorrow by 9999 weeks")
@example("invite Tom to a call on 31.12.2099 at 10 for 9999 weeks")
async def test_no_text_makes_it_raise(text: str) -> None:
    assert isinstance(await read(text), (Plan, Question, Refusal))


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(_DESTRUCTIVE), st.lists(st.sampled_from(_WORDS), max_size=14))
async def test_no_word_salad_changes_without_a_limit(verb: str, words: list[str]) -> None:
    reading = await read(" ".join([verb, *words]))
    if isinstance(reading, Plan):
        for step in reading.steps:
            assert step.verb not in (BulkVerb.UPDATE, BulkVerb.DELETE) or limited(step)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(_WORDS), max_size=16),
    st.dictionaries(
        st.sampled_from(
            [
                "leftover",
                "all",
                "when",
                "who",
                "text",
                "by",
                "company:globex",
                "person:sarah",
                "event",
                "day",
            ]
        ),
        st.sampled_from(
            ["all", "tomorrow", "x", "without:golf", "Globex Labs", "everyone", "", "10"]
        ),
    ),
)
async def test_no_answers_make_it_raise(words: list[str], answers: dict[str, str]) -> None:
    assert isinstance(await read(" ".join(words), answers), (Plan, Question, Refusal))


@given(st.text(max_size=60))
def test_braces_of_records_are_shown_and_never_obeyed(value: str) -> None:
    escaped = plain(value).replace('{{ "{" }}', "")
    assert "{{" not in escaped
    assert "{%" not in escaped


async def test_a_clock_change_refuses_what_would_land_an_hour_off() -> None:
    friday = datetime(2026, 10, 23, 9, tzinfo=UTC)
    reading = await read("Move my meetings tomorrow to Sunday", now=friday)
    assert isinstance(reading, Refusal)
    assert "clocks change" in reading.text
    monday = await read("Move my meetings tomorrow to Monday", now=friday)
    assert isinstance(monday, Plan)
    assert monday.steps[0].changes[0].value == 2 * 24 * 60 + 60


async def test_what_has_begun_today_is_left_alone() -> None:
    reading = await read("Cancel all my meetings today")
    assert isinstance(reading, Plan)
    assert reading.reading == ("Cancel your meetings today (Mon 23 Nov) from now on",)
    source = reading.steps[0].source
    assert isinstance(source, Query)
    assert {condition.value for condition in source.filters} == {
        "@me",
        "2026-11-23T13:00:00Z",
        "2026-11-23T23:00:00Z",
    }


async def test_it_keeps_up_with_ten_thousand_contacts() -> None:
    names = tuple(f"Person Number{i} <p{i}@example.org>" for i in range(10_000))
    vocabulary = KnownNames(known={"contact.name_email": names})
    request = PlanRequest(text="Email Person Number77 that hi", requester=SAM, now=NOW)
    started = time.perf_counter()
    reading = await RulesPlanner().plan(request, vocabulary)
    assert isinstance(reading, Plan)
    assert time.perf_counter() - started < 2  # a slow machine's ten times


async def test_people_without_a_known_address_stay_symbolic() -> None:
    reading = await read("Delete my leads", requester=SAM.model_copy(update={"email": None}))
    assert isinstance(reading, Plan)
    source = reading.steps[0].source
    assert isinstance(source, Query)
    assert source.filters[0].value == "@me"


def _with_a_strange_word(text: str) -> list[str]:
    words = text.split()
    return [" ".join([*words[:at], "zebra", *words[at:]]) for at in range(1, len(words) + 1)]


@pytest.mark.parametrize("step", [step for step, _ in ACTING], ids=lambda step: step.entity)
async def test_a_strange_word_anywhere_is_never_ignored(step: Step) -> None:
    texts = next(texts for golden, texts in ACTING if golden == step)
    for text in (strange for golden in texts for strange in _with_a_strange_word(golden)):
        reading = await read(text)
        assert not (isinstance(reading, Plan) and reading.steps == (step,)), text
