"""Who may not: outsiders, colleagues who press another's button, and ids that were made up."""

import pytest

from app.connectors.office import Moment
from app.domain.errors import InvalidItem, NetworkFailed
from tests.scenario.colleague import Colleague
from tests.scenario.world import GUS, LEE, SANA, World

REQUEST = "Send follow-up emails to everyone from yesterday's meeting"
MEMBERS_ONLY = "Only full members of this workspace can use this"


async def previewed(sam: Colleague) -> None:
    await sam.says(f"/bulk here {REQUEST}", "sales")
    await sam.sees("Email 12 people", "Confirm All", room="sales")


@pytest.mark.parametrize("user", [GUS, SANA], ids=["guest", "stranger"])
async def test_outsiders_are_refused_where_only_they_see_it(
    world: World, sam: Colleague, user: str
) -> None:
    outsider = await world.colleague(user)
    await outsider.says(f"@Bulkhead {REQUEST}", "sales")
    await outsider.sees(MEMBERS_ONLY, "Nothing was done.", room="sales")
    await world.settled()
    assert world.posted() == []
    assert not [text for text in sam.screen if MEMBERS_ONLY in text]


async def test_a_guest_is_refused_in_direct_messages_too(world: World) -> None:
    guest = await world.colleague(GUS)
    await guest.says(REQUEST)
    await guest.sees(MEMBERS_ONLY)
    await guest.says(f"/bulk {REQUEST}", "sales")
    await guest.sees(MEMBERS_ONLY)
    await world.settled()
    assert world.posted() == []


@pytest.mark.parametrize("user", [LEE, "U0NOBODY"], ids=["deactivated", "unknown"])
async def test_the_words_of_people_who_are_not_there_have_no_effect(
    world: World, user: str
) -> None:
    said = {"type": "message", "channel": "D0GONE", "channel_type": "im", "user": user}
    await world.hears({**said, "ts": "1795443000.000100", "text": REQUEST})
    await world.settled()
    assert world.posted() == []


@pytest.mark.parametrize("user", [GUS, SANA], ids=["guest", "stranger"])
async def test_an_outsiders_press_in_a_channel_does_nothing(
    world: World, sam: Colleague, user: str
) -> None:
    await previewed(sam)
    outsider = await world.colleague(user)
    for label in ("Confirm All", "Cancel"):
        await outsider.presses(label)
        await outsider.sees("Only full members")
    await world.settled()
    assert "Confirm All" in sam.labels
    assert await world.effects() == 0


async def test_a_colleague_cannot_decide_about_a_draft(
    world: World, sam: Colleague, priya: Colleague
) -> None:
    await previewed(sam)
    before = len(world.posted())
    for label in ("Confirm All", "Edit", "See all 12", "Cancel"):
        await priya.presses(label)
        await priya.sees("Only Sam Rivera can", room="sales")
        assert priya.modal == ""
    await world.settled()
    assert len(world.posted()) == before
    assert not [text for text in sam.screen if "Only Sam" in text]
    assert await world.effects() == 0


async def test_a_colleague_cannot_decide_about_a_run(
    world: World, sam: Colleague, priya: Colleague
) -> None:
    await previewed(sam)
    world.gate.shut()
    await sam.presses("Confirm All")
    running = await priya.sees("Emailing 12 people", "Cancel Execution", room="sales")
    await priya.presses("Cancel Execution", within=running)
    await priya.sees("Only Sam Rivera can", room="sales")

    world.gate.open()
    await priya.sees_in(running, "12 emails sent", "Was this right?")
    for label in ("View Details", "Done", "Yes"):
        await priya.presses(label, within=running)
        await priya.sees("Only Sam Rivera can", room="sales")
        assert priya.modal == ""
    await world.settled()
    assert sam.buttons_of(running) == ["View Details", "Done", "Yes", "No"]
    assert await world.effects() == 12


async def test_a_colleague_cannot_retry_or_settle_what_is_in_doubt(
    world: World, sam: Colleague, priya: Colleague
) -> None:
    faults = world.office.faults
    faults.fail_next(InvalidItem("The mailbox does not exist."))
    faults.fail_next(NetworkFailed("The connection dropped."), 3, Moment.AFTER)
    await previewed(sam)
    await sam.presses("Confirm All")
    ended = await priya.sees("8 of 12 emails sent", "Was this right?", room="sales")
    labels = priya.buttons_of(ended)
    for label in ("Retry Failed (1)", "It was sent", "Send again", "All 3: it was sent", "No"):
        assert label in labels
        await priya.presses(label, within=ended)
        await priya.sees("Only Sam Rivera can", room="sales")
    await world.settled()
    assert sam.buttons_of(ended) == labels
    assert len(world.outbox()) == 11


async def test_a_colleague_cannot_answer_a_question(
    world: World, sam: Colleague, priya: Colleague
) -> None:
    await sam.says("/bulk here email Sarah that lunch is at noon", "sales")
    question = await priya.sees("Which one do you mean?", room="sales")
    for label in ("Sarah Okafor", "Cancel"):
        await priya.presses(label, within=question)
        await priya.sees("Only Sam Rivera can", room="sales")
    await sam.presses("Sarah Okafor", within=question)
    await sam.sees("Email 1 person")
    await world.settled()


async def test_ids_of_others_do_not_open_anything(
    world: World, sam: Colleague, priya: Colleague
) -> None:
    await sam.says(REQUEST)
    preview = await sam.sees("Email 12 people", "Confirm All")
    for label in ("Confirm All", "Edit", "See all 12", "Cancel"):
        await priya.forges(*sam.value_of(preview, label))
        await priya.sees("Only Sam Rivera can")
        assert priya.modal == ""
    assert await world.effects() == 0
    assert "Confirm All" in sam.buttons_of(preview)


async def test_ids_of_another_workspace_are_not_there(world: World, sam: Colleague) -> None:
    await sam.says(REQUEST)
    preview = await sam.sees("Email 12 people", "Confirm All")
    elsewhere = {"id": "T0ELSEWHERE", "domain": "elsewhere"}
    for label in ("Confirm All", "Edit", "Cancel"):
        await sam.forges(*sam.value_of(preview, label), team=elsewhere)
        await sam.sees("Only full members")
    await world.settled()
    assert await world.effects() == 0


async def test_a_made_up_digest_confirms_nothing(world: World, sam: Colleague) -> None:
    await sam.says(REQUEST)
    preview = await sam.sees("Email 12 people", "Confirm All")
    action, value = sam.value_of(preview, "Confirm All")
    draft, _, _ = value.partition("|")
    await sam.forges(action, f"{draft}|{'0' * 64}")
    await sam.sees("This preview is out of date")
    await world.settled()
    assert await world.effects() == 0
    assert "Confirm All" in sam.buttons_of(preview)


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("draft_confirm", ""),
        ("draft_confirm", "nothing|like|this"),
        ("draft_confirm", "unknown|digest"),
        ("draft_edit", "%00|%F0"),
        ("draft_items", "../../etc|x"),
        ("operation_cancel", "unknown"),
        ("operation_retry", "'; DROP TABLE operation; --"),
        ("operation_details", "unknown"),
        ("operation_done", "unknown"),
        ("feedback_yes", "unknown"),
        ("in_doubt_done:0", "unknown|item"),
        ("in_doubt_all_again", "unknown"),
        ("item_toggle:0", "unknown|item"),
        ("answer:0", "unknown|token|0"),
        ("answer:0", "unknown|token|-1"),
        ("answer_type", "unknown|token"),
        ("answer_cancel", "|"),
        ("page_next", "99999999999"),
        ("items_search", "x"),
        ("no_such_button", "x"),
    ],
)
async def test_values_that_nobody_made_are_answered_in_words(
    world: World, sam: Colleague, action: str, value: str
) -> None:
    await sam.forges(action, value)
    shown = await sam.sees(".")
    assert shown.message["text"]
    await world.settled()
    assert world.posted() == []
    assert sam.failures == ""
