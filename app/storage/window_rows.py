"""Rate windows as rows: locked in the order of their keys, looked at, and written back.

A window is closed with its account as well: the account's row has the key that all of its windows'
keys begin with (`window_key` of no operation), so that it closes windows that are yet to come.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from app.domain.ledger import Begun, WindowUse
from app.storage.dialect import insert_new
from app.storage.schema import owner, rate_window
from app.storage.window_log import Span, WindowLog

_COLUMNS = (
    rate_window.c.key,
    rate_window.c.starts,
    rate_window.c.held,
    rate_window.c.closed_until,
)
_SEEN = select(*_COLUMNS).where(rate_window.c.key.in_(bindparam("keys", expanding=True)))
_LOCKED = _SEEN.order_by(rate_window.c.key).with_for_update()
_HOLDING = (
    select(*_COLUMNS)
    .where(rate_window.c.held != "{}")
    .order_by(rate_window.c.key)
    .with_for_update()
)
_ALIVE = select(owner.c.name).where(owner.c.lost_at.is_(None))
_SAVE = (
    update(rate_window)
    .where(rate_window.c.key == bindparam("of"))
    .values(
        starts=bindparam("starts"),
        held=bindparam("held"),
        closed_until=bindparam("closed_until"),
        at=bindparam("at"),
    )
)


def account_of(key: str) -> str:
    """The key of a window's account; of an account's, itself."""
    provider, _, rest = key.partition(":")
    return f"{provider}:{rest.partition(':')[0]}:" if rest else key


class LockedWindows:
    """Some rate windows, nobody else's until the transaction ends; made where they are missing.

    `now` tells the second, and is asked once all are locked: waiting for them is no delay.
    """

    def __init__(
        self, connection: Connection, keys: Iterable[str], now: Callable[[], float]
    ) -> None:
        self._connection = connection
        self._changed: set[str] = set()
        self._windows = _locked(connection, set(keys))
        self.now = now()

    def permits(self, use: WindowUse, wanted: int) -> int:
        """How many of the calls that are wanted may begin."""
        if self._closed_for(use.key):
            return 0
        return min(wanted, self._windows[use.key].free(Span(use.quota, self.now)))

    def wait(self, use: WindowUse) -> float:
        """Seconds until one more call may begin."""
        window = self._windows[use.key]
        return max(self._closed_for(use.key), window.wait(Span(use.quota, self.now)))

    def begin(self, begun: Begun) -> None:
        """Calls that were held have begun."""
        self.change(begun.key).begin(begun, self.now - begun.ago)

    def change(self, key: str) -> WindowLog:
        """A window that is going to be another one."""
        self._changed.add(key)
        return self._windows[key]

    def save(self) -> None:
        """Write down what changed."""
        _save(self._connection, {key: self._windows[key] for key in self._changed}, self.now)

    def _closed_for(self, key: str) -> float:
        either = (self._windows.get(one) for one in (key, account_of(key)))
        return max(one.closed_for(self.now) for one in either if one)


def seen(connection: Connection, key: str, now: float) -> tuple[WindowLog, float]:
    """A window as it stands, and seconds for which it, or its account, is closed."""
    windows = _read(connection.execute(_SEEN, {"keys": [key, account_of(key)]}).all())
    closed_for = max((one.closed_for(now) for one in windows.values()), default=0.0)
    return windows.get(key, WindowLog([], {})), closed_for


def stamp_lost(connection: Connection, now: float) -> None:
    """Permits of owners that are not alive count as calls that begin now, at the latest."""
    holding = _read(connection.execute(_HOLDING).all())
    if not holding:
        return
    alive = set(connection.execute(_ALIVE).scalars())
    stamped = {key: one for key, one in holding.items() if one.begin_all_but(alive, now)}
    _save(connection, stamped, now)


def _locked(connection: Connection, keys: set[str]) -> dict[str, WindowLog]:
    if not keys:
        return {}
    wanted = {"keys": sorted(keys | {account_of(key) for key in keys})}
    while True:
        windows = _read(connection.execute(_LOCKED, wanted).all())
        if keys <= windows.keys():
            return windows
        for key in sorted(keys - windows.keys()):
            insert_new(
                connection, rate_window, {"key": key, "at": 0.0, **WindowLog([], {}).columns()}
            )


def _read(rows: Iterable[Row[*tuple[Any, ...]]]) -> dict[str, WindowLog]:
    return {key: WindowLog.read(starts, held, until) for key, starts, held, until in rows}


def _save(connection: Connection, windows: Mapping[str, WindowLog], now: float) -> None:
    if windows:
        rows = [{**one.columns(), "at": now, "of": key} for key, one in sorted(windows.items())]
        connection.execute(_SAVE, rows)
