"""How items and their results are sealed into rows, and read back."""

from datetime import datetime
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Row

from app.domain.actions import Action
from app.domain.errors import ItemError
from app.domain.kinds import ItemStatus
from app.domain.ledger import ClaimedItem, Settlement
from app.domain.operation import BulkItem
from app.domain.progress import ItemLine
from app.domain.value import Value
from app.domain.words import engine as words
from app.storage.instants import instant
from app.storage.vault import Vault

REMOVED = b""
"""Stands for a sealed text that was removed, long after its operation ended."""


class _Shown(Value):
    label: str
    preview: str


class _Sealed(Value):
    """What the journal keeps of an item."""

    shown: _Shown
    action: Action


def item_context(tenant_key: str, operation_id: str, position: int) -> str:
    """What an item's sealed action is bound to."""
    return f"item:{tenant_key}:{operation_id}:{position}"


def _prepared_context(tenant_key: str, operation_id: str, position: int) -> str:
    return f"prepared:{tenant_key}:{operation_id}:{position}"


def _result_context(tenant_key: str, operation_id: str, position: int) -> str:
    return f"result:{tenant_key}:{operation_id}:{position}"


class ItemCodec:
    """Seals what the journal keeps of an item: its action, label and preview, then its result."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def row(
        self, tenant_key: str, operation_id: str, position: int, item: BulkItem
    ) -> dict[str, Any]:
        """The row of an item that waits for its turn."""
        shown = to_json({"label": item.label, "preview": item.preview})
        action = item.parameters.model_dump_json().encode()
        kept = b'{"shown":%b,"action":%b}' % (shown, action)  # a _Sealed
        context = item_context(tenant_key, operation_id, position)
        return {
            "tenant": tenant_key,
            "operation": operation_id,
            "position": position,
            "item_id": item.id,
            "sealed": self._vault.seal_bytes(kept, context),
            "status": ItemStatus.PENDING.value,
            "attempts": 0,
        }

    def claimed(
        self,
        tenant_key: str,
        operation_id: str,
        position: int,
        item_id: str,
        sealed: bytes,
        attempts: int,
        since: datetime,
        claim: int = 0,
    ) -> ClaimedItem:
        """The item to call for. Raises VaultError."""
        context = item_context(tenant_key, operation_id, position)
        kept = _Sealed.model_validate_json(self._vault.open_bytes(sealed, context))
        return ClaimedItem(position, item_id, kept.shown.label, kept.action, attempts, since, claim)

    def with_prepared(
        self, claimed: ClaimedItem, tenant_key: str, operation_id: str, sealed: bytes | None
    ) -> ClaimedItem:
        """The same with the reference of what was prepared for it, if anything. Raises VaultError."""
        if sealed is None:
            return claimed
        context = _prepared_context(tenant_key, operation_id, claimed.position)
        return claimed._replace(reference=self._vault.open_text(sealed, context))

    def prepared(self, settled: Settlement) -> bytes | None:
        """The sealed reference of what a settled item is to release; None: nothing any more."""
        if not settled.prepared:
            return None
        place = (settled.tenant_key, settled.operation_id, settled.position)
        return self._vault.seal_text(settled.prepared, _prepared_context(*place))

    def result(self, settled: Settlement) -> bytes:
        """The sealed result of a settled item."""
        error = settled.error
        value = {
            "seconds": settled.seconds,
            "error": None if error is None else error.model_dump(mode="json"),
            "reference": settled.reference,
            "note": settled.note,
        }
        context = _result_context(settled.tenant_key, settled.operation_id, settled.position)
        return self._vault.seal_bytes(to_json(value), context)

    def _result(self, row: Row[Any]) -> dict[str, Any]:
        if row.result is None:
            return {}
        context = _result_context(row.tenant, row.operation, row.position)
        result: dict[str, Any] = from_json(self._vault.open_bytes(row.result, context))
        return result

    def line(self, row: Row[Any]) -> ItemLine:
        """The item as people see it; `row` is a whole item row."""
        if row.sealed == REMOVED:
            status, label = ItemStatus(row.status), words.item_without_text(row.item_id)
            return ItemLine(id=row.item_id, label=label, status=status)
        context = item_context(row.tenant, row.operation, row.position)
        shown = from_json(self._vault.open_bytes(row.sealed, context))["shown"]
        result = self._result(row)
        error = result.get("error")
        return ItemLine(
            id=row.item_id,
            label=shown["label"],
            preview=shown["preview"],
            status=ItemStatus(row.status),
            seconds=result.get("seconds"),
            error=ItemError.model_validate(error) if error else None,
            note=result.get("note", ""),
            again_at=instant(row.next_at),
        )
