"""Mails that are saved among the drafts, as people ask for them."""

import pytest

from app.domain.kinds import BulkType, BulkVerb, Manner
from app.domain.plan import Plan, Question, Refusal, SendHow, Step
from app.domain.record import Entity
from app.domain.sources import Listed, Query
from tests.unit.planning.steps import AKIRAS
from tests.unit.planning.workspace import read


async def _plan(said: str, **answers: str) -> Plan:
    plan = await read(said, answers)
    assert isinstance(plan, Plan), plan
    return plan


async def _step(said: str, **answers: str) -> Step:
    step = (await _plan(said, **answers)).steps[0]
    assert (step.kind, step.verb) == (BulkType.EMAIL, BulkVerb.SEND)
    return step


@pytest.mark.parametrize(
    "text",
    [
        "Draft an email to Jinsoo saying the samples arrived",
        "draft a quick mail to Jinsoo that the samples arrived",
        "Prepare a draft for Jinsoo saying the samples arrived",
        "Email Jinsoo as a draft that the samples arrived",
        "write a draft to Jinsoo that the samples arrived, dont send it",
        "Draft a note to Jinsoo that the samples arrived. Please do not send it yet.",
        "Save a draft to Jinsoo saying the samples arrived",
    ],
)
async def test_a_mail_is_saved_and_not_sent(text: str) -> None:
    plan = await _plan(text)
    step = plan.steps[0]
    assert (step.how, step.manner) == (SendHow.DRAFT, Manner.DRAFT)
    assert isinstance(step.source, Listed)
    assert [one.address for one in step.source.entries] == ["jinsoo@harbor.example"]
    assert step.template is not None
    assert "The samples arrived.\n" in step.template.body
    assert not [line for line in plan.reading if "send" in line.lower()]


async def test_a_follow_up_is_drafted_for_the_people_of_a_meeting() -> None:
    plan = await _plan("Draft a follow-up to everyone from yesterday's meeting")
    assert plan.steps[0].how is SendHow.DRAFT
    assert plan.steps[0].template is not None
    assert plan.steps[0].template.name == "follow_up"
    assert plan.reading[0].startswith("Save a draft of the follow-up email to the attendees")


async def test_drafts_go_to_a_set_as_mails_do() -> None:
    step = await _step("Prepare drafts for Akira's leads saying we moved")
    assert isinstance(step.source, Query)
    assert (step.source.entity, step.source.filters) == (Entity.LEAD, (AKIRAS,))
    assert step.how is SendHow.DRAFT


async def test_a_draft_without_a_text_is_asked_for_it() -> None:
    asked = await read("Draft an email to Jinsoo")
    assert isinstance(asked, Question)
    assert asked.text == "What should the draft to Jinsoo Park (jinsoo@harbor.example) say?"
    assert (await _step("Draft an email to Jinsoo", text="Hello")).how is SendHow.DRAFT


@pytest.mark.parametrize(
    "text", ["Send the drafts", "send all my drafts to Jinsoo", "Send the draft to Jinsoo please"]
)
async def test_drafts_that_lie_there_are_not_sent(text: str) -> None:
    refused = await read(text)
    assert isinstance(refused, Refusal)
    assert "Drafts leave only from your drafts folder" in refused.text


@pytest.mark.parametrize(
    "text",
    ["Draft beer for everyone", "draft a contract for Acme", "prepare the draft of the plan"],
)
async def test_other_drafts_are_none_of_ours(text: str) -> None:
    refused = await read(text)
    assert isinstance(refused, Refusal)
    assert refused.unread


async def test_answers_are_not_drafted_yet() -> None:
    refused = await read("Draft a reply to the last email from Tom: thanks")
    assert isinstance(refused, Refusal)
    assert "drafting answers" in refused.text


async def test_drafting_and_sending_are_two_requests() -> None:
    assert isinstance(await read("Draft an email to Jinsoo and send it"), Refusal)
