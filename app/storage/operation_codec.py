"""How operations are sealed into rows, and read back."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from app.domain.batching import window_key
from app.domain.operation import BulkOperation, Pause
from app.domain.recurring import look_at
from app.storage.instants import instant, seconds
from app.storage.vault import Vault

_ROW_FIELDS = {
    "status", "started_at", "completed_at", "pause", "progress_at", "shown", "never_ran",
}  # fmt: skip
"""Fields of BulkOperation that live in columns of their own, since they change."""


_OUTLIVES = frozenset({
    "id", "draft_id", "type", "operation", "entity", "manner", "requester", "conversation",
    "account", "metadata", "options", "digest", "confirmed_by", "confirmed_at", "preview_at",
    "notice_at",
})  # fmt: skip
"""What is kept of an operation for ever: who did what kind of thing to how many, when and where."""


def _context(tenant_key: str, operation_id: str) -> str:
    return f"operation:{tenant_key}:{operation_id}"


def _pause_context(tenant_key: str, operation_id: str) -> str:
    return f"pause:{tenant_key}:{operation_id}"


def _never_ran_context(tenant_key: str, operation_id: str) -> str:
    return f"never ran:{tenant_key}:{operation_id}"


def window_of(operation: BulkOperation) -> str:
    """The rate window that the operation's calls draw on."""
    account = operation.account
    whose = f"{account.tenant_key}:{account.name}"
    return window_key(account.provider, whose, f"{operation.type}:{operation.operation}")


class OperationCodec:
    """Seals what the journal keeps of an operation."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def row(self, operation: BulkOperation, total: int) -> dict[str, Any]:
        """The row of an operation that comes to be, with so many items."""
        person = operation.requester.person
        head = operation.model_dump_json(exclude=_ROW_FIELDS)
        return {
            "tenant": person.tenant.key,
            "id": operation.id,
            "team_id": person.tenant.team_id,
            "enterprise_id": person.tenant.enterprise_id,
            "requester": person.user_id,
            "draft_id": operation.draft_id,
            "digest": operation.digest,
            "actions": operation.actions or operation.digest,
            "status": operation.status.value,
            "total": total,
            "sealed": self._vault.seal_text(head, _context(person.tenant.key, operation.id)),
            "confirmed_at": operation.confirmed_at.timestamp(),
            "window": window_of(operation),
            "due_at": seconds(look_at(operation.starts_at)),
        }

    def without_texts(self, row: Row[Any], kept_days: int) -> bytes:
        """The sealed part of a whole row again, with nothing that was written or named in it.

        Raises VaultError.
        """
        context = _context(row.tenant, row.id)
        head = json.loads(self._vault.open_text(row.sealed, context))
        kept = {name: value for name, value in head.items() if name in _OUTLIVES}
        return self._vault.seal({**kept, "title": "", "kept_days": kept_days}, context)

    def operation(self, row: Row[Any]) -> BulkOperation:
        """The operation of a whole row."""
        head = json.loads(self._vault.open_text(row.sealed, _context(row.tenant, row.id)))
        place = (
            {"channel": row.progress_channel, "ts": row.progress_ts} if row.progress_ts else None
        )
        return BulkOperation.model_validate(
            {
                **head,
                "status": row.status,
                "started_at": instant(row.started_at),
                "completed_at": instant(row.completed_at),
                "pause": self._pause(row),
                "never_ran": self._never_ran(row),
                "progress_at": place,
                "shown": row.shown,
            }
        )

    def pause(self, tenant_key: str, operation_id: str, pause: Pause, at: datetime) -> bytes:
        """Why an operation stands still since `at`, sealed."""
        text = pause.model_copy(update={"at": at}).model_dump_json()
        return self._vault.seal_text(text, _pause_context(tenant_key, operation_id))

    def never_ran(self, tenant_key: str, operation_id: str, why: str) -> bytes:
        """Why an operation never started, sealed: names may be in it."""
        return self._vault.seal_text(why, _never_ran_context(tenant_key, operation_id))

    def _never_ran(self, row: Row[Any]) -> str:
        if row.never_ran is None:
            return ""
        return self._vault.open_text(row.never_ran, _never_ran_context(row.tenant, row.id))

    def _pause(self, row: Row[Any]) -> Pause | None:
        if row.pause is None:
            return None
        text = self._vault.open_text(row.pause, _pause_context(row.tenant, row.id))
        return Pause.model_validate_json(text)
