"""After a whole run, no recipient and no text can be read from the data folder."""

import asyncio
import sys
from pathlib import Path

from tests.unit.storage.leaks import leaks, said_in

ROOT = Path(__file__).parents[3]

REQUEST = "Send follow-up emails to everyone from yesterday's meeting"


async def test_the_demo_leaves_nothing_readable_outside_its_sandbox(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app", "demo", "--data", str(tmp_path), "--json"),
        *("--say", REQUEST, "--click", "Confirm All"),
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
    )
    assert await process.wait() == 0

    said = said_in(tmp_path / "sandbox" / "outbox")
    assert {"john@harbor.example", "Follow-up: Q4 planning"} <= said
    assert (tmp_path / "journal.db").stat().st_size > 0
    assert leaks(tmp_path, {*said, REQUEST}) == []


def test_a_leak_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "journal.db-wal").write_bytes(b"\0\1John@harbor.example\2")
    assert leaks(tmp_path, {"john@harbor.example"}) == [("journal.db-wal", "john@harbor.example")]
