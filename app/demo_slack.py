"""The demo's local Slack: a process of its own, which ends with this one."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from app.demo_company import company
from app.domain.words import demo as words

START_WITHIN = 20.0
"""Seconds the local Slack may take to start."""

PORT = 4680
"""Where the page is when nothing else is there: the address stays the same from demo to demo."""


class DemoError(Exception):
    """The demo cannot go on; the text says why and what to do."""


@asynccontextmanager
async def local_slack(sandbox: Path, offset: timedelta, port: int) -> AsyncIterator[str]:
    """Start it and give its address; it ends when this process does, even if that is killed.

    `port` is taken if it is free, else any other.
    """
    workspace = sandbox / "workspace.json"
    workspace.write_text(company().model_dump_json(indent=1), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "playground", "--parent-pipe", "--prefer-port", str(port)),
        *("--state", str(sandbox / "playground"), "--workspace", str(workspace)),
        *("--offset", str(offset.total_seconds())),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        # Ctrl-C is for the demo, which first lets go of its Slack in good order.
        start_new_session=True,
    )
    try:
        yield await _url_of(process)
    finally:
        if process.stdin:
            process.stdin.close()
        await process.wait()


async def _url_of(process: asyncio.subprocess.Process) -> str:
    if process.stdout is None:
        raise DemoError(words.no_playground())
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_WITHIN)
        return str(json.loads(line)["url"])
    except (TimeoutError, ValueError):
        raise DemoError(words.no_playground()) from None
