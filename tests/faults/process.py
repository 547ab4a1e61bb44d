"""The real app as a process of its own, with the recording provider and without Slack.

    python -m tests.faults.process worker

It is set up by the app's own variables, and by OFFER. It prints a line once it has started, obeys
lines on its standard input, answers each with one in JSON, and stops as an operator stops it when
that input ends.

    confirm DRAFT DIGEST   press Confirm; answers the operation's id, and whether it was made now
"""

import asyncio
import json
import os
import sys

from app.composition import Application
from app.domain.errors import AlreadyConfirmed
from app.logs import configure
from app.loop import run_on_loop
from app.roles import Role
from app.settings import Settings
from tests.faults.operations import SAM
from tests.faults.provider import Offer, Provider

OFFER = "FAULTS_OFFER"


def app_of(settings: Settings, offer: Offer, role: Role = Role.WORKER) -> Application:
    """The app on that provider."""
    return Application(settings, role=role, connects=[lambda _context: Provider(offer)])


async def serve(role: Role) -> None:
    """Run until the input ends."""
    settings = Settings.from_environment()
    configure(settings.log_level)
    offer = Offer.model_validate_json(os.environ[OFFER])
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), sys.stdin
    )
    async with app_of(settings, offer, role) as app:
        _say("started")
        while line := await lines.readline():
            _, draft, digest = line.decode().split()
            _say(await _confirm(app, draft, digest))


async def _confirm(app: Application, draft: str, digest: str) -> tuple[str, bool]:
    try:
        made = await app.engine.manager.execute_bulk_draft(draft, digest, SAM)
    except AlreadyConfirmed as already:
        return already.operation_id, False
    return made.id, True


def _say(answer: object) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    run_on_loop(serve(Role(sys.argv[1])))
