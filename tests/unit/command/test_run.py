"""The service as a process: it starts, and it stops when it is told to."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from app.demo_company import company

ROOT = Path(__file__).parents[3]


async def test_it_stops_when_told_to_though_slack_cannot_be_reached(tmp_path: Path) -> None:
    installed = company().app
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app", "run"),
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "BULKHEAD_DATA": str(tmp_path),
            "SLACK_API_URL": "http://127.0.0.1:9/api/",
            "SLACK_BOT_TOKEN": installed.bot_token,
            "SLACK_APP_TOKEN": installed.app_token,
        },
        stderr=asyncio.subprocess.DEVNULL,
    )
    await _until_it_runs(tmp_path / "journal.db", process)
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 10) == 0


async def _until_it_runs(journal: Path, process: asyncio.subprocess.Process) -> None:
    """Its journal is there from the middle of its start on: before the link to Slack is open."""
    async with asyncio.timeout(20):
        while not journal.exists() and process.returncode is None:  # noqa: ASYNC110, ASYNC240 - another process makes the file
            await asyncio.sleep(0.05)
