"""The preview of a draft: everything that Confirm agrees to, before anything happens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.kinds import Risk
from app.domain.operation import BulkDraft, BulkItem
from app.domain.words import drafts as words
from app.domain.words import following, sequences
from app.domain.words.reader import Reader
from blocks import ids, limits
from blocks.draft_content import content, notified_of, template_of, title_of
from blocks.elements import (
    Element,
    actions,
    button,
    confirm,
    context,
    context_mrkdwn,
    divider,
    section,
)
from blocks.message import Block, Message, message
from blocks.recurring import confirm_label, unasked
from blocks.text import line, mention, prose


class ClosedHow(StrEnum):
    """What ended a preview."""

    CONFIRMED = words.CONFIRMED
    SCHEDULED = words.SCHEDULED
    CANCELLED = words.CANCELLED
    EXPIRED = words.EXPIRED
    REPLACED = words.REPLACED


@dataclass(frozen=True)
class Closed:
    """Who ended a preview, how and when; `user_id` is None when nobody pressed anything."""

    how: ClosedHow
    at: datetime
    user_id: str | None = None


@dataclass(frozen=True)
class Shown:
    """A draft, and the first of the items of it that will run."""

    draft: BulkDraft
    sample: Sequence[BulkItem]


def preview(first: Shown, then: Sequence[Shown], reader: Reader) -> Message:
    """A draft with its buttons, and `then` what follows it: one Confirm covers all of them."""
    draft = first.draft
    reader = reader.reading_at(draft.created_at)
    expires, out = words.expires(reader, draft.expires_at), len(draft.excluded)
    return message(
        words.asks(_titles(first, then)),
        [
            *content(draft, first.sample, reader),
            _nothing(draft),
            context("excluded", words.excluded(reader, out)),
            *_followers(then, reader),
            context("small", _small_print(draft, reader, expires)),
            _buttons(first, then, reader),
        ],
    )


def preview_closed(first: Shown, then: Sequence[Shown], reader: Reader, closed: Closed) -> Message:
    """The same content without buttons, and who ended it when."""
    draft = first.draft
    reader = reader.reading_at(draft.created_at)
    who = mention(closed.user_id) if closed.user_id else ""
    ended = words.closed(closed.how, who, reader.time(closed.at))
    return message(
        f"{_titles(first, then)}: {closed.how.lower()}",
        [
            *content(draft, first.sample, reader),
            context("excluded", words.was_excluded(reader, len(draft.excluded))),
            *_followed(then, reader),
            context("small", words.template(line(template_of(draft), limits.LABEL))),
            context_mrkdwn("closed", ended),
        ],
    )


def _titles(first: Shown, then: Sequence[Shown]) -> str:
    return sequences.titles(title_of(first.draft), *(title_of(one.draft) for one in then))


def _followers(then: Sequence[Shown], reader: Reader) -> list[Block | None]:
    """What follows, each with its own list and form; it is confirmed with the first."""
    blocks: list[Block | None] = []
    for number, one in enumerate(then, 2):
        blocks += _follower(one, number, reader)
        draft = one.draft
        value = ids.DraftRef(draft.id, draft.digest).value
        see = sequences.see_step(reader, number, draft.item_count)
        blocks += [
            context(f"excluded:{number}", words.excluded(reader, len(draft.excluded))),
            actions(
                f"then_actions:{number}",
                button(ids.numbered(ids.THEN_EDIT, number), sequences.edit_step(number), value),
                button(ids.numbered(ids.THEN_ITEMS, number), see, value),
            ),
        ]
    return [*blocks, divider("after_all")] if then else []


def _followed(then: Sequence[Shown], reader: Reader) -> list[Block | None]:
    blocks: list[Block | None] = []
    for number, one in enumerate(then, 2):
        out = words.was_excluded(reader, len(one.draft.excluded))
        blocks += [*_follower(one, number, reader), context(f"excluded:{number}", out)]
    return blocks


def _follower(one: Shown, number: int, reader: Reader) -> list[Block | None]:
    heading = sequences.then(title_of(one.draft))
    key = f":{number}"
    return [divider(f"then{key}"), *content(one.draft, one.sample, reader, key, heading)]


def _nothing(draft: BulkDraft) -> Block | None:
    """Why there are no items to be shown."""
    if draft.metadata.total_count:
        return None
    return section("nothing_left", words.NOTHING_LEFT if draft.item_count else words.NOTHING_TODAY)


def changed(draft: BulkDraft) -> Message:
    """The answer to a sentence that changed the draft: what it is now."""
    text = prose(following.updated(title_of(draft)), limits.QUESTION)
    return message(text, [section("changed", text)])


def _small_print(draft: BulkDraft, reader: Reader, expires: str) -> str:
    figures = draft.metadata
    takes = words.duration(reader, figures.estimated_duration, figures.estimated_at)
    template = words.template(line(template_of(draft), limits.LABEL))
    return words.small_print(template, takes if draft.item_count else "", expires)


def _buttons(first: Shown, then: Sequence[Shown], reader: Reader) -> Block | None:
    draft = first.draft
    value = ids.DraftRef(draft.id, draft.shown).value
    if not draft.item_count:  # a schedule with nothing to do today: its runs show what they do
        confirmed = button(ids.DRAFT_CONFIRM, confirm_label(draft), value, "primary")
        return actions("draft_actions", confirmed, button(ids.DRAFT_CANCEL, words.CANCEL, value))
    return actions(
        "draft_actions",
        _confirm_button(first, then, value) if draft.metadata.total_count else None,
        unasked(draft, reader),
        button(ids.DRAFT_EDIT, words.EDIT, value),
        button(ids.DRAFT_ITEMS, words.see_all(reader, draft.item_count), value),
        button(ids.DRAFT_CANCEL, words.CANCEL, value),
    )


def _confirm_button(first: Shown, then: Sequence[Shown], value: str) -> Element:
    """With a dialog where any of them could do much harm, which says what that one does."""
    label = confirm_label(first.draft)
    risky = [one.draft for one in (first, *then) if _is_risky(one.draft)]
    if not risky:
        return button(ids.DRAFT_CONFIRM, label, value, "primary")
    reason = line(risky[0].metadata.risk_reason, limits.REASON)
    dialog = confirm(
        f"{title_of(risky[0])}?",
        words.confirm_text(reason, notified_of(risky[0])),
        label,
        words.BACK,
        "danger",
    )
    return button(ids.DRAFT_CONFIRM, label, value, "danger", dialog)


def _is_risky(draft: BulkDraft) -> bool:
    return draft.metadata.risk_level is Risk.HIGH and draft.metadata.total_count > 0
