"""The demo as a script: steps in, one JSON object a line out, an honest exit status."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


async def demo(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    """The exit status, the lines of --json, and what was said on standard error."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app", "demo", "--json", *arguments),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, problems = await process.communicate()
    lines = [json.loads(line) for line in output.decode().splitlines()]
    return process.returncode or 0, lines, problems.decode()


async def test_a_confirmed_request_ends_with_its_figures_and_status_zero(tmp_path: Path) -> None:
    asked = "Tag every contact at Acme as vip"
    status, lines, _ = await demo("--data", str(tmp_path), "--say", asked, "--click", "Confirm All")
    ended = lines[-1]
    assert ended["event"] == "end"
    figures = ended["operation"]
    assert figures["status"] == "completed"
    assert figures["total"] == figures["completed"] >= 3
    assert figures["failed"] == figures["in_doubt"] == 0
    assert status == 0
    posted = [line for line in lines if line["event"] == "message_posted"]
    assert {"channel", "ts", "thread_ts", "user", "text", "blocks"} <= posted[0].keys()


async def test_what_ended_before_is_not_told_again(tmp_path: Path) -> None:
    asked = "Tag every contact at Acme as vip"
    await demo("--data", str(tmp_path), "--say", asked, "--click", "Confirm All")
    status, lines, _ = await demo("--data", str(tmp_path), "--say", "help")
    assert lines[-1] == {"event": "end", "operation": None}
    assert status == 1


async def test_a_request_that_runs_nothing_ends_with_null_and_status_one() -> None:
    status, lines, _ = await demo("--say", "Delete all contacts")
    assert lines[-1] == {"event": "end", "operation": None}
    assert status == 1


async def test_a_script_does_not_wait_for_what_starts_tomorrow(tmp_path: Path) -> None:
    asked = "Tomorrow at 9 tag every contact at Acme as vip"
    status, lines, _ = await demo(
        "--data", str(tmp_path), "--say", asked, "--click", "Confirm All", "--wait", "Scheduled:"
    )
    assert lines[-1]["operation"]["status"] == "scheduled"
    assert status == 1


async def test_failures_are_not_called_a_success() -> None:
    asked = "Email all customers in Berlin that the office is closed on Friday"
    status, lines, _ = await demo("--failures", "1", "--say", asked, "--click", "Confirm All")
    assert lines[-1]["operation"]["failed"] > 0
    assert status == 1


async def test_a_button_that_is_not_there_names_those_that_are() -> None:
    asked = "Delete all contacts tagged bounced"
    status, _, problems = await demo("--timeout", "4", "--say", asked, "--click", "Go")
    assert status == 1
    assert "Nothing is labelled 'Go'" in problems
    assert "Confirm All" in problems


async def test_the_clock_can_start_at_another_time() -> None:
    _, lines, _ = await demo(
        *("--now", "2027-03-10T09:30", "--say", "Push my meetings tomorrow by 30 minutes")
    )
    shown = json.dumps([line["blocks"] for line in lines if line.get("blocks")])
    assert "Thu 11 Mar" in shown


async def test_what_cannot_be_used_is_named() -> None:
    assert "--as nobody" in (await demo("--as", "nobody"))[2]
    assert "--now soon" in (await demo("--now", "soon", "--say", "hello"))[2]
    assert "OFFICE_LATENCY" in (await demo("--latency", "-1", "--say", "hello"))[2]
