"""Mails that are there already: which ones, and what is done to them."""

import pytest

from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import ChangeHow, FieldChange, Plan, Question, Refusal, SendHow, Step
from app.domain.record import Entity
from app.domain.sources import Comparison, Filter, Query
from tests.unit.planning.steps import THIRTY_DAYS_AGO, YESTERDAY, below, equals, within
from tests.unit.planning.workspace import read

INBOX = equals("folder", "inbox")
FROM_TOM = equals("sender", "tom@harbor.example")
PAST_DAY = within("date", *(str(one.value) for one in YESTERDAY))


def _about(topic: str) -> Filter:
    return Filter(field="subject", comparison=Comparison.CONTAINS, value=topic)


async def _step(said: str, **answers: str) -> tuple[Step, Query]:
    plan = await read(said, answers)
    assert isinstance(plan, Plan), plan
    step = plan.steps[0]
    assert isinstance(step.source, Query)
    assert (step.kind, step.entity, step.source.entity) == (
        BulkType.EMAIL,
        Entity.MAIL,
        Entity.MAIL,
    )
    return step, step.source


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("Archive all emails from Tom", {FROM_TOM, INBOX}),
        ("archive toms emails pls", {FROM_TOM, INBOX}),
        (
            "Archive all emails older than 30 days",
            {below("date", THIRTY_DAYS_AGO), INBOX},
        ),
        ("Archive all read emails from yesterday", {*PAST_DAY, equals("read", value=True), INBOX}),
        (
            "Archive every email about the summer offsite from Tom",
            {_about("the summer offsite"), FROM_TOM, INBOX},
        ),
        ('Archive all mails with the subject "Lunch"', {_about("Lunch"), INBOX}),
        ("Archive all emails before November", {below("date", "2026-10-31T23:00:00Z"), INBOX}),
    ],
)
async def test_mails_are_archived_out_of_the_inbox(text: str, filters: set[Filter]) -> None:
    step, source = await _step(text)
    assert set(source.filters) == filters
    assert step.changes == (FieldChange(field="folder", how=ChangeHow.SET, value="archive"),)


@pytest.mark.parametrize(
    ("text", "change"),
    [
        (
            "Mark all emails from Tom as read",
            FieldChange(field="read", how=ChangeHow.SET, value=True),
        ),
        ("mark Tom's emails unread", FieldChange(field="read", how=ChangeHow.SET, value=False)),
        (
            "Label all emails from Tom as urgent",
            FieldChange(field="labels", how=ChangeHow.ADD, value="urgent"),
        ),
        (
            "add the label urgent to all emails from Tom",
            FieldChange(field="labels", how=ChangeHow.ADD, value="urgent"),
        ),
    ],
)
async def test_mails_are_marked_and_labelled(text: str, change: FieldChange) -> None:
    step, source = await _step(text)
    assert set(source.filters) == {FROM_TOM, INBOX}
    assert step.changes == (change,)


async def test_a_label_comes_off_wherever_it_is() -> None:
    step, source = await _step("Remove the label urgent from all my mails")
    assert set(source.filters) == {
        Filter(field="labels", comparison=Comparison.HAS, value="urgent"),
        Filter(field="folder", comparison=Comparison.NOT_EQUALS, value="trash"),
    }
    assert step.changes == (FieldChange(field="labels", how=ChangeHow.REMOVE, value="urgent"),)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("Delete all emails from Tom", None),
        ("trash the last 5 emails from Tom", 5),
        ("Bin my latest email from Tom", 1),
    ],
)
async def test_mails_are_thrown_away(text: str, limit: int | None) -> None:
    step, source = await _step(text)
    assert step.verb is BulkVerb.DELETE
    assert set(source.filters) == {FROM_TOM, INBOX}
    assert source.limit == limit


@pytest.mark.parametrize("text", ["Delete all my emails", "Archive my mails", "Delete every email"])
async def test_all_of_ones_mail_is_never_meant(text: str) -> None:
    reading = await read(text)
    assert isinstance(reading, Refusal)
    assert "Which emails do you mean?" in reading.text


@pytest.mark.parametrize(
    "text",
    [
        "Archive emails about prices and terms",
        "Mark emails from Tom as important",
        "Archive emails from Nobody Known",
        "Delete the email from Tom",
    ],
)
async def test_what_is_not_understood_is_asked_or_refused(text: str) -> None:
    assert isinstance(await read(text), Question | Refusal)


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ('Reply to the last email from Tom with "Thanks"', {FROM_TOM, INBOX}),
        ("reply to toms latest mail saying thanks", {FROM_TOM, INBOX}),
        (
            'Reply to all unanswered emails from Tom with "Thanks"',
            {FROM_TOM, equals("answered", value=False), INBOX},
        ),
        (
            'Reply to all emails about the offsite from yesterday with "Thanks"',
            {_about("the offsite"), *PAST_DAY, INBOX},
        ),
    ],
)
async def test_mails_of_others_are_answered(text: str, filters: set[Filter]) -> None:
    step, source = await _step(text)
    assert step.how is SendHow.REPLY
    assert set(source.filters) == filters
    assert step.template
    assert step.template.body.rstrip(".") == "Thanks"


async def test_an_answer_without_a_text_is_asked_for() -> None:
    asked = await read("Reply to the last email from Tom")
    assert isinstance(asked, Question)
    assert asked.key == "text"
    step, _ = await _step("Reply to the last email from Tom", text="Thanks")
    assert step.template
    assert step.template.body == "Thanks"


@pytest.mark.parametrize(
    "text",
    [
        'Reply to the last email from bob@@x.example with "hi"',
        "Archive all emails from bob@nowhere",
        "Forward the last email from bob@ to Tom",
    ],
)
async def test_a_broken_address_is_refused_and_never_left_out(text: str) -> None:
    reading = await read(text)
    assert isinstance(reading, Refusal), reading
    assert "not a complete email address" in reading.text


@pytest.mark.parametrize(
    "text",
    ['Reply to the last purple email with "hi"', "Forward the last purple email to Tom"],
)
async def test_a_word_that_may_narrow_the_mails_is_never_gone_on_without(text: str) -> None:
    asked = await read(text)
    assert isinstance(asked, Question)
    assert asked.not_understood == ("purple",)
    assert not [choice for choice in asked.choices if choice.value.startswith("without")]


async def test_mails_go_on_to_a_team() -> None:
    step, source = await _step("Forward the last email from Tom to everyone in sales")
    assert step.how is SendHow.FORWARD
    assert FROM_TOM in source.filters
    assert source.limit == 1
    assert isinstance(step.to, Query)
    assert step.to.filters == (equals("department", "Sales"),)
