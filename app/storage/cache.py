"""What may be lost: drafts, open questions and look-ups, in diskcache, encrypted.

diskcache is opened so that it never unpickles and never evicts: values are sealed JSON through a
Disk of our own, and with its default policy 110 of 2,000 rows survived a small size limit. Keys
hold ids only. All of it runs in one thread of its own: a write beside another writer can take
seconds.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import diskcache
import structlog
from diskcache.core import MODE_BINARY, MODE_RAW, UNKNOWN

from app.storage.vault import Vault, VaultError

P = ParamSpec("P")
T = TypeVar("T")

_log = structlog.get_logger(__name__)

_CONTEXT = "cache"  # Disk.fetch is not told the key: it is sealed inside the value instead


class SealedDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache ships no types
    """Stores values as sealed JSON; `vault` is set by the subclass that `sealed_disk` makes."""

    vault: Vault

    def put(self, key: Any) -> Any:
        if not isinstance(key, str):
            raise TypeError("Keys are texts here: anything else would be pickled.")
        return super().put(key)

    def get(self, key: Any, raw: Any) -> Any:
        """A key as it is listed; one that somebody pickled into the file is not one of ours."""
        return super().get(key, raw=True) if raw else None

    def store(self, value: Any, read: bool, key: Any = UNKNOWN) -> Any:  # noqa: FBT001 - diskcache's
        if read:
            raise TypeError("Values from files are not kept here.")
        sealed = self.vault.seal([str(key), value], _CONTEXT)
        return super().store(sealed, read=False, key=key)

    def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> Any:  # noqa: FBT001 - diskcache's
        if mode not in {MODE_RAW, MODE_BINARY} or read:
            raise VaultError("Only sealed values are kept here.")
        sealed = super().fetch(mode, filename, value, read=False)
        if not isinstance(sealed, bytes):
            raise VaultError("Only sealed values are kept here.")
        return self.vault.open(sealed, _CONTEXT)


def sealed_disk(vault: Vault) -> type[SealedDisk]:
    """A Disk class bound to a vault (diskcache makes the instance itself, and stores options)."""
    return type("BoundSealedDisk", (SealedDisk,), {"vault": vault})


class Cache:
    """Sealed JSON values by key, with an expiry in seconds."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder = folder
        self._disk = sealed_disk(vault)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="cache")
        self._cache: Any = None

    async def open(self) -> None:
        """Open the folder, and drop what expired while nothing ran."""
        await self.run(lambda cache: cache.expire())

    async def run(
        self, body: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `body` on the cache in its thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._thread, lambda: body(self._opened(), *args, **kwargs)
        )

    def _opened(self) -> Any:
        if self._cache is None:
            self._cache = diskcache.Cache(
                str(self._folder), disk=self._disk, eviction_policy="none", statistics=0
            )
        return self._cache

    async def set(self, key: str, value: Any, seconds: float) -> None:
        """Keep a JSON value for so long."""
        await self.run(lambda cache: cache.set(key, value, expire=seconds))

    async def get(self, key: str) -> Any | None:
        """The value, or None when it is not there (any more)."""
        return await self.run(lambda cache: read(cache, key))

    async def delete(self, key: str) -> None:
        """Forget a value."""
        await self.run(lambda cache: cache.delete(key))

    async def close(self) -> None:
        """Close the files in their own thread, then end the thread."""
        if self._cache is not None:
            await self.run(lambda cache: cache.close())
        self._thread.shutdown(wait=False)


def read(cache: Any, key: str) -> Any | None:
    """The value of a key, within the cache's thread."""
    try:
        stored = cache.get(key)
    except VaultError:  # altered, or sealed with a key that is gone: what may be lost is lost
        _log.warning("cache_value_unreadable", key=key)
        return None
    if stored is None:
        return None
    sealed_key, value = stored
    return value if sealed_key == key else None  # a value moved under another key is not there
