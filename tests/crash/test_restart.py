"""Killed between the acknowledgement and the work; and told to stop, politely."""

from pathlib import Path

import pytest

from blocks import ids
from tests.crash.harness import SAM, Bulkhead, bulkhead, until
from tests.unit.storage.leaks import leaks, said_in

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"


async def acknowledged_and_not_done(app: Bulkhead, kind: str) -> None:
    """Wait until the inbox holds such a delivery, and nobody has done its work."""

    async def look() -> bool:
        return (kind,) in app.rows("SELECT kind FROM inbox WHERE done_at IS NULL")

    await until(look)


async def all_shown(app: Bulkhead) -> None:
    async def look() -> bool:
        return app.ended() and not app.rows("SELECT key FROM inbox WHERE done_at IS NULL")

    await until(look)


async def test_killed_after_the_acknowledgement_it_does_the_work_at_the_next_start(
    tmp_path: Path,
) -> None:
    """Slack will not deliver again what was acknowledged: the inbox has it."""
    async with bulkhead(tmp_path, OFFICE_LATENCY="0.02") as app:
        await app.start()
        await app.serving(1)
        await app.slack.set_faults(api=[{"kind": "hang", "method": "chat.postMessage"}])
        await app.slack.say(SAM, FOLLOW_UP)
        await acknowledged_and_not_done(app, "request")
        await app.kill()
        await app.slack.set_faults()

        await app.start()
        preview = await app.message_with("Email 12 people?")
        await app.slack.set_faults(api=[{"kind": "hang", "method": "chat.update"}])
        await app.slack.press(SAM, action_id=ids.DRAFT_CONFIRM, ts=preview["ts"])
        await acknowledged_and_not_done(app, f"press:{ids.DRAFT_CONFIRM}")
        await until_confirmed(app)
        await app.kill()
        assert list(app.data.glob("*-wal")), "a kill leaves what was not moved to the file yet"
        assert leaks(app.data, {*said_in(app.outbox), FOLLOW_UP}) == []
        in_flight = app.executing()
        await app.slack.set_faults()

        await app.start()
        await all_shown(app)
        previews = [one for one in await app.messages() if one["ts"] == preview["ts"]]
        assert await app.stop() == 0

        [(operation,)] = app.rows("SELECT id FROM operation")
        statuses = app.statuses(operation)
        assert in_flight == {key for key, status in statuses.items() if status == "in_doubt"}
        assert set(statuses) == in_flight | {
            key for key, status in statuses.items() if status == "completed"
        }
        assert {1} == set(app.sent().values())
        assert set(statuses) - in_flight <= set(app.sent())
        assert len(statuses) == 12
        assert len(previews) == 1


async def until_confirmed(app: Bulkhead) -> None:
    async def look() -> bool:
        return bool(app.rows("SELECT id FROM operation"))

    await until(look)


@pytest.mark.parametrize("signalled", ["stop", "kill"])
async def test_a_confirm_is_one_run_though_the_process_ends_at_once(
    tmp_path: Path, signalled: str
) -> None:
    async with bulkhead(tmp_path, OFFICE_LATENCY="0.1") as app:
        await app.start()
        await app.slack.say(SAM, FOLLOW_UP)
        preview = await app.message_with("Email 12 people?")
        await app.slack.press(SAM, action_id=ids.DRAFT_CONFIRM, ts=preview["ts"])
        await getattr(app, signalled)()
        in_flight = app.executing()
        if signalled == "stop":
            assert not in_flight, "what was in flight was not recorded"
        await app.start()
        await all_shown(app)
        assert await app.stop() == 0

        [(operation,)] = app.rows("SELECT id FROM operation")
        statuses = app.statuses(operation)
        assert in_flight == {key for key, status in statuses.items() if status == "in_doubt"}
        assert {1} == set(app.sent().values())
        assert len(set(statuses) & set(app.sent()) | in_flight) == 12


async def test_told_to_stop_it_ends_what_is_in_flight_and_goes_on_later(tmp_path: Path) -> None:
    async with bulkhead(tmp_path, OFFICE_LATENCY="0.2", OFFICE_CONTACTS="120") as app:
        await app.start()
        await app.slack.say(SAM, "Email all contacts tagged bulk: We moved to a new office")
        preview = await app.message_with("Email 120 people?")
        await app.slack.press(SAM, action_id=ids.DRAFT_CONFIRM, ts=preview["ts"])

        async def sending() -> bool:
            statuses = {one for (one,) in app.rows("SELECT DISTINCT status FROM item")}
            return statuses == {"completed", "executing", "pending"}

        await until(sending)
        assert await app.stop() == 0
        [(operation,)] = app.rows("SELECT id FROM operation")
        between = list(app.statuses(operation).values())
        assert {"completed", "pending"} == set(between)
        assert between.count("completed") == len(app.sent())

        await app.start()
        await all_shown(app)
        assert await app.stop() == 0
        assert list(app.statuses(operation).values()) == ["completed"] * 120
        assert {1} == set(app.sent().values())
        assert {1} == set(app.effects().values())
