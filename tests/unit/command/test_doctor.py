"""`doctor` says in one line each what is right, and how to mend what is not."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from app.demo_company import company
from playground.server import PlaygroundServer

ROOT = Path(__file__).parents[3]


@pytest.fixture
async def slack_url() -> AsyncIterator[str]:
    async with PlaygroundServer(company(), None) as server:
        yield server.url


def tokens(url: str) -> dict[str, str]:
    installed = company().app
    return {
        "SLACK_API_URL": f"{url}/api/",
        "SLACK_BOT_TOKEN": installed.bot_token,
        "SLACK_APP_TOKEN": installed.app_token,
    }


async def doctor(data: Path, environment: Mapping[str, str]) -> tuple[int, dict[str, str]]:
    """The exit status, and what was said by what it is about."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app", "doctor"),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "BULKHEAD_DATA": str(data), **environment},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    said = {}
    for line in output.decode().splitlines():
        verdict, rest = line.split(maxsplit=1)
        about = rest[:12].strip()
        said[about] = f"{verdict} {rest[13:].strip()}"
    return process.returncode or 0, said


async def test_with_working_tokens_all_is_well(tmp_path: Path, slack_url: str) -> None:
    status, said = await doctor(tmp_path, tokens(slack_url))
    assert all(line.startswith("ok ") for line in said.values()), said
    assert status == 0
    assert said["bot token"] == "ok works as Bulkhead in Harbor & Pine"


async def test_a_token_that_slack_does_not_know_is_told_with_the_mend(
    tmp_path: Path, slack_url: str
) -> None:
    status, said = await doctor(tmp_path, tokens(slack_url) | {"SLACK_BOT_TOKEN": "xoxb-other"})
    assert status == 1
    assert "Copy it again" in said["bot token"]


async def test_without_tokens_it_says_where_to_find_them(tmp_path: Path) -> None:
    status, said = await doctor(tmp_path, {})
    assert status == 1
    assert "SLACK_BOT_TOKEN" in said["tokens"]
    assert "make demo" in said["tokens"]


async def test_a_key_that_others_can_read_is_told_with_the_mend(
    tmp_path: Path, slack_url: str
) -> None:
    await doctor(tmp_path, tokens(slack_url))
    (tmp_path / "key").chmod(0o644)
    status, said = await doctor(tmp_path, tokens(slack_url))
    assert status == 1
    assert "chmod 600" in said["key"]


async def test_a_slack_that_is_not_there_is_told_as_such(tmp_path: Path) -> None:
    status, said = await doctor(tmp_path, tokens("http://127.0.0.1:9"))
    assert status == 1
    assert "cannot be reached" in said["bot token"]


async def test_a_variable_of_a_connector_and_a_bad_folder_are_told_with_the_mend(
    tmp_path: Path,
) -> None:
    taken = tmp_path / "file"
    taken.write_text("not a folder")
    status, said = await doctor(taken, {"OFFICE_LATENCY": "abc"})
    assert status == 1
    assert "OFFICE_LATENCY" in said["settings"]
    assert "Set BULKHEAD_DATA" in said["data folder"]
