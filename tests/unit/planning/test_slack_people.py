"""Requests for people by where they are together in Slack, and mentions that mean one person."""

import pytest

from app.domain.plan import Plan, Question, Reading, Refusal, Step
from app.domain.ports import PlanRequest
from app.domain.record import Entity
from app.domain.roster import MadeIn
from app.domain.sources import ME, Comparison, Filter, Listed, Query, SlackGroup, SlackPeople
from app.planning.following import RulesFollowUps
from tests.unit.planning.workspace import NOW, SAM, VOCABULARY, read

LAUNCH = "<#C1|launch>"
CREW = "<!subteam^S1|@crew>"
PAT = "<@pat@harbor.example|Pat Lane>"
NOBODY = "<@U9|Tom Weber>"
GENERAL = MadeIn(channel="C9", label="#general")
THREAD = MadeIn(channel="C9", thread_ts="1.5", label="#general")

IN_LAUNCH = (
    f"email everyone in {LAUNCH} saying 'We ship on Friday'",
    f"Please email all the people in {LAUNCH} that we ship on Friday",
    f"send a message to everybody who is in {LAUNCH} saying we ship on Friday",
    f"let everyone in the channel {LAUNCH} know that we ship on Friday",
    f"write to all members of the {LAUNCH} channel: we ship on Friday",
    f"tell the folks from {LAUNCH} that we ship on Friday",
    f"email the people currently in {LAUNCH}: we ship on Friday",
)
TO_CREW = (
    f"invite {CREW} to a sync tomorrow at 3pm",
    f"invite everyone in {CREW} to a sync tomorrow at 15:00",
    f"set up a sync with {CREW} tomorrow at 3pm",
    f"invite all members of {CREW} to a sync tomorrow at 3pm",
)


async def source(text: str, made_in: MadeIn | None = None) -> SlackPeople:
    """The people in Slack that a sentence means."""
    found = (await step(text, made_in)).source
    assert isinstance(found, SlackPeople)
    return found


async def step(text: str, made_in: MadeIn | None = None) -> Step:
    """The step that comes of a sentence."""
    reading = await read(text, made_in=made_in)
    assert isinstance(reading, Plan), reading
    return reading.steps[0]


@pytest.mark.parametrize("text", IN_LAUNCH)
async def test_a_mail_goes_to_the_people_of_a_channel(text: str) -> None:
    found = await source(text)
    assert (found.group, found.id, found.label) == (SlackGroup.CHANNEL, "C1", "#launch")
    assert found.exclude == (ME,)


@pytest.mark.parametrize("text", TO_CREW)
async def test_a_user_group_is_invited(text: str) -> None:
    found = await step(text)
    assert isinstance(found.source, SlackPeople)
    assert (found.source.group, found.source.id) == (SlackGroup.USER_GROUP, "S1")
    assert found.event
    assert (found.event.title, found.event.start) == ("Sync", "2026-11-24T14:00:00Z")


async def test_the_reading_says_where_and_who_is_left_out() -> None:
    reading = await read(f"email everyone in {LAUNCH} except {PAT}: see you")
    assert isinstance(reading, Plan)
    assert reading.reading[0] == "Email everyone in #launch: “see you”, except you and Pat Lane"


async def test_this_channel_and_this_thread_are_where_it_was_said() -> None:
    here = await source("email everyone in this channel: we moved", GENERAL)
    assert (here.group, here.id, here.label) == (SlackGroup.CHANNEL, "C9", "#general")
    invited = await source("invite the people in this channel to lunch on Friday at 1pm", GENERAL)
    assert invited == here
    thread = await source("email everyone who wrote in this thread: we moved", THREAD)
    assert (thread.group, thread.id, thread.thread_ts) == (SlackGroup.THREAD, "C9", "1.5")


@pytest.mark.parametrize(
    ("text", "made_in", "why"),
    [
        ("email everyone in this channel: we moved", None, "Name the channel"),
        ("email everyone in this thread: we moved", None, "Name the channel"),
        ("email everyone in this thread: we moved", GENERAL, "in no thread"),
        ("email everyone in #sales: we moved", GENERAL, "Pick the channel from the list"),
        ("email #sales: we moved", GENERAL, "Pick the channel from the list"),
        (f"email {NOBODY}: we moved", GENERAL, "no email address of Tom Weber"),
        (f"email {PAT} and {NOBODY}: we moved", GENERAL, "no email address of Tom Weber"),
        (f"every Monday at 9 email everyone in {LAUNCH}: hi", GENERAL, "again and again"),
    ],
)
async def test_where_it_cannot_be_told_it_says_what_to_do(
    text: str, made_in: MadeIn | None, why: str
) -> None:
    reading = await read(text, made_in=made_in)
    assert isinstance(reading, Refusal), reading
    assert why in f"{reading.text} {reading.hint}"


@pytest.mark.parametrize(
    "text",
    [
        f"email everyone in {LAUNCH} and <#C2|design>: we moved",
        f"email everyone in {LAUNCH} who is in Berlin: we moved",
        f"email everyone in {LAUNCH} and tom@harbor.example: we moved",
        f"email everyone in sales and everyone in {LAUNCH}: we moved",
        f"email the first 5 people in {LAUNCH}: we moved",
        f"email all customers in {LAUNCH}: we moved",
        f"email half of {LAUNCH}: we moved",
        f"email everyone in {LAUNCH}{CREW}: we moved",
        f"email Priya in {LAUNCH}: we moved",
        f"tag everyone in {LAUNCH} as vip",
        f"delete everyone in {LAUNCH}",
        f"add everyone in {LAUNCH} to my meeting tomorrow",
        f"email everyone not in {LAUNCH}: we moved",
    ],
)
async def test_what_else_stands_beside_a_channel_is_never_guessed(text: str) -> None:
    assert not isinstance(await read(text, made_in=THREAD), Plan)


async def test_a_channel_in_the_place_of_people_is_asked_about() -> None:
    text = f"send {LAUNCH} a reminder that we moved"
    asked = await read(text)
    assert isinstance(asked, Question)
    assert "each person in #launch" in asked.text
    plan = await read(text, {asked.key: asked.choices[0].value})
    assert isinstance(plan, Plan)
    assert isinstance(plan.steps[0].source, SlackPeople)


async def test_a_department_stays_the_department() -> None:
    found = (await step("email everyone in sales: we moved", GENERAL)).source
    assert isinstance(found, Query)
    assert found.entity is Entity.COLLEAGUE


async def test_a_mention_is_exactly_one_person_wherever_it_stands() -> None:
    namesake = "<@tom@other.example|Tom Weber>"
    listed = (await step(f"email {namesake} and {PAT}: hi {PAT}")).source
    assert isinstance(listed, Listed)
    assert [one.address for one in listed.entries] == ["tom@other.example", "pat@harbor.example"]
    met = (await step(f"cancel my meetings with {namesake} tomorrow")).source
    assert isinstance(met, Query)
    has = Filter(field="attendees", comparison=Comparison.HAS, value="tom@other.example")
    assert has in met.filters
    leads = (await step(f"reassign {namesake}'s leads to {PAT}")).source
    assert isinstance(leads, Query)
    owned = Filter(field="owner", comparison=Comparison.EQUALS, value="tom@other.example")
    assert leads.filters == (owned,)


async def test_what_people_read_has_names_for_mentions() -> None:
    said = await step(f"email {PAT} that {NOBODY} is in {LAUNCH} with {CREW}")
    assert said.template
    assert "Tom Weber is in #launch with @crew" in said.template.body
    asked = await read(f"email everyone in sales and {LAUNCH}: hi")
    assert isinstance(asked, Question)
    assert "<#" not in asked.text + "".join(asked.not_understood)


async def test_a_sentence_that_follows_leaves_out_and_does_not_narrow() -> None:
    less = await following("not Tom")
    assert isinstance(less, Plan)
    assert isinstance(less.steps[0].source, SlackPeople)
    assert less.steps[0].source.exclude == (ME, "tom@harbor.example")
    mentioned = await following(f"not {PAT}")
    assert isinstance(mentioned, Plan)
    assert isinstance(mentioned.steps[0].source, SlackPeople)
    assert mentioned.steps[0].source.exclude == (ME, "pat@harbor.example")
    for narrower in ("only the ones in Berlin", "only the first 5"):
        refused = await following(narrower)
        assert isinstance(refused, Refusal)
        assert "everyone in #launch" in refused.text


async def following(said: str) -> Reading:
    """What a sentence makes of a mail to a channel."""
    plan = await read(f"email everyone in {LAUNCH} that we moved")
    assert isinstance(plan, Plan)
    request = PlanRequest(text=said, requester=SAM, now=NOW)
    return await RulesFollowUps().read(request, plan, VOCABULARY)
