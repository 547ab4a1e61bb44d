"""A local Slack alone, in a process of its own, without rate limits: for measuring the Slack itself."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.processes import child
from playground.client import PlaygroundClient
from playground.workspace import InstalledApp, default_workspace

CHANNEL = "C0GENERAL"
READER = "U0ADA"
TOKEN = InstalledApp().bot_token


@asynccontextmanager
async def local_slack() -> AsyncIterator[str]:
    """Start it on a new state folder; its address."""
    with TemporaryDirectory(prefix="bulkhead-bench-") as folder:
        data = Path(folder)
        workspace = data / "workspace.json"
        workspace.write_text(default_workspace().model_dump_json())
        arguments = ("playground", "--workspace", str(workspace), "--state", str(data / "state"))
        log = data / "slack.log"
        async with child(arguments, os.environ, log, '"ready"'):
            url = str(json.loads(log.read_text().splitlines()[0])["url"])
            async with PlaygroundClient(url) as client:
                await client.set_faults(limit_scale=0)
            yield url


def message(text: str) -> dict[str, object]:
    """A message of the usual size: a header, a paragraph, a list and two buttons."""
    buttons = [
        {"type": "button", "action_id": name, "text": {"type": "plain_text", "text": name}}
        for name in ("Details", "Done")
    ]
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": text}},
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "*Sent* to ana@harbor.example\n" * 8},
        },
        {"type": "actions", "elements": buttons},
    ]
    return {"channel": CHANNEL, "text": text, "blocks": blocks}
