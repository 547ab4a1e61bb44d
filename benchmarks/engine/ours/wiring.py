"""The engine as composition wires it, with a provider of the benchmark's and without Slack."""

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from app.composition import Application
from app.domain.journal import OperationStore
from app.domain.ports import Connector, Dispatcher
from app.logs import configure
from app.roles import Role
from app.settings import VARIABLES, Settings

NO_LIMIT = 1_000_000_000
"""What people may have under way is not what is measured."""


@dataclass(frozen=True)
class Place:
    """A folder, the address of a Postgres (empty: the journal is in the folder), a heartbeat."""

    data: Path
    database: str = ""
    heartbeat: float = 10.0

    @property
    def settings(self) -> Settings:
        """As the environment would give them; all workers of a place have one key."""
        shared = bool(self.database)
        return Settings(
            data=self.data / (f"worker-{os.getpid()}" if shared else "app"),
            database_url=self.database or None,
            key=os.environ[VARIABLES["key"]],
            heartbeat=self.heartbeat,
            person_runs=NO_LIMIT,
            workspace_runs=NO_LIMIT,
            person_items_hour=NO_LIMIT,
            workspace_items_hour=NO_LIMIT,
        )


@dataclass(frozen=True)
class Engine:
    """What the benchmark reaches for itself."""

    operations: OperationStore
    dispatcher: Dispatcher


@asynccontextmanager
async def running(place: Place, connector: Connector) -> AsyncIterator[Engine]:
    """A process that carries out items, set up as `python -m app worker` sets itself up."""
    configure("WARNING")
    gc.collect()
    gc.freeze()
    app = Application(place.settings, role=Role.WORKER, connects=[lambda _context: connector])
    async with app:
        yield Engine(app.storage.operations, app.engine.dispatcher)
