"""Answers to everybody who got a mail."""

from email import message_from_string, policy
from email.utils import getaddresses

from app.connectors.office import Moment
from app.domain.errors import NetworkFailed
from app.domain.record import Entity, Record
from tests.scenario.colleague import Colleague
from tests.scenario.later import CONFIRM
from tests.scenario.world import SAM_ACCOUNT, World


async def test_everyone_on_a_mail_is_answered_but_oneself(world: World, sam: Colleague) -> None:
    mail = await _copied(world)
    sender, others = mail.text("sender"), _others(mail)
    await sam.says(f'Reply all to the last email from {sender} with "Thanks, noted"')
    await sam.sees(
        "Reply to everyone on 1 email",
        f"{sender} and {len(others)} others",
        f"{len(others)} other people will be told",
        "Medium",
        CONFIRM,
    )
    await sam.presses("See all 1")
    await sam.sees_modal(*others)
    await sam.closes()
    await sam.presses(CONFIRM)
    await sam.sees("1 email answered")
    [text] = world.outbox()
    message = message_from_string(text, policy=policy.default)
    assert getaddresses([message["To"]]) == [(world_name(message["To"]), sender)]
    assert [address for _, address in getaddresses([message["Cc"]])] == others
    assert "Thanks, noted" in text


async def test_a_mail_to_oneself_alone_is_answered_to_its_sender(
    world: World, sam: Colleague
) -> None:
    mail = max(
        (one for one in await _latest(world) if not one.fields["cc"]),
        key=lambda one: one.text("date"),
    )
    await sam.says(f'Reply all to the last email from {mail.text("sender")} with "Thanks"')
    preview = await sam.sees("Reply to everyone on 1 email", CONFIRM)
    assert "will be told" not in sam.text_of(preview)
    await sam.presses(CONFIRM)
    await sam.sees("1 email answered")
    [text] = world.outbox()
    assert message_from_string(text)["Cc"] is None


async def test_an_answer_to_all_in_doubt_is_asked_about(world: World, sam: Colleague) -> None:
    mail = await _copied(world)
    world.office.faults.fail_next(NetworkFailed("The connection dropped."), 2, Moment.AFTER)
    await sam.says(f'Reply all to the last email from {mail.text("sender")} with "Thanks"')
    await sam.presses(CONFIRM)
    await sam.sees("may or may not have been answered", "Please look in the sent mail")
    assert len(world.outbox()) == 1


def world_name(to: str) -> str:
    """How a header calls whom it goes to."""
    return getaddresses([to])[0][0]


def _others(mail: Record) -> list[str]:
    gone = {SAM_ACCOUNT, mail.text("sender")}
    return [one for one in mail.fields["cc"] if one not in gone]


async def _copied(world: World) -> Record:
    """The newest mail with others on it that is the last of its sender."""
    found = [one for one in await _latest(world) if len(_others(one)) > 1]
    return max(found, key=lambda one: one.text("date"))


async def _latest(world: World) -> list[Record]:
    newest: dict[str, Record] = {}
    for mail in await world.all_of(Entity.MAIL):
        if mail.text("folder") == "inbox":
            held = newest.setdefault(mail.text("sender"), mail)
            if held.text("date") < mail.text("date"):
                newest[mail.text("sender")] = mail
    return list(newest.values())
