"""The preview of a draft: everything that Confirm agrees to, before anything happens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.actions import ForwardMail, ReplyMail, SendMail
from app.domain.kinds import Risk
from app.domain.operation import BulkDraft, BulkItem
from app.domain.words import drafts as words
from app.domain.words import following
from app.domain.words.reader import Reader
from app.domain.words.verbs import Wording, wording
from blocks import ids, items, limits
from blocks.elements import (
    Element,
    actions,
    button,
    confirm,
    context,
    context_mrkdwn,
    facts,
    header,
    quoted,
    section,
    titled,
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


def wording_of(draft: BulkDraft) -> Wording:
    """The words for what a draft does."""
    step = draft.step
    if step is None:
        return wording(draft.type, draft.operation)
    return wording(draft.type, draft.operation, step.entity, step.manner)


def preview(
    draft: BulkDraft,
    sample: Sequence[BulkItem],
    risks: Mapping[Risk, int],
    reader: Reader,
) -> Message:
    """A draft with its buttons.

    `sample` are the first of the items that will run, `risks` is how many of them there are of
    each risk.
    """
    reader = reader.reading_at(draft.created_at)
    text = words.fallback(wording_of(draft), draft.metadata.total_count)
    expires, out = words.expires(reader, draft.expires_at), len(draft.excluded)
    return message(
        text,
        [
            *_content(draft, sample, risks, reader),
            _nothing(draft),
            context("excluded", words.excluded(reader, out)),
            context("small", _small_print(draft, reader, expires)),
            _buttons(draft, reader),
        ],
    )


def preview_closed(
    draft: BulkDraft,
    sample: Sequence[BulkItem],
    risks: Mapping[Risk, int],
    reader: Reader,
    closed: Closed,
) -> Message:
    """The same content without buttons, and who ended it when."""
    reader = reader.reading_at(draft.created_at)
    who = mention(closed.user_id) if closed.user_id else ""
    ended = words.closed(closed.how, who, reader.time(closed.at))
    return message(
        f"{_title(draft)}: {closed.how.lower()}",
        [
            *_content(draft, sample, risks, reader),
            context("excluded", words.was_excluded(reader, len(draft.excluded))),
            context("small", words.template(line(_template(draft), limits.LABEL))),
            context_mrkdwn("closed", ended),
        ],
    )


def _nothing(draft: BulkDraft) -> Block | None:
    """Why there are no items to be shown."""
    if draft.metadata.total_count:
        return None
    return section("nothing_left", words.NOTHING_LEFT if draft.item_count else words.NOTHING_TODAY)


def changed(draft: BulkDraft) -> Message:
    """The answer to a sentence that changed the draft: what it is now."""
    text = prose(following.updated(_title(draft)), limits.QUESTION)
    return message(text, [section("changed", text)])


def _title(draft: BulkDraft) -> str:
    return words.title(wording_of(draft), draft.metadata.total_count)


def _content(
    draft: BulkDraft,
    sample: Sequence[BulkItem],
    risks: Mapping[Risk, int],
    reader: Reader,
) -> list[Block | None]:
    included = draft.metadata.total_count
    shown = sample[: min(limits.SAMPLES, included)]
    left_out = items.by_reason(reader, draft.left_out)
    return [
        header("title", _title(draft)),
        _reading(_lines(draft.reading)),
        facts("facts", _facts(draft, sample, risks, reader)),
        titled(
            "items",
            words.samples_title(reader, len(shown), included),
            [items.sample(item) for item in shown],
        ),
        titled("left_out", words.left_out_title(reader, len(draft.left_out)), left_out),
        quoted("warnings", words.WARNINGS, _lines(draft.warnings)),
    ]


def _reading(lines: Sequence[str]) -> Block | None:
    """What was understood: one thing is a sentence, more are a list."""
    if len(lines) == 1:
        return section("reading", words.full_stop(lines[0]))
    return titled("reading", words.UNDERSTOOD, lines)


def _facts(
    draft: BulkDraft,
    sample: Sequence[BulkItem],
    risks: Mapping[Risk, int],
    reader: Reader,
) -> list[tuple[str, str]]:
    """Of no items there is no risk to be told, though the next run may have some."""
    figures, some = draft.metadata, draft.item_count > 0
    reason, groups = line(figures.risk_reason, limits.REASON), words.risk_groups(reader, risks)
    account = words.account(draft.account.name, draft.account.provider)
    return [
        (words.SUBJECT, _subject(draft, sample)),
        (words.EVENT, _event(draft, reader)),
        (words.RUNS_AT, words.when(reader, draft.send_at) if draft.send_at else ""),
        (words.account_label(draft.type), account),
        (words.RISK, words.risk(figures.risk_level, reason, groups) if some else ""),
        (words.NOTIFIED, _notified(draft) if some else ""),
    ]


def _notified(draft: BulkDraft) -> str:
    return words.notified(draft.type, draft.operation, draft.metadata.notifies)


def _small_print(draft: BulkDraft, reader: Reader, expires: str) -> str:
    figures = draft.metadata
    takes = words.duration(reader, figures.estimated_duration, figures.estimated_at)
    template = words.template(line(_template(draft), limits.LABEL))
    return words.small_print(template, takes if draft.item_count else "", expires)


def _subject(draft: BulkDraft, sample: Sequence[BulkItem]) -> str:
    """The subject of every message; of the template where it differs from one to the next."""
    mails = (
        one.parameters
        for one in sample
        if isinstance(one.parameters, SendMail | ReplyMail | ForwardMail)
    )
    subjects = {mail.subject for mail in mails}
    template = draft.step.template if draft.step else None
    if template and len(subjects) != 1:
        return template.subject
    return min(subjects, default="")


def _template(draft: BulkDraft) -> str:
    template = draft.step.template if draft.step else None
    if template is None:
        return ""
    return words.template_name(template.name) if template.name else words.OWN_TEXT


def _event(draft: BulkDraft, reader: Reader) -> str:
    event = draft.step.event if draft.step else None
    if event is None:
        return ""
    title = line(event.title, limits.LABEL)
    return words.event(reader, title, datetime.fromisoformat(event.start), event.minutes)


def _lines(texts: Sequence[str]) -> list[str]:
    shown = (line(text, limits.LINE) for text in texts[: limits.LINES])
    return [text for text in shown if text]


def _buttons(draft: BulkDraft, reader: Reader) -> Block | None:
    value = ids.DraftRef(draft.id, draft.digest).value
    if not draft.item_count:  # a schedule with nothing to do today: its runs show what they do
        confirmed = button(ids.DRAFT_CONFIRM, confirm_label(draft), value, "primary")
        return actions("draft_actions", confirmed, button(ids.DRAFT_CANCEL, words.CANCEL, value))
    return actions(
        "draft_actions",
        _confirm_button(draft, value) if draft.metadata.total_count else None,
        unasked(draft, reader),
        button(ids.DRAFT_EDIT, words.EDIT, value),
        button(ids.DRAFT_ITEMS, words.see_all(reader, draft.item_count), value),
        button(ids.DRAFT_CANCEL, words.CANCEL, value),
    )


def _confirm_button(draft: BulkDraft, value: str) -> Element:
    label = confirm_label(draft)
    if draft.metadata.risk_level is not Risk.HIGH:
        return button(ids.DRAFT_CONFIRM, label, value, "primary")
    reason = line(draft.metadata.risk_reason, limits.REASON)
    dialog = confirm(
        f"{_title(draft)}?",
        words.confirm_text(reason, _notified(draft)),
        label,
        words.BACK,
        "danger",
    )
    return button(ids.DRAFT_CONFIRM, label, value, "danger", dialog)
