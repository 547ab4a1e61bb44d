"""The two ways in which the playground says no: to the app, and to a person."""

from collections.abc import Sequence


class ApiError(Exception):
    """A Web API call is refused: `error` is Slack's code, `messages` its explanations, if any."""

    def __init__(self, error: str, messages: Sequence[str] = ()) -> None:
        super().__init__(error)
        self.error = error
        self.messages = tuple(messages)


class CannotActError(Exception):
    """A person cannot do that in Slack; the text is the sentence to show."""


class DeliveryError(Exception):
    """A delivery was not acknowledged; `reason` is one of Slack's retry reasons.

    `final` means that the receiver asked for no further attempts.
    """

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final
