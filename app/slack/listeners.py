"""How the surfaces listen: each delivery is written to the inbox, then acknowledged, then done."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from app.slack.deliveries import Press, Submission, press_of, submission_of
from app.slack.inbox import Work
from app.slack.services import Services

Errors = dict[str, str]
"""What is wrong, by the block_id of the input it is shown at."""


def on_press(
    app: AsyncApp,
    services: Services,
    action: str | re.Pattern[str],
    handle: Callable[[Press], Awaitable[None]],
    *,
    again: bool = True,
) -> None:
    """Listen for a button or a menu; `again` says whether a restart may still do it.

    Outsiders are refused before anything is looked up; whose it is, the surface decides.
    """
    name = action if isinstance(action, str) else action.pattern
    kind = f"press:{name}"

    async def work(press: Press) -> None:
        await services.people.requester(press.person)
        await handle(press)

    services.inbox.on(kind, Work(Press, work, again))

    async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
        press = press_of(body, services.clock.now())
        key = f"press:{press.action_id}:{press.trigger_id}"
        await services.inbox.receive(kind, key, press.person.tenant, press)
        await ack()

    app.action(action)(listener)


def on_submit(
    app: AsyncApp,
    services: Services,
    callback_id: str,
    handle: Callable[[Submission], Awaitable[None]],
    check: Callable[[Submission], Awaitable[Errors]] | None = None,
) -> None:
    """Listen for a modal's submission; what `check` finds is shown at the inputs."""
    kind = f"submit:{callback_id}"

    async def work(submission: Submission) -> None:
        await services.people.requester(submission.person)
        await handle(submission)

    services.inbox.on(kind, Work(Submission, work))

    async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
        submission = submission_of(body)
        errors = await check(submission) if check else {}
        if errors:
            await ack(response_action="errors", errors=errors)
            return
        key = f"submit:{submission.view_id}:{submission.hash}"
        await services.inbox.receive(kind, key, submission.person.tenant, submission)
        await ack()

    app.view(callback_id)(listener)
