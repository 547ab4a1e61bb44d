"""The Edit modal: what was typed is checked before the modal closes, as far as 3 seconds allow."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from slack_bolt.async_app import AsyncApp

from app.domain.errors import BadTemplate, BadValue, BulkheadError, Refused
from app.domain.identity import Person
from app.domain.operation import BulkDraft, included
from app.domain.plan import Step
from app.domain.words import access as words
from app.engine.builders.mail import mail_fields
from app.slack.deliveries import Press, Submission
from app.slack.listeners import Errors, on_press, on_submit
from app.slack.services import Services
from blocks import ids
from blocks.edit_parse import field_errors, parse_edit
from blocks.edit_view import edit_view

MOST_PEOPLE = 100
"""Addresses that the form lists; of more, people are taken out under See all."""

WITHIN = 2.0
"""Seconds an edit may take before its modal is closed anyway: Slack waits for 3."""


def register(app: AsyncApp, services: Services) -> None:
    """Listen for the Edit modal."""
    surface = EditForm(services)
    on_press(app, services, ids.DRAFT_EDIT, surface.open, again=False)
    on_press(app, services, ids.THEN_EDIT, surface.open, again=False)
    on_submit(app, services, ids.EDIT, surface.show, surface.save)


class EditForm:
    """Edits a draft: new texts, a new time, new values."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._edits: dict[str, asyncio.Task[BulkheadError | None]] = {}

    async def open(self, press: Press) -> None:
        """Open the form, filled with what the draft says."""
        ref = ids.DraftRef.parse(press.value)
        drafts = self._services.drafts
        draft = await drafts.load(ref.draft_id, press.person)
        few = await drafts.items(draft, 0, MOST_PEOPLE + len(draft.excluded))
        running = included(few, draft.excluded)
        fields = mail_fields(draft.step) if draft.step and draft.step.template else ()
        people = [one.label for one in running] if draft.item_count <= MOST_PEOPLE else []
        view = edit_view(draft, running[0] if running else None, fields, people)
        await self._services.gateway.open_view(press.trigger_id, view)

    async def save(self, submission: Submission) -> Errors:
        """Make the edit; what is wrong is shown at its field while the form is still open."""
        ref = ids.DraftRef.parse(submission.metadata)
        try:
            draft = await self._services.drafts.load(ref.draft_id, submission.person)
            if draft.step is None:
                return {}
            step = parse_edit(draft.step, dict(submission.state), self._services.clock.now())
        except (BadValue, BadTemplate) as error:
            return field_errors(error)
        except Refused as error:
            return _at_first_input(submission, error)
        return await self._within(submission, self._edit(draft, step, submission.person))

    async def _edit(self, draft: BulkDraft, step: Step, by: Person) -> BulkheadError | None:
        try:
            await self._services.drafts.edit(draft.id, step, by)
        except BulkheadError as error:
            return error
        return None

    async def _within(
        self, submission: Submission, edit: Coroutine[Any, Any, BulkheadError | None]
    ) -> Errors:
        """What was wrong, where that is known in time; the rest is for `show` to tell."""
        key = _key(submission)
        task = self._edits[key] = self._services.tasks.start(f"edit {key}", edit)
        done, _ = await asyncio.wait({task}, timeout=WITHIN)
        error = task.result() if done and not task.exception() else None
        if error is None:
            return {}
        del self._edits[key]
        if isinstance(error, BadValue | BadTemplate):
            return field_errors(error)
        return _at_first_input(submission, error)

    async def show(self, submission: Submission) -> None:
        """Show the draft as it stands after the edit, and what was wrong if that is known late."""
        task = self._edits.pop(_key(submission), None)
        error = await task if task else None
        ref = ids.DraftRef.parse(submission.metadata)
        draft = await self._services.drafts.load(ref.draft_id, submission.person)
        if error:
            raise Refused(words.not_changed(error.text))
        await self._services.previews.refresh(draft)


def _key(submission: Submission) -> str:
    return f"{submission.view_id}:{submission.hash}"


def _at_first_input(submission: Submission, error: BulkheadError) -> Errors:
    """What no single field is to blame for is shown at the first one."""
    first = next(iter(submission.state), "")
    return {first: words.not_changed(error.text)} if first else {}
