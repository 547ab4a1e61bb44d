"""The demo: Bulkhead in a local Slack with a made-up company, and nothing outside this machine.

It opens a page and stays until told to stop. With --terminal it is a conversation in the terminal;
with steps it runs them as a script and says at the end what became of the operation.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.composition import Application
from app.demo_company import PEOPLE, ZONE, company
from app.demo_page import open_page, until_told_to_stop
from app.demo_slack import PORT, DemoError, local_slack
from app.domain.identity import Person, Tenant
from app.domain.journal import Glance
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkOperation
from app.domain.words import demo as words
from app.engine.clock import SystemClock
from app.logs import configure
from app.settings import Settings
from playground.client import PlaygroundClient
from playground.render import Look
from playground.steps import Step, StepError, run_steps
from playground.terminal import converse
from playground.transcript import JsonPrinter, TextPrinter
from playground.viewer import Event


class _AddStep(argparse.Action):
    """Collects --say, --type, --click and --wait in the order they were given."""

    def __call__(
        self,
        _parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        kind: Any = (option_string or "").removeprefix("--")
        namespace.steps = [*namespace.steps, Step(kind, values)]


__all__ = ["DemoError", "add_parser", "command"]


def add_parser(commands: Any) -> None:
    """Add the `demo` command."""
    parser = commands.add_parser("demo", help="try it in a local Slack, without any account")
    parser.set_defaults(command=command, steps=[])
    parser.add_argument("--as", dest="user", default="sam", help=f"one of {', '.join(PEOPLE)}")
    parser.add_argument("--now", help="start at this time (ISO), in the person's zone")
    parser.add_argument("--data", type=Path, help="keep everything here, to go on later")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds an item takes")
    parser.add_argument("--slots", type=int, default=50, help="calls in flight at a time")
    parser.add_argument("--failures", type=float, default=0.0, help="share of calls that fail")
    parser.add_argument(
        "--timeout", type=float, default=30.0, help="seconds a step waits for what it needs"
    )
    parser.add_argument("--terminal", action="store_true", help="talk here instead of on a page")
    parser.add_argument("--seed", default="default", help="default, or ambiguous")
    for name, metavar, about in (
        ("--say", "TEXT", "a direct message, a /command or an @mention"),
        ("--type", "LABEL=VALUE", "fill an input of the open modal"),
        ("--click", "LABEL", "press the newest button with that label"),
        ("--wait", "TEXT", "wait until a message shows the text"),
    ):
        parser.add_argument(name, action=_AddStep, metavar=metavar, help=about)


def command(options: argparse.Namespace) -> int:
    """Run the demo; the exit status."""
    if options.user not in PEOPLE:
        raise DemoError(words.unknown_person(options.user, ", ".join(PEOPLE)))
    if options.data:
        return asyncio.run(_demo(options, options.data))
    with tempfile.TemporaryDirectory(prefix="bulkhead-demo-") as folder:
        return asyncio.run(_demo(options, Path(folder)))


async def _demo(options: argparse.Namespace, data: Path) -> int:
    sandbox = data / "sandbox"
    sandbox.mkdir(parents=True, exist_ok=True)
    offset = _offset(options.now)
    with (data / "demo.log").open("a", encoding="utf-8") as log:
        configure("INFO", log)
        async with (
            local_slack(sandbox, offset, _port(options)) as url,
            PlaygroundClient(url) as client,
        ):
            settings = _settings(data, url, options)
            async with Application(settings, SystemClock(offset), connections=1, ping=2) as app:
                if options.steps:
                    return await _script(app, client, options)
                if options.terminal:
                    _write(words.welcome(str(data / "demo.log")))
                    await converse(client, PEOPLE[options.user])
                    return 0
                return await _on_a_page(app, client, url, options)


def _port(options: argparse.Namespace) -> int:
    """The page's usual port; scripts, of which several may run at once, take any free one."""
    return 0 if options.steps or options.terminal else PORT


async def _on_a_page(
    app: Application, client: PlaygroundClient, url: str, options: argparse.Namespace
) -> int:
    address = f"{url}/as/{PEOPLE[options.user]}/app"
    _write(words.page(address))
    if sys.stdin.isatty():
        await open_page(address)
    else:  # nobody is there to press anything, so the main job shows itself
        options.steps = [Step("say", words.EXAMPLES[0]), Step("click", words.MAIN_BUTTON)]
        await _script(app, client, options)
        _write(words.still_here(address))
    await until_told_to_stop()
    return 0


def _offset(now: str | None) -> timedelta:
    """How far away from the real time the demo's clock runs."""
    if now is None:
        return timedelta(0)
    try:
        wanted = datetime.fromisoformat(now)
    except ValueError:
        raise DemoError(words.bad_now(now)) from None
    if wanted.tzinfo is None:
        wanted = wanted.replace(tzinfo=ZoneInfo(ZONE))
    return wanted - datetime.now(UTC)


def _settings(data: Path, url: str, options: argparse.Namespace) -> Settings:
    installed = company().app
    office = {
        "OFFICE_ZONE": ZONE,
        "OFFICE_LATENCY": str(options.latency),
        "OFFICE_FAILURE_RATE": str(options.failures),
        "OFFICE_SEED": options.seed,
    }
    given = {name: value for name, value in os.environ.items() if name.startswith("OFFICE_")}
    return Settings(
        data=data,
        key=os.environ.get("BULKHEAD_KEY") or None,
        bot_token=installed.bot_token,
        app_token=installed.app_token,
        api_url=f"{url}/api/",
        slots=options.slots,
        options=given | office,  # what was said on the command line wins
    )


async def _script(app: Application, client: PlaygroundClient, options: argparse.Namespace) -> int:
    user = PEOPLE[options.user]
    emit = await _printer(client, as_json=options.json)
    person = Person(tenant=Tenant(team_id=company().team.id), user_id=user)
    failed, before = "", await _ended_before(app, person)
    try:
        await run_steps(
            client,
            user,
            options.steps,
            emit,
            timeout=options.timeout,
            until=lambda: _ended(app, person),
        )
    except StepError as error:
        failed = str(error)
    glance = await _newest(app, person, before)
    _write(json.dumps({"event": "end", "operation": _told(glance)}) + "\n")
    if failed:
        raise DemoError(failed)
    return 0 if glance and _clean(glance) else 1


async def _printer(client: PlaygroundClient, *, as_json: bool) -> Callable[[Event], None]:
    if as_json:
        return JsonPrinter(_write)
    workspace = await client.workspace()
    names: dict[str, str] = {user["id"]: user["real_name"] for user in workspace["users"]}
    names[workspace["bot"]["user_id"]] = workspace["bot"]["name"]
    return TextPrinter(_write, Look(width=88, names=names))


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


_STANDS = frozenset({OperationStatus.SCHEDULED, OperationStatus.PAUSED})


async def _ended(app: Application, person: Person) -> bool:
    """Whether the person's newest operation, if any, has ended and its end was shown.

    One that waits for its hour or for a person is not waited for; one that follows another is.
    """
    operation = await app.storage.operations.newest_of(person)
    if operation is None:
        return True
    unfinished = await app.storage.operations.unfinished()
    theirs = [one for one in unfinished if one.requester.person == person]
    return all([await _stands(app, one) for one in theirs])


async def _stands(app: Application, operation: BulkOperation) -> bool:
    """Whether it waits for its hour or for a person, be it in the step before."""
    planned = operation.appointment
    if operation.status not in _STANDS or planned is None or not planned.first:
        return operation.status in _STANDS
    tenant = operation.requester.person.tenant
    first = await app.storage.operations.glance(tenant, planned.first, lambda *_: ())
    return first is None or first.operation.status in _STANDS or first.counts.in_doubt > 0


async def _ended_before(app: Application, person: Person) -> str:
    """The id of an operation that had ended before the steps began: it is not theirs."""
    operation = await app.storage.operations.newest_of(person)
    return operation.id if operation and await _ended(app, person) else ""


async def _newest(app: Application, person: Person, before: str) -> Glance | None:
    """The operation that the steps, or what was unfinished when they began, came to."""
    operation = await app.storage.operations.newest_of(person)
    if operation is None or operation.id == before:
        return None
    return await app.storage.operations.glance(person.tenant, operation.id, lambda *_: ())


def _told(glance: Glance | None) -> dict[str, Any] | None:
    if glance is None:
        return None
    operation, counts = glance.operation, glance.counts
    began, ended = operation.started_at, operation.completed_at
    took = (ended - began).total_seconds() if began and ended else None
    return {
        "id": operation.id,
        "status": operation.status.value,
        "total": counts.total,
        **{
            name: getattr(counts, name)
            for name in ("completed", "failed", "in_doubt", "skipped", "cancelled")
        },
        "duration_s": None if took is None else round(took, 3),
    }


def _clean(glance: Glance) -> bool:
    counts = glance.counts
    completed = glance.operation.status is OperationStatus.COMPLETED
    return completed and not counts.failed and not counts.in_doubt
