"""How items and their results are sealed into rows, and read back."""

import json
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from app.domain.actions import Action
from app.domain.errors import ItemError
from app.domain.journal import ClaimedItem, Settlement
from app.domain.kinds import ItemStatus
from app.domain.operation import BulkItem
from app.domain.progress import ItemLine
from app.storage.instants import instant
from app.storage.vault import Vault

_ACTION: TypeAdapter[Action] = TypeAdapter(Action)


def item_context(tenant_key: str, operation_id: str, position: int) -> str:
    """What an item's sealed action is bound to."""
    return f"item:{tenant_key}:{operation_id}:{position}"


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
        text = json.dumps(
            {"label": item.label, "preview": item.preview}, separators=(",", ":")
        )  # the action is already JSON text: joined, not decoded and encoded again
        sealed = f'{{"shown":{text},"action":{item.parameters.model_dump_json()}}}'
        context = item_context(tenant_key, operation_id, position)
        return {
            "tenant": tenant_key,
            "operation": operation_id,
            "position": position,
            "item_id": item.id,
            "sealed": self._vault.seal_text(sealed, context),
            "status": ItemStatus.PENDING.value,
            "attempts": 0,
        }

    def claimed(self, row: Row[Any]) -> ClaimedItem:
        """The item to call for; `row` has tenant, operation, position, item_id, sealed, attempts."""
        value = self._vault.open(row.sealed, item_context(row.tenant, row.operation, row.position))
        return ClaimedItem(
            position=row.position,
            item_id=row.item_id,
            label=value["shown"]["label"],
            action=_ACTION.validate_python(value["action"]),
            attempt=row.attempts,
        )

    def result(self, settled: Settlement) -> bytes:
        """The sealed result of a settled item."""
        context = _result_context(settled.tenant_key, settled.operation_id, settled.position)
        value = {
            "seconds": settled.seconds,
            "error": settled.error.model_dump(mode="json") if settled.error else None,
            "reference": settled.reference,
            "note": settled.note,
        }
        return self._vault.seal(value, context)

    def _result(self, row: Row[Any]) -> dict[str, Any]:
        if row.result is None:
            return {}
        context = _result_context(row.tenant, row.operation, row.position)
        result: dict[str, Any] = self._vault.open(row.result, context)
        return result

    def line(self, row: Row[Any]) -> ItemLine:
        """The item as people see it; `row` is a whole item row."""
        context = item_context(row.tenant, row.operation, row.position)
        shown = self._vault.open(row.sealed, context)["shown"]
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
