"""The benchmark of the engine itself still runs: its quick form, with real processes."""

import json
import os

import pytest

from benchmarks.engine.throughput import OURS_ONE, OURS_SQLITE, OURS_THREE
from benchmarks.processes import output_of


@pytest.mark.timeout(240)  # twenty seconds of a machine that does nothing else
async def test_the_quick_form_measures_the_engine_on_every_journal_without_peers() -> None:
    printed = await output_of(("benchmarks.engine", "--quick", "--json"), os.environ)
    told = json.loads(printed)
    found = {row["what"]: row for row in told["rows"]}
    assert "cores" in told["machine"]
    for who in (OURS_SQLITE, OURS_ONE, OURS_THREE):
        for latency in (0, 50):
            row = found[f"1,000 items, {latency} ms calls: {who}"]
            assert row["measured"], row["beside"]
    assert not any("job an item" in what for what in found)
