"""What the engine's table says: nothing is hidden, and what was left out says why."""

import time
from collections.abc import Mapping
from dataclasses import replace

import pytest

from benchmarks.engine.contenders import BARE, Contender, Measured, peers
from benchmarks.engine.ours.limits import most_in
from benchmarks.engine.throughput import OURS_ONE, OURS_SQLITE, OURS_THREE, rows
from benchmarks.engine.work import Load, Provider, Took, letters
from benchmarks.report import Row, table

FAST, SLOW = Load(1_000, 0.0), Load(1_000, 0.05)


def contender(name: str, seconds_an_item: float, *, peer: bool = False) -> Contender:
    """An engine that takes so long for an item, and a second to start."""

    async def measure(load: Load) -> Measured:
        seconds = load.items * seconds_an_item
        return Measured(Took(seconds, queued=0.0), wall=seconds + 1.0)

    return Contender(name, measure, peer=peer)


async def measured(*contenders: Contender, loads: tuple[Load, ...]) -> Mapping[str, Row]:
    shown = await rows(contenders, loads, longest=45.0)
    return {row.what: row for row in shown}


async def test_an_engine_is_held_against_the_bare_loop_at_the_same_latency() -> None:
    found = await measured(
        contender(BARE, 0.001), contender(OURS_SQLITE, 0.001 / 0.96), loads=(SLOW,)
    )
    row = found[f"1,000 items, 50 ms calls: {OURS_SQLITE}"]
    assert row.verdict == "FALLS SHORT"
    assert row.at_least == 970.0
    assert "96.0% of the bare loop" in row.beside


async def test_three_workers_are_held_against_one() -> None:
    found = await measured(
        contender(OURS_ONE, 0.001), contender(OURS_THREE, 0.001 / 2.8), loads=(SLOW,)
    )
    assert found[f"1,000 items, 50 ms calls: {OURS_THREE}"].verdict == "met"


async def test_the_best_peer_is_the_one_that_counts() -> None:
    found = await measured(
        contender(OURS_SQLITE, 0.0001),
        contender("quick", 0.00025, peer=True),
        contender("slow", 0.001, peer=True),
        loads=(FAST,),
    )
    row = found[f"1,000 items, 0 ms calls: {OURS_SQLITE} beside the best peer"]
    assert (row.measured, row.beside, row.verdict) == (2.5, "quick", "FALLS SHORT")


async def test_what_would_take_too_long_is_left_out_and_says_how_long() -> None:
    found = await measured(
        contender("slow", 0.01, peer=True), loads=(FAST, Load(10_000, 0.0), Load(100_000, 0.0))
    )
    row = found["10,000 items, 0 ms calls: slow"]
    assert (row.measured, row.verdict) == (None, "not measured")
    assert "about 101 s" in row.beside
    assert "about 1,001 s" in found["100,000 items, 0 ms calls: slow"].beside
    assert "about 101 s" in table(list(found.values()))


async def test_what_is_not_installed_is_left_out_with_a_word() -> None:
    absent = contender("Other", 0.1, peer=True)
    absent = replace(absent, missing="left out: other not installed")
    (row,) = (await measured(absent, loads=(FAST,))).values()
    assert (row.measured, row.verdict) == (None, "not measured")
    assert row.beside == "left out: other not installed"


def test_a_peer_on_postgres_needs_a_postgres() -> None:
    missing = {peer.name: peer.missing for peer in peers(postgres=None)}
    assert "postgres server" in missing["PgQueuer, a job an item"]
    assert "postgres" not in missing["Celery on Redis, acks late, threads"]


def test_the_most_calls_in_a_window_are_found_wherever_it_lies() -> None:
    assert most_in([0.0, 0.1, 4.9, 5.05, 5.08, 5.2], 5.0) == 4
    assert most_in([0.0, 5.0, 10.0], 5.0) == 1


def test_every_item_of_a_load_is_a_letter_of_its_own() -> None:
    made = [letter for chunk in letters(Load(2_500, 0.0)) for letter in chunk]
    assert len({letter["to"] for letter in made}) == 2_500
    assert {len(letter["body"]) for letter in made} == {300}


async def test_a_call_that_is_missing_fails_the_measurement() -> None:
    provider, began = Provider(Load(2, 0.0)), time.perf_counter()
    await provider.call()
    with pytest.raises(RuntimeError, match="1 calls for 2 items"):
        provider.took(0.0)
    await provider.call()
    assert 0 < provider.took(0.0).seconds <= time.perf_counter() - began
