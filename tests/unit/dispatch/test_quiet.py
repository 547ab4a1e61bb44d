"""The library behind the dispatcher keeps to itself: its names, its settings and its words."""

import asyncio
import logging
import os

import pytest
from pgqueuer.domain.settings import DBSettings
from pydantic import ValidationError
from structlog.testing import capture_logs

from app.dispatch.memory import MemoryJobs
from app.dispatch.names import NAMES, PREFIX, Names
from app.dispatch.queue import PgQueuerDispatcher
from app.domain.ports import Slice
from app.engine.clock import SystemClock
from tests.contract.dispatcher_bench import Bench, running

VARIABLES = [
    f"{start}{field.upper()}" for field in DBSettings.model_fields for start in ("PGQUEUER_", "")
]


@pytest.fixture
def strange(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that has, by chance, every variable that the library would read."""
    for name in VARIABLES:
        monkeypatch.setenv(name, "not; a name")
    assert os.environ["CHANNEL"]


@pytest.mark.usefixtures("strange")
async def test_the_environment_does_not_name_the_tables() -> None:
    with pytest.raises(ValidationError):
        DBSettings()
    assert Names(prefix=PREFIX) == NAMES
    assert NAMES.queue_table == "bulkhead_pgqueuer"
    clock, bench = SystemClock(), Bench()
    dispatcher = PgQueuerDispatcher(MemoryJobs(clock), clock)
    async with running(dispatcher, bench):
        await dispatcher.enqueue(Slice(tenant_key="T", operation_id="a"))
        await bench.until(lambda: bench.ran == ["a"])


async def test_nothing_is_printed_and_no_payload_is_logged(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    clock, bench = SystemClock(), Bench()
    dispatcher = PgQueuerDispatcher(MemoryJobs(clock), clock, hold=0.01)
    bench.errors = [RuntimeError("no"), asyncio.CancelledError()]
    with capture_logs() as logs, caplog.at_level(logging.DEBUG):
        async with running(dispatcher, bench):
            await dispatcher.enqueue(Slice(tenant_key="secret", operation_id="a"))
            await bench.until(lambda: bench.ran == ["a"])
    assert capsys.readouterr() == ("", "")
    assert "secret" not in caplog.text
    assert [(one["event"], one["operation"]) for one in logs] == [("slice_failed", "a")] * 2
