"""kill -9, again and again: nothing is lost, nothing is done twice, and doubt is told honestly."""

import asyncio
import random
from pathlib import Path

import pytest

from blocks import ids
from tests.crash.harness import SAM, Bulkhead, bulkhead, until
from tests.faults.forms import forms

PEOPLE = 400


async def confirmed(app: Bulkhead, text: str, preview: str) -> str:
    """Ask, wait for the preview, confirm; the operation's id once its message is known."""
    before = {one for (one,) in app.rows("SELECT id FROM operation")}
    await app.slack.say(SAM, text)
    shown = await app.message_with(preview)
    await app.slack.press(SAM, action_id=ids.DRAFT_CONFIRM, ts=shown["ts"])

    def new() -> set[str]:
        query = "SELECT id FROM operation WHERE progress_ts IS NOT NULL"
        return {one for (one,) in app.rows(query)} - before

    async def look() -> bool:
        return bool(new())

    await until(look)
    return new().pop()


async def killed_at_random_moments(app: Bulkhead, kills: int) -> set[str]:
    """Kill and start again; keys of all items that were in flight when it died."""
    moments = random.Random(20261123)  # noqa: S311 - the same moments each time
    in_flight: set[str] = set()
    for kill in range(1, kills + 1):
        await asyncio.sleep(moments.uniform(0.0, 0.5))
        await app.kill()
        in_flight |= app.executing()
        ready = app.starts() + 1
        await app.start()
        if moments.random() < 0.75 or kill == kills:  # else it is killed again while it starts
            await app.serving(ready)
    return in_flight


@pytest.mark.parametrize("kills", forms(4, 12))
async def test_killed_again_and_again(tmp_path: Path, kills: int) -> None:
    async with bulkhead(tmp_path, OFFICE_LATENCY="0.15", OFFICE_CONTACTS=str(PEOPLE)) as app:
        await app.slack.set_faults(limit_scale=0)
        await app.start()
        mailing = await confirmed(
            app, "Email all contacts tagged bulk: We moved to a new office", "Email 400 people?"
        )
        deleting = await confirmed(app, "Delete all contacts tagged bulk", "Delete 400 contacts?")
        in_flight = await killed_at_random_moments(app, kills)

        async def shown() -> bool:
            return app.ended()

        await until(shown)
        messages = await app.messages()
        assert await app.stop() == 0

        mails, deletions = app.statuses(mailing), app.statuses(deleting)
        maybe = {key for key in in_flight if key.startswith(mailing)}
        assert maybe, "no kill struck a mail in flight: the test showed nothing"
        # Each item is accounted for, and each effect was had at most once.
        assert (len(mails), len(deletions)) == (PEOPLE, PEOPLE)
        assert {1} == set(app.effects().values())
        assert {1} == set(app.sent().values())
        # What has a key ended without a question; of mail, exactly what was in flight is asked.
        assert {"completed"} == set(deletions.values())
        assert set(deletions) <= set(app.effects())
        assert maybe == {key for key, status in mails.items() if status == "in_doubt"}
        done = {key for key, status in mails.items() if status == "completed"}
        assert set(mails) == maybe | done
        assert done <= set(app.sent()) <= done | maybe
        # One message a run, edited in place from the first life to the last.
        places = {ts for (ts,) in app.rows("SELECT progress_ts FROM operation")}
        by_bot = [one["ts"] for one in messages if one.get("bot_id")]
        assert len(by_bot) == 4, [one.get("text") for one in messages]  # two previews, two runs
        assert places < set(by_bot)
