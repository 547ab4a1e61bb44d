"""The cache is sealed, never unpickles, and takes what it cannot read for lost."""

import pickle
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.engine.clock import SystemClock
from app.storage.cache import Cache
from app.storage.drafts import CacheDraftStore
from app.storage.vault import Vault
from tests.contract.journal_samples import HARBOR, draft, mails

KEY, NEW = b"k" * 32, b"n" * 32


@pytest.fixture
async def cache(tmp_path: Path) -> AsyncIterator[Cache]:
    one = Cache(tmp_path / "cache", Vault([KEY]))
    await one.open()
    yield one
    await one.close()


def tamper(tmp_path: Path, statement: str, *values: Any) -> None:
    """Write into the cache's file from outside."""
    with closing(sqlite3.connect(tmp_path / "cache" / "cache.db")) as connection, connection:
        assert connection.execute(statement, values).rowcount == 1


async def test_values_expire_and_go(cache: Cache) -> None:
    await cache.set("short", [1], 0)
    await cache.set("long", {"a": "山田"}, 60)
    assert (await cache.get("short"), await cache.get("long")) == (None, {"a": "山田"})
    await cache.delete("long")
    assert await cache.get("long") is None


async def test_a_value_larger_than_a_page_is_sealed_in_its_file_too(
    cache: Cache, tmp_path: Path
) -> None:
    large = "guest@acme.example " * 20_000
    await cache.set("large", large, 60)
    assert large == await cache.get("large")
    files = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert len(files) > 1
    for path in files:
        assert b"guest@acme" not in path.read_bytes()


async def test_a_value_that_was_altered_or_moved_is_lost(cache: Cache, tmp_path: Path) -> None:
    for key in ("a", "b", "c"):
        await cache.set(key, key, 60)
    tamper(tmp_path, "UPDATE Cache SET value = zeroblob(length(value)) WHERE key = 'a'")
    tamper(
        tmp_path,
        "UPDATE Cache SET value = (SELECT value FROM Cache WHERE key = 'c') WHERE key = 'b'",
    )
    assert [await cache.get(key) for key in ("a", "b", "c")] == [None, None, "c"]


async def test_a_value_sealed_with_a_key_that_is_gone_is_lost(tmp_path: Path) -> None:
    for keys, found in (([KEY], "hello"), ([NEW, KEY], "hello"), ([NEW], None)):
        cache = Cache(tmp_path / "cache", Vault(keys))
        if keys == [KEY]:
            await cache.set("a", "hello", 60)
        assert found == await cache.get("a")
        await cache.close()


class Bomb:
    """Goes off where it is unpickled."""

    def __reduce__(self) -> Any:
        return (exec, ("raise SystemExit('unpickled')",))


async def test_nothing_is_ever_unpickled(cache: Cache, tmp_path: Path) -> None:
    bomb = pickle.dumps(Bomb())
    with pytest.raises(SystemExit):
        pickle.loads(bomb)  # noqa: S301 - to show that it is one

    await cache.set("value", "hello", 60)
    tamper(tmp_path, "UPDATE Cache SET mode = 4, value = ? WHERE key = 'value'", bomb)
    assert await cache.get("value") is None

    await cache.set("key", "hello", 60)
    tamper(tmp_path, "UPDATE Cache SET raw = 0, key = ? WHERE key = 'key'", bomb)
    store = CacheDraftStore(cache, SystemClock())
    assert [one async for one in store.open_drafts()] == []
    with pytest.raises(TypeError):
        await cache.set(("no", "text"), "hello", 60)  # type: ignore[arg-type]


async def test_a_draft_that_cannot_be_read_hides_no_other(cache: Cache, tmp_path: Path) -> None:
    store, items = CacheDraftStore(cache, SystemClock()), mails(2)
    first, second = draft(items), draft(items)
    for one in (first, second):
        await store.save(one, items)
    tamper(tmp_path, "UPDATE Cache SET value = x'00' WHERE key = ?", f"draft:T0HARBOR:{first.id}")
    assert [second] == [one async for one in store.open_drafts()]
    assert await store.load(HARBOR, first.id) is None
