"""trigger_ids: the short-lived permission to open a modal for the person who just acted."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from playground.errors import ApiError


@dataclass
class Trigger:
    """Who acted, when and in which channel; `in_modal` when the act was inside an open modal.

    `window` is the browser window they acted in, None where that is not known.
    """

    user: str
    minted_at: float
    in_modal: bool
    channel: str | None
    window: str | None = None
    used: bool = False


class Triggers:
    """Mints and redeems trigger_ids. Each works once, within `lifetime` seconds."""

    def __init__(
        self,
        now: Callable[[], float],
        lifetime: float,
        *,
        minted: dict[str, Trigger] | None = None,
        window: str | None = None,
    ) -> None:
        self._now = now
        self._lifetime = lifetime
        self._triggers = {} if minted is None else minted
        self._window = window

    def of_window(self, window: str | None) -> "Triggers":
        """The same triggers, for whoever acts in that browser window."""
        return Triggers(self._now, self._lifetime, minted=self._triggers, window=window)

    def mint(self, user: str, *, in_modal: bool = False, channel: str | None = None) -> str:
        """A new trigger_id for that person, who has that channel on the screen."""
        self._forget_old()
        trigger_id = (
            f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        )
        self._triggers[trigger_id] = Trigger(user, self._now(), in_modal, channel, self._window)
        return trigger_id

    def redeem(self, trigger_id: str) -> Trigger:
        """Use a trigger_id up.

        Raises ApiError: invalid_trigger_id, exchanged_trigger_id or expired_trigger_id.
        """
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if trigger.used:
            raise ApiError("exchanged_trigger_id")
        if self._now() - trigger.minted_at > self._lifetime:
            raise ApiError("expired_trigger_id")
        trigger.used = True
        return trigger

    def _forget_old(self) -> None:
        # Kept well beyond their life, so that a late call is told "expired" rather than "invalid".
        horizon = self._now() - 3600
        while self._triggers:
            oldest = next(iter(self._triggers))
            if self._triggers[oldest].minted_at >= horizon:
                return
            del self._triggers[oldest]
