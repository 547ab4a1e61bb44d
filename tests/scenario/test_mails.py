"""Mails of the office: answered, passed on, and put in order."""

from collections.abc import Mapping
from email import message_from_string, policy
from email.message import EmailMessage
from email.utils import parseaddr

from app.connectors.office import Moment
from app.domain.errors import NetworkFailed
from app.domain.record import Entity, Record
from tests.scenario.colleague import Colleague
from tests.scenario.later import CONFIRM
from tests.scenario.world import World

YESTERDAY = "2026-11-22"


async def test_mails_are_answered_each_in_its_own_thread(world: World, sam: Colleague) -> None:
    before = await _inbox(world, YESTERDAY)
    assert len(before) > 1
    await sam.says('Reply to all emails from yesterday with "Thanks, more on Friday."')
    await sam.sees("Reply to", "Thanks, more on Friday.", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees(f"{len(before)} emails answered")
    sent = _sent(world)
    assert {(one["To"], one["Subject"]) for one in sent} == {
        (mail.text("sender"), f"Re: {mail.text('subject')}") for mail in before.values()
    }
    assert all("Thanks, more on Friday." in one.get_content() for one in sent)
    assert len({one["In-Reply-To"] for one in sent}) == len(before)
    after = await _inbox(world, YESTERDAY)
    assert all(mail.fields["answered"] for mail in after.values())


async def test_the_answer_is_rewritten_in_the_form_which_has_no_subject(
    world: World, sam: Colleague
) -> None:
    before = await _inbox(world, YESTERDAY)
    await sam.says('Reply to all emails from yesterday with "Thanks"')
    await sam.sees(CONFIRM)
    await sam.presses("Edit")
    form = await sam.sees_modal("Update preview")
    assert "Subject" not in form
    assert await sam.submits({"Text": "Thank you, until Friday."}) == {}
    await sam.sees("Thank you, until Friday.", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees(f"{len(before)} emails answered")
    assert all("Thank you, until Friday." in one.get_content() for one in _sent(world))


async def test_a_mail_goes_on_to_a_team_with_the_mail_below_the_note(
    world: World, sam: Colleague
) -> None:
    newest = max((await _inbox(world)).values(), key=lambda mail: mail.text("date"))
    sender = newest.text("sender")
    await sam.says(f'Forward the last email from {sender} to everyone in sales saying "Please see"')
    await sam.sees("Forward", "Please see", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("emails forwarded")
    sales = [
        one.text("email")
        for one in await world.all_of(Entity.COLLEAGUE)
        if one.text("department") == "Sales" and one.text("email") != "sam@harbor.example"
    ]
    sent = _sent(world)
    assert sorted(parseaddr(one["To"])[1] for one in sent) == sorted(sales)
    for one in sent:
        assert one["Subject"] == f"Fwd: {newest.text('subject')}"
        note, _, below = one.get_content().partition(newest.text("body").splitlines()[0])
        assert "Please see" in note
        assert sender in note
        assert below is not None


async def test_old_mail_is_archived_and_nothing_else(world: World, sam: Colleague) -> None:
    before = await _mails(world)
    await sam.says("Archive all emails older than 30 days")
    await sam.sees("Archive", "older than 30 days", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("emails archived")
    after = await _mails(world)
    moved = {key for key, mail in after.items() if mail.fields != before[key].fields}
    # The office opened at 14:00 in Berlin on 23 November.
    assert moved == {
        key
        for key, mail in before.items()
        if mail.text("folder") == "inbox" and mail.text("date") < "2026-10-24T13:00"
    }
    assert {after[key].text("folder") for key in moved} == {"archive"}


async def test_unread_mail_is_thrown_away_and_can_be_found_in_the_trash(
    world: World, sam: Colleague
) -> None:
    unread = {key for key, mail in (await _inbox(world)).items() if not mail.fields["read"]}
    await sam.says("Delete all unread emails")
    await sam.sees("Delete", "trash", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees(f"{len(unread)} emails moved to the trash")
    after = await _mails(world)
    assert {key for key, mail in after.items() if mail.text("folder") == "trash"} == unread


async def test_mail_is_labelled_and_the_label_comes_off_again(world: World, sam: Colleague) -> None:
    from_yesterday = set(await _inbox(world, YESTERDAY))
    await sam.says("Label all emails from yesterday as urgent")
    await sam.sees(CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("emails labelled")
    assert await _labelled(world) == from_yesterday
    await sam.says("Remove the label urgent from all my emails")
    await sam.sees("Remove the label", without="emails labelled")
    await sam.presses(CONFIRM)
    await sam.sees("emails unlabelled")
    assert await _labelled(world) == set()


async def test_an_answer_whose_fate_is_unknown_is_asked_about_and_never_sent_again(
    world: World, sam: Colleague
) -> None:
    world.office.faults.fail_next(NetworkFailed("The connection dropped."), 2, Moment.AFTER)
    await sam.says('Reply to the last email with "Thanks"')
    await sam.presses(CONFIRM)
    await sam.sees("may or may not have been answered")
    assert len(world.outbox()) == 1


def _sent(world: World) -> list[EmailMessage]:
    return [_parsed(one) for one in world.outbox()]


def _parsed(text: str) -> EmailMessage:
    message = message_from_string(text, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


async def _mails(world: World) -> dict[str, Record]:
    return {mail.id: mail for mail in await world.all_of(Entity.MAIL)}


async def _inbox(world: World, day: str = "") -> Mapping[str, Record]:
    """What came in, on that day if there is one."""
    return {
        key: mail
        for key, mail in (await _mails(world)).items()
        if mail.text("folder") == "inbox" and mail.text("date").startswith(day)
    }


async def _labelled(world: World) -> set[str]:
    return {key for key, mail in (await _mails(world)).items() if mail.fields["labels"]}
