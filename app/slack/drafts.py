"""The buttons of a preview: Confirm All, Cancel; and drafts that nobody decided in time."""

from datetime import datetime

import structlog
from slack_bolt.async_app import AsyncApp

from app.domain.errors import AlreadyConfirmed, DraftGone, PreviewOutOfDate
from app.domain.identity import Person
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkDraft, BulkOperation
from app.slack import schedules
from app.slack.deliveries import Press
from app.slack.listeners import on_press
from app.slack.pace import Pace
from app.slack.services import Services
from app.slack.starts import Starts
from blocks import ids
from blocks.preview import ClosedHow

_log = structlog.get_logger(__name__)


def register(app: AsyncApp, services: Services) -> None:
    """Listen for a draft's buttons."""
    surface = DraftButtons(services)
    on_press(app, services, ids.DRAFT_CONFIRM, surface.confirm)
    on_press(app, services, ids.DRAFT_CANCEL, surface.cancel)


class DraftButtons:
    """Decides drafts."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._starts = Starts(services)

    async def confirm(self, press: Press) -> None:
        """Start the run that was shown, once; a changed draft is shown as it stands instead."""
        ref = ids.DraftRef.parse(press.value)
        drafts, previews = self._services.drafts, self._services.previews
        await self._require_place(ref.draft_id, press)
        try:
            draft = await drafts.load(ref.draft_id, press.person)
            run = await schedules.confirm(self._services, draft, ref.digest, press)
        except PreviewOutOfDate:
            await previews.refresh(await drafts.load(ref.draft_id, press.person))
            raise
        except AlreadyConfirmed as confirmed:
            await self._close_confirmed(ref.draft_id, confirmed.operation_id, press)
            raise
        except DraftGone:
            await self._close_if_expired(ref.draft_id, press.person)
            raise
        draft = await drafts.load(ref.draft_id, press.person)
        if run:
            await self._starts.superseded(draft)
            self._starts.follow(run)
            for after in await drafts.then_of(draft):
                self._starts.follow(after)
        await self._close(draft, _how(run), press, press.person)

    async def _require_place(self, draft_id: str, press: Press) -> None:
        """Where Slack has not answered yet that the preview was posted, it is where the button is.

        A run is shown beside its preview, so it must know.
        """
        draft = await self._services.drafts.load(draft_id, press.person)
        if draft.preview_at is None and press.place:
            await self._services.drafts.place(draft, press.place)

    async def cancel(self, press: Press) -> None:
        """Call the draft off."""
        ref = ids.DraftRef.parse(press.value)
        draft = await self._services.drafts.cancel_bulk_draft(ref.draft_id, press.person)
        await self._close(draft, ClosedHow.CANCELLED, press, press.person)

    async def _close_confirmed(self, draft_id: str, operation_id: str, press: Press) -> None:
        """The run is there, but a restart may have come before the preview said so."""
        run = await self._services.operations.get(press.person.tenant, operation_id)
        draft = await self._services.drafts.load(draft_id, press.person)
        if run:
            by, at = run.confirmed_by, run.confirmed_at
            if run.status is OperationStatus.SCHEDULED:
                self._starts.follow(run)
            for after in await self._services.drafts.then_of(draft):
                self._starts.follow(after)
            await self._close(draft, _how(run), press, by, at)

    async def _close(
        self,
        draft: BulkDraft,
        how: ClosedHow,
        press: Press,
        by: Person,
        at: datetime | None = None,
    ) -> None:
        """Close the preview, and the message of the press where that is another copy of it.

        There are two where Slack posted the first and its answer was lost.
        """
        await self._services.previews.close(draft, how, by, at)
        if press.place and press.place != draft.preview_at:
            copy = draft.model_copy(update={"preview_at": press.place, "notice_at": None})
            await self._services.previews.close(copy, how, by, at)

    async def _close_if_expired(self, draft_id: str, by: Person) -> None:
        draft = await self._services.drafts.load(draft_id, by)
        if draft.status is OperationStatus.EXPIRED:
            await self._services.previews.close(draft, ClosedHow.EXPIRED)
        await close_if_expired(self._services, draft)


def _how(run: BulkOperation | None) -> ClosedHow:
    """A schedule has no run yet."""
    later = run is None or run.appointment is not None
    return ClosedHow.SCHEDULED if later else ClosedHow.CONFIRMED


async def close_if_expired(services: Services, draft: BulkDraft) -> None:
    """Say on the preview that its time is over."""
    if draft.status is OperationStatus.DRAFT and draft.expires_at <= services.clock.now():
        expired = await services.drafts.expire(draft)
        if expired:
            await services.previews.close(expired, ClosedHow.EXPIRED)


async def watch_expiry(services: Services, pace: Pace) -> None:
    """Close the previews of drafts whose time is over, until cancelled."""
    while True:
        try:
            async for draft in services.drafts.overdue_drafts():
                await close_if_expired(services, draft)
        except Exception:  # noqa: BLE001 - logged with its trace; the next look tries again
            _log.exception("expiry_failed")
        await services.clock.sleep(pace.look_for_expired)
