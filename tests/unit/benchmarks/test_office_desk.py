"""Requests of the office benchmark go through the real planner, resolver and executor."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.domain.actions import DeleteRecord
from app.domain.plan import Reading
from app.domain.ports import PlanRequest, Vocabulary
from app.planning.planner import RulesPlanner
from benchmarks.officework.desk import Desk, Ended, desk
from benchmarks.officework.tables import read_tables
from tests.unit.benchmarks.office_folder import CANCEL_ADA, office_folder, requests_file

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "workbench.py"
GONE = 'calendar.delete_event.func(event_id="00000005")'


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Desk]:
    tables = read_tables(office_folder(tmp_path))
    async with desk(tmp_path / "work", tables) as opened:
        yield opened


async def test_what_was_asked_is_done_anew_for_every_request(place: Desk) -> None:
    for request_id in ("one", "two"):
        ran = await place.say(request_id, CANCEL_ADA, ask=True)
        assert ran.outcome is Ended.ACTED
        [action] = ran.done
        assert isinstance(action, DeleteRecord)
        assert action.id == "00000005"


async def test_several_things_are_told_in_the_order_they_were_shown(place: Desk) -> None:
    ran = await place.say("several", "cancel all my meetings with Ada from now on", ask=True)
    assert [one.id for one in ran.done if isinstance(one, DeleteRecord)] == ["00000005", "00000011"]


async def test_understood_with_nothing_to_do_is_acted_on_without_an_action(place: Desk) -> None:
    ran = await place.say("none", "cancel all my meetings with Joan on December 6", ask=True)
    assert (ran.outcome, ran.done) == (Ended.ACTED, ())
    assert ran.text.startswith("Nothing matches")


async def test_a_question_ends_a_request_only_where_asking_is_allowed(place: Desk) -> None:
    unclear = "cancel all my meetings with Ada on December 5 purple"
    asked = await place.say("asked", unclear, ask=True)
    assert (asked.outcome, asked.done) == (Ended.ASKED, ())
    assert "purple" in asked.text
    made_to = await place.say("made to", unclear, ask=False)
    assert (made_to.outcome, made_to.answers) == (Ended.ACTED, 1)


@pytest.mark.parametrize("when", ["tomorrow at 9am", "every Monday at 9am"])
async def test_what_is_for_later_is_understood_and_not_done_now(place: Desk, when: str) -> None:
    ran = await place.say(when, f"email Ada saying 'high tide' {when}", ask=True)
    assert (ran.outcome, list(ran.done)) == (Ended.ACTED, [])
    assert "high tide" in ran.text


async def test_a_refusal_stays_a_refusal(place: Desk) -> None:
    ran = await place.say("refused", "delete everything", ask=False)
    assert (ran.outcome, ran.done) == (Ended.REFUSED, ())


class Forgetful(RulesPlanner):
    """A planner with a fault: it trips over one word."""

    async def plan(self, request: PlanRequest, vocabulary: Vocabulary) -> Reading:
        if "tide" in request.text:
            raise KeyError("tide")
        return await super().plan(request, vocabulary)


async def test_a_fault_is_told_and_ends_only_its_own_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = read_tables(office_folder(tmp_path))
    async with desk(tmp_path / "work", tables, Forgetful()) as place:
        ran = await place.say("odd", "cancel the tide", ask=True)
        assert (ran.outcome, ran.text) == (Ended.REFUSED, "KeyError('tide')")
        assert capsys.readouterr().err == "odd: KeyError('tide')\n"
        assert (await place.say("next", CANCEL_ADA, ask=True)).outcome is Ended.ACTED


def test_the_command_runs_as_a_script_from_any_folder(tmp_path: Path) -> None:
    lines = [
        {"id": "calendar-001", "domain": "calendar", "query": CANCEL_ADA, "answer": [GONE]},
        {"id": "email-001", "domain": "email", "query": "what is new?", "answer": []},
    ]
    out = tmp_path / "predictions.jsonl"
    ended = _run(office_folder(tmp_path), requests_file(tmp_path, lines), out)
    assert ended.returncode == 0, ended.stderr
    first, second = (json.loads(line) for line in out.read_text().splitlines())
    assert first == {
        "id": "calendar-001",
        "actions": [GONE],
        "outcome": "acted",
        "question": "",
    }
    assert (second["id"], second["actions"], second["outcome"]) == ("email-001", [], "refused")
    assert "2 requests, asking" in ended.stdout
    assert "100.0 %" in ended.stdout


def test_the_command_says_which_file_it_misses(tmp_path: Path) -> None:
    ended = _run(tmp_path, tmp_path / "none.jsonl", tmp_path / "out.jsonl")
    assert ended.returncode == 1
    assert "email_addresses.csv cannot be read" in ended.stderr


def _run(data: Path, requests: Path, out: Path) -> subprocess.CompletedProcess[str]:
    files: list[str | Path] = ["--data", data, "--requests", requests, "--out", out, "--ask"]
    return subprocess.run(  # noqa: S603 - our own script, in a process of its own
        [sys.executable, SCRIPT, *files],
        cwd=data,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
