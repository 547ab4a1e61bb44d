"""The inbox: what Slack delivered, written down before it is acknowledged, each thing once."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Row, Select, bindparam, select, update

from app.domain.identity import Tenant
from app.domain.journal import Delivery
from app.storage.alive import mine_or_free
from app.storage.database import Database
from app.storage.dialect import insert_new
from app.storage.instants import instant, seconds
from app.storage.schema import inbox
from app.storage.vault import Vault, VaultError

_log = structlog.get_logger(__name__)

_THIS = (inbox.c.tenant == bindparam("of"), inbox.c.key == bindparam("which"))
_FINISH = update(inbox).where(*_THIS).values(done_at=bindparam("at"), sealed=None)
_TAKE = update(inbox).where(*_THIS).values(owner=bindparam("me"))


class SqlInbox:
    """The Inbox port on the journal's database.

    `owner` is the name by which this process is alive now, `now` the journal's time.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        now: Callable[[], datetime],
        owner: Callable[[], str],
    ) -> None:
        self._database = database
        self._vault = vault
        self._now = now
        self._owner = owner

    async def receive(self, delivery: Delivery) -> Delivery | None:
        if await self._database.tx(insert_new, inbox, self._row(delivery)):
            return delivery
        return await self.take(delivery)

    async def take(self, delivery: Delivery) -> Delivery | None:
        row = await self._database.tx(_take, delivery.tenant.key, delivery.key, self._owner())
        return None if row is None else await self._readable(row)

    def _row(self, delivery: Delivery) -> dict[str, object]:
        return {
            "tenant": delivery.tenant.key,
            "key": delivery.key,
            "team_id": delivery.tenant.team_id,
            "enterprise_id": delivery.tenant.enterprise_id,
            "kind": delivery.kind,
            "sealed": self._vault.seal(
                dict(delivery.payload), _context(delivery.tenant.key, delivery.key)
            ),
            "received_at": seconds(delivery.received_at),
            "owner": self._owner(),
        }

    async def finish(self, delivery: Delivery) -> None:
        await self._database.tx(_finish, delivery.tenant.key, delivery.key, self._now())

    async def unfinished(self) -> Sequence[Delivery]:
        rows = await self._database.tx(_take_over, self._owner())
        return [one for row in rows if (one := await self._readable(row))]

    async def _readable(self, row: Row[Any]) -> Delivery | None:
        """What no key opens is done for good: it would keep the next start from what others sent."""
        try:
            return self._delivery(row)
        except (VaultError, ValueError):  # ValueError: it opens, and is no delivery
            _log.exception("delivery_unreadable", kind=row.kind, key=row.key)
        await self._database.tx(_finish, row.tenant, row.key, self._now())
        return None

    def _delivery(self, row: Row[Any]) -> Delivery:
        return Delivery(
            tenant=Tenant(team_id=row.team_id, enterprise_id=row.enterprise_id),
            key=row.key,
            kind=row.kind,
            payload=self._vault.open(row.sealed, _context(row.tenant, row.key)),
            received_at=instant(row.received_at),
        )


def _context(tenant_key: str, key: str) -> str:
    return f"inbox:{tenant_key}:{key}"


def _finish(connection: Connection, tenant_key: str, key: str, now: datetime) -> None:
    connection.execute(_FINISH, {"of": tenant_key, "which": key, "at": seconds(now)})


def _take(connection: Connection, tenant_key: str, key: str, me: str) -> Row[Any] | None:
    this = (inbox.c.tenant == tenant_key, inbox.c.key == key)
    row = connection.execute(_open_for(me).where(*this).with_for_update()).first()
    if row is not None:
        _make_mine(connection, [row], me)
    return row


def _take_over(connection: Connection, me: str) -> list[Row[Any]]:
    """What another process takes over at the same moment is left to it."""
    query = _open_for(me).order_by(inbox.c.received_at).with_for_update(skip_locked=True)
    rows = list(connection.execute(query).all())
    _make_mine(connection, rows, me)
    return rows


def _open_for(me: str) -> Select[Any]:
    return select(inbox).where(inbox.c.done_at.is_(None), mine_or_free(inbox.c.owner, me))


def _make_mine(connection: Connection, rows: Sequence[Row[Any]], me: str) -> None:
    taken = [{"of": row.tenant, "which": row.key, "me": me} for row in rows if row.owner != me]
    if taken:
        connection.execute(_TAKE, taken)
