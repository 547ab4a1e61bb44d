"""The feed: order, replay and what it forgets."""

from pathlib import Path

from playground.feed import KEPT, Feed
from playground.store import Store
from tests.playground.conftest import Clock


def test_a_flood_of_calls_does_not_push_messages_out(clock: Clock) -> None:
    store = Store(None)
    feed = Feed(store, clock)
    feed.append("message_posted", text="early")
    for _ in range(KEPT + 10):
        feed.append("api_call")
    feed.append("message_posted", text="late")
    held = feed.since(0)
    store.close()
    assert [held[0]["text"], held[-1]["text"]] == ["early", "late"]
    assert len(held) == KEPT + 2
    assert [entry["seq"] for entry in held] == sorted(entry["seq"] for entry in held)
    assert [entry["seq"] for entry in feed.since(feed.seq - 2)] == [feed.seq - 1, feed.seq]


def test_after_a_kill_numbers_go_on_and_only_lasting_events_are_replayed(
    tmp_path: Path, clock: Clock
) -> None:
    killed = Feed(Store(tmp_path), clock)  # never closed, as after kill -9
    killed.append("message_posted", text="kept", visible_to=None)
    killed.append("message_edited", text="was an ephemeral", visible_to=["U0ADA"])
    killed.append("api_call")
    store = Store(tmp_path)
    feed = Feed(store, clock)
    assert [entry["text"] for entry in feed.since(0)] == ["kept"]
    assert feed.append("api_call")["seq"] > killed.seq
    store.close()


async def test_followers_see_the_past_then_the_present_and_end_with_the_feed(clock: Clock) -> None:
    store = Store(None)
    feed = Feed(store, clock)
    feed.append("api_call", number=1)
    followed = []
    async for entry in feed.follow(0):
        followed.append(entry["number"])
        if len(followed) < 3:
            feed.append("api_call", number=len(followed) + 1)
        else:
            feed.close()
    store.close()
    assert followed == [1, 2, 3]
