"""The command line: run · web · worker · demo · migrate · doctor."""

import argparse
import asyncio
import gc
import signal
import sys
from collections.abc import Sequence

from app import demo, doctor
from app.composition import Application
from app.logs import configure
from app.loop import run_on_loop
from app.roles import Role
from app.settings import Settings, SettingsError
from app.storage.migrate import SchemaError
from app.storage.postgres import Unreachable
from app.storage.upgrade import migrate_url
from app.storage.vault import VaultError

EXPECTED = (SettingsError, SchemaError, Unreachable, VaultError, demo.DemoError)
"""Errors whose text is for the person at the terminal."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except EXPECTED as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, about, command in (
        ("run", "work in a Slack workspace: Socket Mode, or HTTP without SLACK_APP_TOKEN", run),
        ("web", "talk to Slack, beside workers: needs DATABASE_URL", web),
        ("worker", "carry out what was confirmed, beside web: needs DATABASE_URL", worker),
        ("migrate", "bring the journal's schema up to date", migrate),
        ("doctor", "check settings, tokens, data folder and manifest", doctor.command),
    ):
        commands.add_parser(name, help=about).set_defaults(command=command)
    demo.add_parser(commands)
    return parser


def run(_options: argparse.Namespace) -> int:
    """Run until told to stop: everything in one process."""
    settings = Settings.from_environment()
    settings.require_slack()
    return _serve(settings, Role.RUN)


def web(_options: argparse.Namespace) -> int:
    """Take what Slack delivers and show what becomes of it; workers do the work."""
    settings = Settings.from_environment()
    settings.require_slack()
    settings.require_database()
    return _serve(settings, Role.WEB)


def worker(_options: argparse.Namespace) -> int:
    """Carry out what was confirmed; it needs no Slack."""
    settings = Settings.from_environment()
    settings.require_database()
    return _serve(settings, Role.WORKER)


def _serve(settings: Settings, role: Role) -> int:
    configure(settings.log_level)
    # What is loaded by now stays: each full collection that looked at it again held up the loop
    # for 100 ms, and with it every acknowledgement.
    gc.collect()
    gc.freeze()
    run_on_loop(_until_told(settings, role))
    return 0


async def _until_told(settings: Settings, role: Role) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    app = Application(settings, role=role)
    started = asyncio.create_task(app.start(), name="start")
    told = asyncio.create_task(stop.wait(), name="told to stop")
    await asyncio.wait({started, told}, return_when=asyncio.FIRST_COMPLETED)
    if not started.done():  # told to stop while Slack cannot be reached: a start cleans up itself
        started.cancel()
        await asyncio.wait({started})
        return
    try:
        started.result()
        await told
    finally:
        told.cancel()
        if not started.exception():
            await app.stop()


def migrate(_options: argparse.Namespace) -> int:
    """Bring the schema up to date; says nothing when it is."""
    settings = Settings.from_environment()
    migrate_url(settings.database_url or settings.data / "journal.db")
    return 0


if __name__ == "__main__":
    sys.exit(main())
