"""Slices in memory keep the contract of dispatchers."""

import pytest

from app.dispatch.memory import MemoryJobs
from app.engine.clock import SystemClock
from tests.contract.dispatcher_contract import DispatcherContract


@pytest.fixture
def queue() -> MemoryJobs:
    return MemoryJobs(SystemClock())


class TestMemoryDispatcher(DispatcherContract):
    """One process."""
