"""A person's steps from a script: say, type and click, each waiting for what it needs.

Waits follow the feed; time only bounds them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from playground.choices import ChoiceError
from playground.client import PlaygroundClient, PlaygroundError
from playground.controls import Control, by_label
from playground.render import Look, render_message
from playground.targets import Target, message_targets, pick, take, view_targets
from playground.viewer import Emit, Shown, Viewer

Kind: TypeAlias = Literal["say", "type", "click", "wait"]
KINDS: tuple[Kind, ...] = ("say", "type", "click", "wait")
# Longer than the 2 s between two edits of a progress message, so that a run is seen to its end.
SETTLE = 3.0
# After what a click brought: an app that closes its modal redraws the message a moment later.
CALM = 0.5
# Seconds between two looks whether what was set going has ended.
LOOK_AGAIN = 0.5


class StepError(Exception):
    """A step could not be taken; the message names the step and what was there instead."""


@dataclass(frozen=True)
class Step:
    """One step: `say` TEXT, `type` LABEL=VALUE, `click` LABEL or `wait` TEXT.

    `click Remove #2` is the second "Remove" of the message; `wait` waits until a message that
    the person sees contains the text.
    """

    kind: Kind
    text: str


async def run_steps(
    client: PlaygroundClient,
    user: str,
    steps: Sequence[Step],
    emit: Emit,
    timeout: float = 30.0,  # noqa: ASYNC109 - of each wait, which ends in a StepError
    settle: float = SETTLE,
    until: Callable[[], Awaitable[bool]] | None = None,
) -> None:
    """Take the steps in order as `user`, then wait until nothing new was shown for `settle` s.

    `until` says whether what the steps set going has ended; without it, quiet is the end.

    `emit` gets every event that the person sees, and the stepper's own: "step" (kind, text),
    "confirm" (title, text, answer) and "field_errors" (errors by label). Raises StepError.
    """
    async with Viewer(client, user, emit) as viewer:
        stepper = _Stepper(viewer, emit, timeout, settle)
        for number, step in enumerate(steps, 1):
            emit({"event": "step", "user": user, "kind": step.kind, "text": step.text})
            try:
                await stepper.take(step)
            except (StepError, ChoiceError, PlaygroundError) as problem:
                raise StepError(f"Step {number}, {step.kind} {step.text}: {problem}") from problem
        while until and not await until():
            await viewer.wait_for_change(viewer.seq, LOOK_AGAIN)
        await viewer.wait_for_quiet(CALM if until else settle, timeout)


class _Stepper:
    def __init__(self, viewer: Viewer, emit: Emit, patience: float, settle: float) -> None:
        self._viewer = viewer
        self._emit = emit
        self._patience = patience
        self._settle = settle
        self._since = 0  # what changed at or after this place of the feed followed the last words

    async def take(self, step: Step) -> None:
        match step.kind:
            case "say":
                await self._say(step.text)
            case "type":
                await self._type(step.text)
            case "click":
                await self._click(step.text)
            case "wait":
                await self._wait(step.text)

    async def _say(self, text: str) -> None:
        self._since = await self._viewer.client.seq() + 1
        await self._viewer.say(text)
        await self._viewer.wait_for(lambda: self._answered() or None, self._patience)

    async def _type(self, text: str) -> None:
        label, equals, value = text.partition("=")
        if not equals:
            raise StepError("Write it as LABEL=VALUE.")
        wanted = label.strip()
        found = await self._viewer.wait_for(lambda: self._input(wanted), self._patience)
        if found is None:
            raise StepError(self._missing(f"No input {wanted!r} is open."))
        view, control = found
        filled = await self._viewer.filled(control, {"view_id": view["id"]}, value)
        self._tell_confirm(control)
        await self._viewer.fill(view, control, filled)

    def _input(self, label: str) -> tuple[Mapping[str, Any], Control] | None:
        for view in self._viewer.modals[-1:]:
            for control in self._viewer.controls(view):
                if control.label == label and not control.is_button:
                    return view, control
        return None

    async def _click(self, label: str) -> None:
        target = await self._target(label)
        seen = self._viewer.seq
        try:
            await self._take_target(target)
        except PlaygroundError:
            if target.message is None or not await self._has_changed(target.message):
                raise
            await self._take_target(await self._target(label))
        if await self._viewer.wait_for_change(seen, self._settle):
            await self._viewer.wait_for_quiet(min(CALM, self._settle), self._patience)

    async def _has_changed(self, clicked: Shown) -> bool:
        """Say whether the message is no longer what was looked at before the click."""
        viewer = self._viewer
        return bool(
            await viewer.wait_for(
                lambda: viewer.find(clicked.channel, clicked.ts) != clicked or None, self._settle
            )
        )

    async def _target(self, label: str) -> Target:
        """Find the label in the open modal, else in the newest message that has it.

        A message from before the last thing said counts only once the app has answered and all is
        quiet: else "say A, click Confirm, say B, click Confirm" could confirm A again.
        """
        deadline = asyncio.get_running_loop().time() + self._patience
        while (left := deadline - asyncio.get_running_loop().time()) > 0:
            seen = self._viewer.seq
            found = pick(self._places(self._since), label)
            if found is None and not await self._viewer.wait_for_change(
                seen, min(self._settle, left)
            ):
                found = pick(self._places(0), label) if self._answered() else None
            if found is not None:
                return found
        raise StepError(self._missing(f"Nothing is labelled {label!r}."))

    def _answered(self) -> bool:
        return self._viewer.answered_at >= self._since

    def _places(self, since: int) -> Iterator[list[Target]]:
        """Yield the targets of the open modal, else of each message changed from `since` on."""
        if self._viewer.modals:
            view = self._viewer.modals[-1]
            yield view_targets(view, self._viewer.controls(view))
            return
        for shown in self._viewer.newest_first:
            if shown.seq >= since:
                yield message_targets(shown, self._viewer.controls(shown))

    async def _take_target(self, target: Target) -> None:
        if target.control is not None:
            self._tell_confirm(target.control)
        errors = await take(self._viewer, target)
        if errors and target.view is not None:
            named = by_label(errors, self._viewer.controls(target.view))
            user = self._viewer.user
            self._emit({"event": "field_errors", "user": user, "errors": named})

    def _tell_confirm(self, control: Control) -> None:
        asked = control.confirm
        if asked is not None and control.dispatches:
            dialog = {"title": asked.title, "text": asked.text, "answer": asked.yes}
            self._emit({"event": "confirm", "user": self._viewer.user, **dialog})

    async def _wait(self, text: str) -> None:
        found = await self._viewer.wait_for(lambda: self._message_with(text), self._patience)
        if found is None:
            raise StepError(self._missing("No such text was shown."))

    def _message_with(self, text: str) -> Shown | None:
        look = Look(width=10_000, names=self._viewer.book.names)
        for shown in self._viewer.newest_first:
            if shown.seq >= self._since and text in "\n".join(render_message(shown.message, look)):
                return shown
        return None

    def _missing(self, problem: str) -> str:
        places = ([one.label for one in targets] for targets in self._places(0))
        labels = next((some for some in places if some), [])
        there = ", ".join(dict.fromkeys(labels)) if labels else "no labels at all"
        failure = self._viewer.last_failure
        return f"{problem} There is: {there}." + (f" Slack said: {failure}" if failure else "")
