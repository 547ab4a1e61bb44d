"""What no other surface listens for is acknowledged all the same: an old button, a closed modal.

Without an acknowledgement Slack tells the person that the app failed. This surface is the last
to be registered.
"""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from app.domain.errors import Refused
from app.domain.words import notices as words
from app.slack.deliveries import press_of
from app.slack.services import Services
from blocks import notices

_ANY = re.compile(r".*", re.DOTALL)


def register(app: AsyncApp, services: Services) -> None:
    """Listen for the rest."""

    async def unknown(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        press = press_of(body, services.clock.now())
        if press.channel:
            await services.gateway.whisper(
                press.person,
                press.channel,
                notices.problem(Refused(words.button_gone())),
                press.thread_ts or None,
            )

    app.action(_ANY)(unknown)
    app.view_closed(_ANY)(_acknowledge)
    app.view_submission(_ANY)(_acknowledge)


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()
