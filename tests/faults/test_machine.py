"""Hypothesis drives the engine through orders of decisions, answers and crashes."""

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.domain.ports import Idempotency
from app.storage.upgrade import migrate_url
from tests.faults.forms import forms
from tests.faults.machine import Engine, Press


def drive(folder: Path, url: str | None, examples: int, steps: int) -> None:
    """Let Hypothesis try so many orders of so many steps; the same ones each time."""

    class Here(Engine):
        def __init__(self) -> None:
            super().__init__(folder, url)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],  # to shrink what stands still takes minutes: add it by hand
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("examples", forms(12, 60))
def test_any_order_on_sqlite(tmp_path: Path, examples: int) -> None:
    migrate_url(tmp_path / "journal.db")
    drive(tmp_path, None, examples, steps=25)


@pytest.mark.parametrize("examples", forms(6, 20))
def test_any_order_on_postgres(tmp_path: Path, postgres_url: str, examples: int) -> None:
    drive(tmp_path, postgres_url, examples, steps=15)


def test_cancelled_as_the_next_life_asks_the_provider(tmp_path: Path) -> None:
    """An order that chance finds too seldom: what did not happen must not run any more."""
    migrate_url(tmp_path / "journal.db")
    machine = Engine(tmp_path, None)
    with closing(machine._loop):
        machine.begin(Idempotency.LOOKUP)
        machine.confirm(6)
        machine.all_is_well()
        machine.crash_and_press(0, Press.CANCEL)
        machine.all_is_well()
        assert machine.cancelled
        machine.teardown()
