"""Who is measured: the limit, the peers, and what each of them needs."""

import json
import os
import shutil
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from importlib.util import find_spec

from benchmarks.engine.stores import Postgres, redis
from benchmarks.engine.work import Load, Took
from benchmarks.processes import output_of

BARE = "bare loop"


@dataclass(frozen=True)
class Measured:
    """What a load took, and `wall` seconds from the start of its process to its end."""

    took: Took
    wall: float

    def expected(self, load: Load, other: Load) -> float:
        """Seconds of wall time for another load: starts stay as long, the work grows."""
        working = self.took.seconds + self.took.queued
        return self.wall - working + working * other.items / load.items


@dataclass(frozen=True)
class Contender:
    """One engine as it is measured. `missing` says what is not installed; `peer`: not ours."""

    name: str
    measure: Callable[[Load], Awaitable[Measured]]
    missing: str = ""
    peer: bool = False


class Store(StrEnum):
    """Where a peer keeps its jobs."""

    NONE = "none"
    POSTGRES = "postgres"
    REDIS = "redis"


class Peer(StrEnum):
    """The modules in benchmarks/engine/peers."""

    BARE = "bare_loop"
    PGQUEUER = "pgqueuer_jobs"
    PROCRASTINATE = "procrastinate_jobs"
    DBOS = "dbos_steps"
    TASKIQ = "taskiq_streams"
    CELERY = "celery_tasks"


NAMES = {
    Peer.PGQUEUER: "PgQueuer, a job an item",
    Peer.DBOS: "DBOS, a step an item",
    Peer.PROCRASTINATE: "Procrastinate, a job an item",
    Peer.TASKIQ: "Taskiq on Redis streams",
    Peer.CELERY: "Celery on Redis, acks late, threads",
}

NEEDS: dict[Peer, tuple[Store, tuple[str, ...]]] = {
    Peer.BARE: (Store.NONE, ()),
    Peer.PGQUEUER: (Store.POSTGRES, ("pgqueuer",)),
    Peer.DBOS: (Store.POSTGRES, ("dbos",)),
    Peer.PROCRASTINATE: (Store.POSTGRES, ("procrastinate",)),
    Peer.TASKIQ: (Store.REDIS, ("taskiq", "taskiq_redis")),
    Peer.CELERY: (Store.REDIS, ("celery", "redis")),
}
"""Where each keeps its jobs, and the packages without which it is left out."""

OpenStore = Callable[[], AbstractAsyncContextManager[str]]


def bare() -> Contender:
    """The limit."""
    return Contender(BARE, partial(_measure, Peer.BARE, _no_store))


def _no_store() -> AbstractAsyncContextManager[str]:
    return nullcontext("")


def peers(postgres: Postgres | None) -> Sequence[Contender]:
    """Every peer; those whose packages or store are not here say so."""
    return [_peer(peer, name, postgres) for peer, name in NAMES.items()]


def _peer(peer: Peer, name: str, postgres: Postgres | None) -> Contender:
    store, packages = NEEDS[peer]
    opens: dict[Store, OpenStore | None] = {
        Store.POSTGRES: postgres.database if postgres else None,
        Store.REDIS: redis if shutil.which("redis-server") else None,
    }
    open_store = opens[store]
    absent = [package for package in packages if find_spec(package) is None]
    if open_store is None:
        absent.append(f"{store} server")
    missing = f"left out: {', '.join(absent)} not installed" if absent else ""
    return Contender(name, partial(_measure, peer, open_store or redis), missing, peer=True)


async def _measure(peer: Peer, open_store: OpenStore, load: Load) -> Measured:
    began = time.perf_counter()
    async with open_store() as store:
        printed = await output_of(
            (
                f"benchmarks.engine.peers.{peer}",
                *("--items", str(load.items), "--latency", str(load.latency)),
                *("--parallel", str(load.parallel), "--store", store),
            ),
            os.environ,
        )
    return Measured(Took(**json.loads(printed)), time.perf_counter() - began)
