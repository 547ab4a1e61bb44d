"""The inbox: what Slack delivered, written down before it is acknowledged, each thing once."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from app.domain.identity import Tenant
from app.domain.journal import Delivery
from app.storage.database import Database
from app.storage.instants import instant, seconds
from app.storage.schema import inbox
from app.storage.vault import Vault

_RECEIVE = insert(inbox).on_conflict_do_nothing(index_elements=["tenant", "key"])
_FINISH = (
    update(inbox)
    .where(inbox.c.tenant == bindparam("of"), inbox.c.key == bindparam("which"))
    .values(done_at=bindparam("at"), sealed=None)
)
_OPEN = select(inbox).where(inbox.c.done_at.is_(None)).order_by(inbox.c.received_at)


class SqlInbox:
    """The Inbox port on the journal's database."""

    def __init__(self, database: Database, vault: Vault, now: Callable[[], datetime]) -> None:
        self._database = database
        self._vault = vault
        self._now = now

    async def receive(self, delivery: Delivery) -> bool:
        row: dict[str, object] = {
            "tenant": delivery.tenant.key,
            "key": delivery.key,
            "team_id": delivery.tenant.team_id,
            "enterprise_id": delivery.tenant.enterprise_id,
            "kind": delivery.kind,
            "sealed": self._vault.seal(
                dict(delivery.payload), _context(delivery.tenant.key, delivery.key)
            ),
            "received_at": seconds(delivery.received_at),
        }
        return await self._database.tx(_receive, row)

    async def finish(self, delivery: Delivery) -> None:
        await self._database.tx(_finish, delivery.tenant.key, delivery.key, self._now())

    async def unfinished(self) -> Sequence[Delivery]:
        return [self._delivery(row) for row in await self._database.tx(_unfinished)]

    def _delivery(self, row: Row[tuple[object, ...]]) -> Delivery:
        return Delivery(
            tenant=Tenant(team_id=row.team_id, enterprise_id=row.enterprise_id),
            key=row.key,
            kind=row.kind,
            payload=self._vault.open(row.sealed, _context(row.tenant, row.key)),
            received_at=instant(row.received_at),
        )


def _context(tenant_key: str, key: str) -> str:
    return f"inbox:{tenant_key}:{key}"


def _receive(connection: Connection, row: dict[str, object]) -> bool:
    return connection.execute(_RECEIVE, row).rowcount == 1


def _finish(connection: Connection, tenant_key: str, key: str, now: datetime) -> None:
    connection.execute(_FINISH, {"of": tenant_key, "which": key, "at": seconds(now)})


def _unfinished(connection: Connection) -> list[Row[tuple[object, ...]]]:
    return list(connection.execute(_OPEN).all())
