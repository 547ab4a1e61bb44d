"""Uploaded files: their bytes on disk or in memory, and where they are shared."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from playground.errors import ApiError, CannotActError
from playground.file_types import type_of
from playground.ids import new_id
from playground.store import Store

# Slack takes files of up to 1 GB; a server that keeps them in memory draws the line earlier.
MOST_BYTES = 20 * 1024 * 1024
# How many seconds an upload may take from its announcement to its end; Slack does not say.
_PATIENCE = 3_600.0
_KIND = "file"


@dataclass(frozen=True)
class StoredFile:
    """A file that was uploaded to its end. `shares` has the timestamps of messages by channel.

    `created` is in seconds since the epoch, `size` in bytes. `deleted` files are remembered so that
    a call about one can be told so. `handed_over` files were given to the app in a modal.
    """

    id: str
    name: str
    title: str
    user: str
    created: int
    size: int
    alt_txt: str = ""
    snippet_type: str = ""
    deleted: bool = False
    handed_over: bool = False
    shares: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def filetype(self) -> str:
        """Slack's short name of the type, "csv"."""
        return self.snippet_type or type_of(self.name).filetype

    @property
    def mimetype(self) -> str:
        """The media type that its name tells."""
        return type_of(self.name).mimetype


@dataclass
class _Upload:
    """A file that was announced; `received` once its bytes have come."""

    file: StoredFile
    announced_at: float
    received: bool = False


class Files:
    """All files. With a `directory` they outlive a restart, each under its own id."""

    def __init__(self, store: Store, directory: Path | None, now: Callable[[], float]) -> None:
        self._store = store
        self._directory = directory
        self._now = now
        self._in_memory: dict[str, bytes] = {}
        self._uploads: dict[str, _Upload] = {}
        self._files = {key: _from_fact(fact) for key, fact in store.facts(_KIND).items()}
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)
            self._drop_unfinished(directory)

    def announce(
        self, name: str, size: int, user: str, *, alt_txt: str = "", snippet_type: str = ""
    ) -> tuple[str, str]:
        """Make room for a file of `size` bytes; returns its id and the key to upload it with."""
        self._forget_abandoned()
        file = StoredFile(
            new_id("F"), name, name, user, int(self._now()), size, alt_txt, snippet_type
        )
        key = secrets.token_urlsafe(24)
        self._uploads[key] = _Upload(file, self._now())
        return file.id, key

    def expected(self, key: str) -> int:
        """How many bytes were announced under that key. Raises CannotActError when none were."""
        upload = self._uploads.get(key)
        if upload is None:
            raise CannotActError("This upload address is unknown or used up. Ask for a new one.")
        return upload.file.size

    async def receive(self, key: str, content: bytes) -> None:
        """Keep the bytes. Raises CannotActError when they are not as many as announced."""
        announced = self.expected(key)
        if len(content) != announced:
            raise CannotActError(f"{announced} bytes were announced and {len(content)} came.")
        upload = self._uploads[key]
        await self._write(upload.file.id, content)
        upload.received = True

    def complete(self, titles: Mapping[str, str], user: str) -> list[StoredFile]:
        """End the uploads of files, given their ids with their titles ("" for their names).

        Raises ApiError file_not_found when the bytes of one of them never came; none is ended then.
        """
        keys = {
            upload.file.id: key
            for key, upload in self._uploads.items()
            if upload.file.user == user and upload.received
        }
        if not titles.keys() <= keys.keys():
            raise ApiError("file_not_found")
        files = [self._uploads.pop(keys[file_id]).file for file_id in titles]
        return [self._put(replace(file, title=titles[file.id] or file.name)) for file in files]

    async def add(self, name: str, content: bytes, user: str) -> StoredFile:
        """Keep a file at once. Raises CannotActError when it is empty or too large."""
        if not content:
            raise CannotActError(f"{name} is empty. Choose a file with something in it.")
        if len(content) > MOST_BYTES:
            raise CannotActError(too_large(name))
        file_id = new_id("F")
        await self._write(file_id, content)
        return self._put(StoredFile(file_id, name, name, user, int(self._now()), size=len(content)))

    def find(self, file_id: str) -> StoredFile | None:
        """The file with that id, deleted or not; None when there never was one."""
        return self._files.get(file_id)

    def all(self) -> list[StoredFile]:
        """The files that are not deleted, newest first."""
        return [file for file in reversed(self._files.values()) if not file.deleted]

    def share(self, file_id: str, channel: str, ts: str) -> StoredFile:
        """Remember that a message shows the file."""
        file = self._files[file_id]
        shares = {**file.shares, channel: (*file.shares.get(channel, ()), ts)}
        return self._put(replace(file, shares=shares))

    def hand_over(self, file_id: str) -> None:
        """Let the app have a file that no message shows; an unknown one is passed over."""
        if file_id in self._files:
            self._put(replace(self._files[file_id], handed_over=True))

    async def content(self, file: StoredFile) -> bytes:
        """The file's bytes. Raises FileNotFoundError when they are gone."""
        if self._directory is not None:
            return await asyncio.to_thread((self._directory / file.id).read_bytes)
        if file.id not in self._in_memory:
            raise FileNotFoundError(file.id)
        return self._in_memory[file.id]

    def delete(self, file: StoredFile) -> None:
        """Forget the file's bytes and mark it as deleted."""
        self._drop_bytes(file)
        self._put(replace(file, deleted=True))

    def _forget_abandoned(self) -> None:
        """Let go of what was announced long ago and never completed, with bytes that came."""
        longest_ago = self._now() - _PATIENCE
        old = [key for key, one in self._uploads.items() if one.announced_at < longest_ago]
        for key in old:
            self._drop_bytes(self._uploads.pop(key).file)

    def _drop_bytes(self, file: StoredFile) -> None:
        self._in_memory.pop(file.id, None)
        if self._directory is not None:
            (self._directory / file.id).unlink(missing_ok=True)

    async def _write(self, file_id: str, content: bytes) -> None:
        if self._directory is None:
            self._in_memory[file_id] = content
        else:
            await asyncio.to_thread((self._directory / file_id).write_bytes, content)

    def _put(self, file: StoredFile) -> StoredFile:
        self._files[file.id] = file
        self._store.put_fact(_KIND, file.id, asdict(file))
        self._store.commit()
        return file

    def _drop_unfinished(self, directory: Path) -> None:
        for path in directory.iterdir():
            if path.name not in self._files:
                path.unlink()


def too_large(name: str) -> str:
    """The sentence for a file above the limit."""
    megabytes = MOST_BYTES // (1024 * 1024)
    return f"{name} is too large: this playground takes files of up to {megabytes} MB."


def _from_fact(fact: Mapping[str, Any]) -> StoredFile:
    shares = {channel: tuple(stamps) for channel, stamps in fact["shares"].items()}
    return StoredFile(**{**fact, "shares": shares})
