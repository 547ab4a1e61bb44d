"""`make demo` opens a page; where nobody can press anything, the main job shows itself."""

import asyncio
import re
import signal
import sys
from pathlib import Path

import aiohttp

from app.demo_page import has_screen

ROOT = Path(__file__).parents[3]
PATIENCE = 60


async def until(stream: asyncio.StreamReader, wanted: str) -> str:
    """What was printed up to the wanted line, with it."""
    printed = ""
    async with asyncio.timeout(PATIENCE):
        while wanted not in printed:
            line = await stream.readline()
            assert line, f"it ended without {wanted!r}:\n{printed}"
            printed += line.decode()
    return printed


async def test_the_demo_shows_the_main_job_and_stays_until_it_is_stopped(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app", "demo", "--data", str(tmp_path / "demo")),
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    printed = await until(process.stdout, "main job by itself")
    assert '"status": "completed", "total": 12, "completed": 12' in printed

    address = re.search(r"http://127\.0\.0\.1:\d+/as/U0SAM/app", printed)
    assert address is not None
    async with aiohttp.ClientSession() as session:
        async with session.get(address[0]) as answer:
            text = await answer.text()
        assert "Send follow-up emails to everyone" in text
        assert "1 reply" in text
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
        try:
            async with session.get(address[0]):
                raise AssertionError("the local Slack outlived the demo")
        except aiohttp.ClientConnectionError:
            pass


def test_a_browser_is_opened_only_where_there_is_a_screen() -> None:
    assert has_screen("darwin", {})
    assert has_screen("linux", {"WAYLAND_DISPLAY": "wayland-0"})
    assert not has_screen("linux", {"TERM": "xterm"})
