"""One process talks and others work, on one Postgres: started, killed and stopped as operators do."""

from pathlib import Path

from blocks import ids
from tests.crash.fleet import Fleet, fleet
from tests.crash.harness import SAM, until

PEOPLE = 240
REQUEST = "Email all contacts tagged bulk: We moved to a new office"


async def confirmed(members: Fleet) -> None:
    app = members.app
    await app.slack.say(SAM, REQUEST)
    preview = await app.message_with(f"Email {PEOPLE} people?")
    await app.slack.press(SAM, action_id=ids.DRAFT_CONFIRM, ts=preview["ts"])


async def owners_at_work(members: Fleet, count: int) -> None:
    """Wait until so many processes have carried out items."""

    async def look() -> bool:
        query = "SELECT DISTINCT owner FROM item WHERE status = 'completed'"
        return len(await members.rows(query)) >= count

    await until(look)


async def shown(members: Fleet) -> None:
    """Wait until the end stands in Slack."""

    async def look() -> bool:
        rows = await members.rows("SELECT shown FROM operation")
        return bool(rows) and all(one for (one,) in rows)

    await until(look)


async def statuses(members: Fleet) -> dict[str, int]:
    rows = await members.rows("SELECT status, count(*) FROM item GROUP BY status")
    return {status: int(count) for status, count in rows}


async def test_a_worker_dies_and_the_other_one_goes_on(tmp_path: Path, postgres_url: str) -> None:
    """What it had in flight is asked about; nobody gets a second message; one message tells it."""
    office: dict[str, str] = {"OFFICE_LATENCY": "0.15", "OFFICE_CONTACTS": str(PEOPLE)}
    async with fleet(tmp_path, postgres_url, **office) as members:
        web = await members.start("web")
        first, second = await members.start("worker"), await members.start("worker")
        await confirmed(members)
        await owners_at_work(members, 2)
        await first.kill()
        await shown(members)

        counts = await statuses(members)
        assert sum(counts.values()) == PEOPLE
        assert set(counts) == {"completed", "in_doubt"}
        assert counts["in_doubt"] <= 10 + 10, "no more than was in flight and claimed ahead"
        assert {1} == set(members.app.sent().values())

        summary = await members.app.message_with("may or may not have been sent")
        everything = next(
            element["action_id"]
            for block in summary["blocks"]
            for element in block.get("elements", ())
            if element.get("action_id") == ids.IN_DOUBT_ALL_DONE
        )
        await members.app.slack.press(SAM, action_id=everything, ts=summary["ts"])

        async def answered() -> bool:
            return await statuses(members) == {"completed": PEOPLE}

        await until(answered)
        assert (await second.stop(), await web.stop()) == (0, 0)
        assert {1} == set(members.app.sent().values())


async def test_a_worker_that_is_told_to_stop_leaves_nothing_in_doubt(
    tmp_path: Path, postgres_url: str
) -> None:
    """A new version goes out in the middle of a run."""
    office: dict[str, str] = {"OFFICE_LATENCY": "0.15", "OFFICE_CONTACTS": str(PEOPLE)}
    async with fleet(tmp_path, postgres_url, **office) as members:
        web, old = await members.start("web"), await members.start("worker")
        await confirmed(members)
        await owners_at_work(members, 1)
        assert await old.stop() == 0
        assert set(await statuses(members)) == {"completed", "pending"}
        await members.start("worker")
        await shown(members)
        assert await statuses(members) == {"completed": PEOPLE}
        assert {1} == set(members.app.sent().values())
        assert await web.stop() == 0


async def test_who_talks_dies_after_the_acknowledgement_and_another_one_does_the_work(
    tmp_path: Path, postgres_url: str
) -> None:
    async with fleet(tmp_path, postgres_url, OFFICE_CONTACTS=str(PEOPLE)) as members:
        first = await members.start("web")
        await members.app.slack.set_faults(api=[{"kind": "hang", "method": "chat.postMessage"}])
        await members.app.slack.say(SAM, REQUEST)

        async def acknowledged() -> bool:
            query = "SELECT 1 FROM inbox WHERE kind = 'request' AND done_at IS NULL"
            return bool(await members.rows(query))

        await until(acknowledged)
        await members.start("web")
        await first.kill()
        await members.app.slack.set_faults(limit_scale=0)
        await members.app.message_with(f"Email {PEOPLE} people?")
