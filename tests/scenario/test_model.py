"""A request that only a language model can read, from the sentence to the summary."""

from app.domain.record import Entity
from app.domain.words.model import READ_BY
from tests.scenario.conftest import MakeWorld
from tests.scenario.later import CONFIRM
from tests.unit.planning.model.model_server import plan, serving

ARCHIVE = plan(
    "update",
    "mail",
    ("date", "equals", "yesterday"),
    changes=[{"field": "folder", "how": "set", "words": "archive"}],
)


async def test_what_a_model_read_is_shown_as_such_and_runs_once_it_is_confirmed(
    make_world: MakeWorld,
) -> None:
    async with serving([ARCHIVE]) as model:
        world = await make_world(settings={"model": "small", "model_base_url": model.url})
        sam = world.sam
        await sam.says("Yeet the mail that came yesterday out of my sight")
        await sam.sees("Archive 3 emails", READ_BY, CONFIRM)
        assert all(mail.text("folder") != "archive" for mail in await world.all_of(Entity.MAIL))
        await sam.presses(CONFIRM)
        await sam.sees("3 emails archived")
        archived = [
            mail for mail in await world.all_of(Entity.MAIL) if mail.text("folder") == "archive"
        ]
        assert {mail.text("date")[:10] for mail in archived} == {"2026-11-22"}
        known = [mail.text("sender") for mail in await world.all_of(Entity.MAIL)]
        assert not [address for address in known if address in model.sent()]


async def test_where_the_model_is_away_the_rules_say_what_they_understood(
    make_world: MakeWorld,
) -> None:
    async with serving([503, 503, 503]) as model:
        world = await make_world(settings={"model": "small", "model_base_url": model.url})
        await world.sam.says("Yeet the mail that came yesterday out of my sight")
        await world.sam.sees("I did not find what to do in that")
