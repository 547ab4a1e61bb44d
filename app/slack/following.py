"""Which draft a sentence may be about: the one whose thread it is in, or the latest one here."""

from typing import NamedTuple

from app.domain.identity import Tenant
from app.domain.journal import DraftStore
from app.domain.operation import BulkDraft
from app.slack.deliveries import Request

KEPT = 24 * 3600.0
"""Seconds for which a thread remembers its draft."""

LATEST = 15 * 60.0
"""Seconds for which a sentence outside of any thread may be about the latest draft."""

_MESSAGE = "message:"


class Followed(NamedTuple):
    """A draft, and whether the sentence stands in its thread."""

    draft_id: str
    in_thread: bool


class DraftMemory:
    """Remembers where drafts were asked for and shown."""

    def __init__(self, store: DraftStore) -> None:
        self._store = store

    async def asked(self, draft: BulkDraft, request: Request) -> None:
        """What follows where it was asked for is about this draft; newer ones take its place.

        Remembered before the preview is shown, so that nobody can answer it too soon.
        """
        where, asked_in = draft.conversation, request.conversation
        places = [(where.channel, where.thread_ts), (asked_in.channel, asked_in.thread_ts)]
        tenant, note = request.person.tenant, {"draft": draft.id}
        for channel, ts in dict.fromkeys([*places, (asked_in.channel, _ts(request))]):
            if ts:
                await self._store.save_note(tenant, _thread(channel, ts), note, KEPT)
        await self._store.save_note(tenant, _latest(request, where.channel), note, LATEST)

    async def shown(self, draft: BulkDraft) -> None:
        """What follows in the thread of the preview is about it as well."""
        if at := draft.preview_at:
            tenant, note = draft.requester.person.tenant, {"draft": draft.id}
            await self._store.save_note(tenant, _thread(at.channel, at.ts), note, KEPT)

    async def of(self, request: Request) -> Followed | None:
        """The draft that a sentence may be about."""
        where, tenant = request.conversation, request.person.tenant
        if where.thread_ts:
            key = _thread(where.channel, where.thread_ts)
            if noted := await self._noted(tenant, key, in_thread=True):
                return noted
        if where.private:
            return await self._noted(tenant, _latest(request, where.channel), in_thread=False)
        return None

    async def _noted(self, tenant: Tenant, key: str, *, in_thread: bool) -> Followed | None:
        note = await self._store.load_note(tenant, key)
        return Followed(str(note["draft"]), in_thread) if note else None


def _ts(request: Request) -> str:
    """The message that asked; empty for a command."""
    return request.key.rpartition(":")[2] if request.key.startswith(_MESSAGE) else ""


def _thread(channel: str, ts: str) -> str:
    return f"thread:{channel}:{ts}"


def _latest(request: Request, channel: str) -> str:
    return f"latest:{channel}:{request.person.user_id}"
