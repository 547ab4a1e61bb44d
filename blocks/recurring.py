"""What the preview of a schedule has that others do not."""

from app.domain.kinds import BulkVerb
from app.domain.operation import BulkDraft
from app.domain.words import drafts as draft_words
from app.domain.words import schedule as words
from app.domain.words.reader import Reader
from blocks import ids
from blocks.elements import Element, option, select

SIZES = (10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 50_000, 100_000)
"""Up to how many items a schedule can be allowed to run without asking."""

OFFERED = 3


def confirm_label(draft: BulkDraft) -> str:
    """What the button says that confirms a draft."""
    recurring = draft.timing is not None and draft.timing.every is not None
    return words.CONFIRM_SCHEDULE if recurring else draft_words.CONFIRM


def unasked(draft: BulkDraft, _reader: Reader) -> Element | None:
    """The menu by which its owner lets a schedule run without asking; deletes always ask."""
    recurring = draft.timing is not None and draft.timing.every is not None
    if not recurring or draft.operation is BulkVerb.DELETE:
        return None
    sizes = [size for size in SIZES if size >= draft.metadata.total_count][:OFFERED]
    chosen = draft.without_asking
    if chosen and chosen not in sizes:
        sizes = [chosen, *sizes]
    options = [_option(draft, 0), *(_option(draft, size) for size in sizes)]
    initial = options[sizes.index(chosen) + 1] if chosen else options[0]
    menu = select(ids.SCHEDULE_UNASKED, words.ASK_EACH_TIME, options)
    return menu | {"initial_option": initial}


def _option(draft: BulkDraft, most: int) -> Element:
    label = words.unasked(most) if most else words.ASK_EACH_TIME
    return option(label, ids.UnaskedRef(draft.id, most).value)
