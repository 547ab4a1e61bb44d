"""The Edit modal: what was typed is checked before the modal closes, as far as 3 seconds allow."""

import asyncio

from slack_bolt.async_app import AsyncApp

from app.domain.errors import BadTemplate, BadValue, BulkheadError, Refused
from app.domain.operation import BulkDraft, included
from app.domain.plan import Step
from app.domain.words import access as words
from app.engine.builders.mail import MAIL_FIELDS
from app.engine.tasks import TaskKeeper
from app.slack.deliveries import Press, Submission
from app.slack.listeners import Errors, on_press, on_submit
from app.slack.services import Services
from blocks import ids
from blocks.edit_parse import field_errors, parse_edit
from blocks.edit_view import edit_view

WITHIN = 2.0
"""Seconds an edit may take before its modal is closed anyway: Slack waits for 3."""


def register(app: AsyncApp, services: Services) -> None:
    """Listen for the Edit modal."""
    surface = EditForm(services)
    on_press(app, services.inbox, ids.DRAFT_EDIT, surface.open, again=False)
    on_submit(app, services.inbox, ids.EDIT, surface.show, surface.save)


class EditForm:
    """Edits a draft: new texts, a new time, new values."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._edits = TaskKeeper()

    async def open(self, press: Press) -> None:
        """Open the form, filled with what the draft says."""
        ref = ids.DraftRef.parse(press.value)
        drafts = self._services.drafts
        draft = await drafts.load(ref.draft_id, press.person)
        few = included(await drafts.items(draft, 0, 1 + len(draft.excluded)), draft.excluded)
        fields = MAIL_FIELDS if draft.step and draft.step.template else ()
        view = edit_view(draft, few[0] if few else None, fields)
        await self._services.gateway.open_view(press.trigger_id, view)

    async def save(self, submission: Submission) -> Errors:
        """Make the edit; what is wrong is shown at its field while the form is still open."""
        ref = ids.DraftRef.parse(submission.metadata)
        try:
            draft = await self._services.drafts.load(ref.draft_id, submission.person)
            if draft.step is None:
                return {}
            step = parse_edit(draft.step, dict(submission.state))
        except (BadValue, BadTemplate) as error:
            return field_errors(error)
        return await self._save(draft, step, submission)

    async def _save(self, draft: BulkDraft, step: Step, submission: Submission) -> Errors:
        drafts = self._services.drafts
        editing = self._edits.start(
            f"edit {draft.id}", drafts.edit(draft.id, step, submission.person)
        )
        done, _ = await asyncio.wait({editing}, timeout=WITHIN)
        error = editing.exception() if done else None
        if isinstance(error, BadValue | BadTemplate):
            return field_errors(error)
        if isinstance(error, Refused):
            return _at_first_input(submission, error)
        return {}

    async def show(self, submission: Submission) -> None:
        """Show the draft as it stands after the edit."""
        await self._edits.drain(60)
        ref = ids.DraftRef.parse(submission.metadata)
        draft = await self._services.drafts.load(ref.draft_id, submission.person)
        await self._services.previews.refresh(draft)


def _at_first_input(submission: Submission, error: BulkheadError) -> Errors:
    """What no single field is to blame for is shown at the first one."""
    first = next(iter(submission.state), "")
    return {first: words.not_changed(error.text)} if first else {}
