"""What one row of the table says, and the three surfaces that most rows are about."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
OK = "ok"
# The runner replaces these in the arguments of a row.
TRIGGER = "$trigger"  # a trigger_id minted a moment ago
USED_TRIGGER = "$used_trigger"  # one that opened a modal already
OLD_TRIGGER = "$old_trigger"  # one whose three seconds are over
OWN_TS = "$own_ts"  # a message of the bot in #general
OTHERS_TS = "$others_ts"  # a message of a person in #general
OPEN_VIEW = "$open_view"  # the view_id of an open modal
TAKEN_ID = "$taken_id"  # the external_id of somebody else's open modal


@dataclass(frozen=True)
class Row:
    """A call, the verdict that Slack gives, and where that is written.

    - `verdict`: "ok" or the error code; two codes joined by "|" where the sources leave it open.
    - `says`: parts that response_metadata.messages must have.
    - `token`: "bot", "" for none, or the text to send.
    """

    name: str
    method: str
    arguments: Json
    verdict: str
    source: str
    says: tuple[str, ...] = ()
    token: str = "bot"


@dataclass(frozen=True)
class Surface:
    """Where blocks are shown: the method that shows them, and its code for what it refuses."""

    name: str
    method: str
    refusal: str
    arguments: Json
    view: Json = field(default_factory=dict)

    def takes(self, name: str, *blocks: Json, source: str) -> Row:
        """A row of blocks that Slack shows there."""
        return self._row(name, blocks, OK, source)

    def refuses(
        self, name: str, *blocks: Json, source: str, says: str = "", error: str = ""
    ) -> Row:
        """A row of blocks that Slack refuses there; `says` is part of its explanation."""
        return self._row(name, blocks, error or self.refusal, source, (says,) if says else ())

    def up_to(
        self,
        name: str,
        most: int,
        build: Callable[[int], Json],
        *,
        source: str,
        says: str = "",
        over: int = 0,
    ) -> tuple[Row, Row]:
        """The block built for `most` is taken, for one more (or for `over`) refused."""
        over = over or most + 1
        return (
            self.takes(f"{name}: {most}", build(most), source=source),
            self.refuses(f"{name}: {over}", build(over), source=source, says=says),
        )

    def at_least(
        self, name: str, least: int, build: Callable[[int], Json], *, source: str, says: str = ""
    ) -> tuple[Row, Row]:
        """The block built for `least` is taken, for one less refused."""
        return (
            self.takes(f"{name}: {least}", build(least), source=source),
            self.refuses(f"{name}: {least - 1}", build(least - 1), source=source, says=says),
        )

    def one_of(
        self,
        name: str,
        good: tuple[Any, ...],
        bad: Any,
        build: Callable[[Any], Json],
        *,
        source: str,
    ) -> tuple[Row, ...]:
        """The block built for each `good` value is taken, for the `bad` one refused."""
        taken = (self.takes(f"{name}: {value}", build(value), source=source) for value in good)
        return (*taken, self.refuses(f"{name}: {bad}", build(bad), source=source))

    def _row(
        self,
        name: str,
        blocks: tuple[Json, ...],
        verdict: str,
        source: str,
        says: tuple[str, ...] = (),
    ) -> Row:
        content: Json = {"blocks": list(blocks)}
        if self.view:
            content = {"view": {**self.view, **content}}
        arguments = {**self.arguments, **content}
        return Row(f"{self.name}, {name}", self.method, arguments, verdict, source, says)


MODAL_VIEW: Json = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "A form"},
    "submit": {"type": "plain_text", "text": "Send"},
}
HOME_VIEW: Json = {"type": "home"}
CHANNEL, PERSON = "C0GENERAL", "U0ADA"

MESSAGE = Surface("message", "chat.postMessage", "invalid_blocks", {"channel": CHANNEL})
MODAL = Surface("modal", "views.open", "invalid_arguments", {"trigger_id": TRIGGER}, MODAL_VIEW)
HOME = Surface("home", "views.publish", "invalid_arguments", {"user_id": PERSON}, HOME_VIEW)
