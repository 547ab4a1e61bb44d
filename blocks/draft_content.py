"""What a preview says of a draft: what was understood, what it will do, whom it leaves out."""

from collections.abc import Sequence
from datetime import datetime

from app.domain.actions import ForwardMail, ReplyMail, SendMail
from app.domain.operation import BulkDraft, BulkItem
from app.domain.words import drafts as words
from app.domain.words.reader import Reader
from app.domain.words.verbs import Wording, wording
from blocks import items, limits
from blocks.elements import facts, header, quoted, section, titled
from blocks.message import Block
from blocks.text import line


def wording_of(draft: BulkDraft) -> Wording:
    """The words for what a draft does."""
    step = draft.step
    if step is None:
        return wording(draft.type, draft.operation)
    return wording(draft.type, draft.operation, step.entity, step.manner)


def title_of(draft: BulkDraft) -> str:
    return words.title(wording_of(draft), draft.metadata.total_count)


def content(
    draft: BulkDraft,
    sample: Sequence[BulkItem],
    reader: Reader,
    key: str = "",
    heading: str = "",
) -> list[Block | None]:
    """Its blocks, whose ids end in `key` where a message shows several drafts.

    `sample` are the first of the items that will run; `heading` stands in for the title.
    """
    included = draft.metadata.total_count
    shown = sample[: min(limits.SAMPLES, included)]
    left_out = items.by_reason(reader, draft.left_out)
    return [
        header(f"title{key}", heading or title_of(draft)),
        _reading(_lines(draft.reading), key),
        facts(f"facts{key}", _facts(draft, sample, reader)),
        titled(
            f"items{key}",
            words.samples_title(reader, len(shown), included),
            [items.sample(item) for item in shown],
        ),
        titled(f"left_out{key}", words.left_out_title(reader, len(draft.left_out)), left_out),
        quoted(f"warnings{key}", words.WARNINGS, _lines(draft.warnings)),
    ]


def _reading(lines: Sequence[str], key: str) -> Block | None:
    """What was understood: one thing is a sentence, more are a list."""
    if len(lines) == 1:
        return section(f"reading{key}", words.full_stop(lines[0]))
    return titled(f"reading{key}", words.UNDERSTOOD, lines)


def _facts(
    draft: BulkDraft,
    sample: Sequence[BulkItem],
    reader: Reader,
) -> list[tuple[str, str]]:
    """Of no items there is no risk to be told, though the next run may have some."""
    figures, some = draft.metadata, draft.item_count > 0
    reason, groups = (
        line(figures.risk_reason, limits.REASON),
        words.risk_groups(reader, figures.risks),
    )
    account = words.account(draft.account.name, draft.account.provider)
    return [
        (words.SUBJECT, _subject(draft, sample)),
        (words.EVENT, _event(draft, reader)),
        (words.RUNS_AT, words.when(reader, draft.send_at) if draft.send_at else ""),
        (words.account_label(draft.type), account),
        (words.RISK, words.risk(figures.risk_level, reason, groups) if some else ""),
        (words.NOTIFIED, notified_of(draft) if some else ""),
    ]


def notified_of(draft: BulkDraft) -> str:
    return words.notified(draft.type, draft.operation, draft.metadata.notifies)


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


def template_of(draft: BulkDraft) -> str:
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
