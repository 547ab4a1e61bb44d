"""The two long lists: See all (a draft's items) and View Details (a run's), page by page."""

from collections.abc import Sequence

from slack_bolt.async_app import AsyncAck, AsyncApp

from app.domain.errors import Refused
from app.domain.identity import Person
from app.domain.journal import Choose, Pick
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.operation import BulkDraft
from app.domain.progress import Counts
from app.domain.words import forms as words
from app.domain.words import notices
from app.domain.words.reader import Reader
from app.engine.progress import Look
from app.slack.deliveries import Press
from app.slack.listeners import on_press
from app.slack.services import Services
from app.slack.standing import view_of
from blocks import ids
from blocks.details_view import details_view, parse_status, parts_of, shown_of
from blocks.edit_view import loading_view
from blocks.items_view import ItemSearch, ItemsPage, items_view, searched
from blocks.paging import span_of

AT_A_TIME = 500
"""Items that a search reads at a time: two chunks of the draft store."""


def register(app: AsyncApp, services: Services) -> None:
    """Listen for the list modals."""
    items, details = DraftItems(services), RunDetails(services)
    on_press(app, services, ids.DRAFT_ITEMS, items.open, again=False)
    on_press(app, services, ids.THEN_ITEMS, items.open, again=False)
    on_press(app, services, ids.ITEM_TOGGLE, items.toggle)
    on_press(app, services, ids.ITEMS_SEARCH, items.search, again=False)
    on_press(app, services, ids.OPERATION_DETAILS, details.open, again=False)
    on_press(app, services, ids.DETAILS_STATUS, details.filter, again=False)
    turns = {ids.ITEMS: items.turn, ids.DETAILS: details.turn}

    async def turn(press: Press) -> None:
        if press.callback_id not in turns:
            raise Refused(notices.button_gone())
        await turns[press.callback_id](press)

    on_press(app, services, ids.PAGE_PREVIOUS, turn, again=False)
    on_press(app, services, ids.PAGE_NEXT, turn, again=False)
    app.view(ids.ITEMS)(_close)


async def _close(ack: AsyncAck) -> None:
    """[Done] only closes the list: every change in it was made at once."""
    await ack()


class DraftItems:
    """Every item of a draft, to look at, take out or put back."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def open(self, press: Press) -> None:
        """Open at the first page; a long list takes longer than a trigger lives."""
        ref = ids.DraftRef.parse(press.value)
        draft = await self._services.drafts.load(ref.draft_id, press.person)
        view_id = await self._services.gateway.open_view(
            press.trigger_id, loading_view(words.ITEMS_TITLE)
        )
        state = ids.ItemsState(draft.id, draft.digest)
        await self._show(view_id, state, press.person)

    async def turn(self, press: Press) -> None:
        """Go to another page."""
        state = ids.ItemsState.parse(press.metadata)
        page = ids.number(press.value)
        await self._show(
            press.view_id,
            ids.ItemsState(state.draft_id, state.digest, page, state.search),
            press.person,
        )

    async def search(self, press: Press) -> None:
        """Show only what the words are found in."""
        state = ids.ItemsState.parse(press.metadata)
        found = ids.ItemsState(state.draft_id, state.digest, 0, press.value)
        await self._show(press.view_id, found, press.person)

    async def toggle(self, press: Press) -> None:
        """Take an item out, or put it back; list and preview show it at once."""
        ref = ids.ToggleRef.parse(press.value)
        items = frozenset({ref.item_id})
        draft = await self._services.drafts.exclude(ref.draft_id, items, press.person, out=ref.out)
        await self._services.previews.refresh(draft)
        if press.view_id:
            await self._show(press.view_id, ids.ItemsState.parse(press.metadata), press.person)

    async def _show(self, view_id: str, state: ids.ItemsState, by: Person) -> None:
        draft = await self._services.drafts.load(state.draft_id, by)
        search = searched(state.search)
        page = await (
            self._find(draft, search, state.page) if search else self._page(draft, state.page)
        )
        view = items_view(draft, page, Reader.of(draft.requester), search)
        await self._services.gateway.update_view(view_id, view)

    async def _page(self, draft: BulkDraft, number: int) -> ItemsPage:
        at = span_of(draft.item_count, number)
        items = await self._services.drafts.items(draft, at.start, at.start + at.size)
        return ItemsPage(items, at, draft.item_count)

    async def _find(self, draft: BulkDraft, search: str, number: int) -> ItemsPage:
        """Through all items, some at a time: in memory there is never more than those."""
        found = ItemSearch(search, number)
        for start in range(0, draft.item_count, AT_A_TIME):
            found.look_at(await self._services.drafts.items(draft, start, start + AT_A_TIME))
        return found.page


class RunDetails:
    """Every item of a run, and what became of it."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def open(self, press: Press) -> None:
        """Open with all items."""
        ref = ids.OperationRef.parse(press.value)
        await self._look(ref.operation_id, press.person)
        view_id = await self._services.gateway.open_view(
            press.trigger_id, loading_view(words.DETAILS_TITLE)
        )
        await self._show(view_id, ids.DetailsState(ref.operation_id), press.person)

    async def filter(self, press: Press) -> None:
        """Show one status only."""
        state = ids.DetailsState.parse(press.metadata)
        status = parse_status(press.value)
        shown = ids.DetailsState(state.operation_id, 0, status or "")
        await self._show(press.view_id, shown, press.person)

    async def turn(self, press: Press) -> None:
        """Go to another page."""
        state = ids.DetailsState.parse(press.metadata)
        page = ids.DetailsState(state.operation_id, ids.number(press.value), state.status)
        await self._show(press.view_id, page, press.person)

    async def refresh(self, press: Press) -> None:
        """Show the same page again, after an item in it was decided."""
        await self._show(press.view_id, ids.DetailsState.parse(press.metadata), press.person)

    async def _look(self, operation_id: str, by: Person, choose: Choose | None = None) -> Look:
        look = await self._services.tracker.look(by.tenant, operation_id, choose)
        self._services.drafts.require_allowed(look.operation, by)
        return look

    async def _show(self, view_id: str, state: ids.DetailsState, by: Person) -> None:
        status = parse_status(state.status)
        look = await self._look(state.operation_id, by, _page(state.page, status))
        view = details_view(view_of(look), state.page, status)
        await self._services.gateway.update_view(view_id, view)


def _page(page: int, status: ItemStatus | None) -> Choose:
    """The items of one page: opening the texts of thousands would hold up the journal."""

    def choose(_status: OperationStatus, counts: Counts) -> Sequence[Pick]:
        at = span_of(shown_of(counts, status), page)
        return [
            Pick(status=each, limit=len(places), start=places.start)
            for each, places in parts_of(counts, at, status)
        ]

    return choose
