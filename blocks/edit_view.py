"""The Edit modal: the inputs that a draft's step has, filled with what it says now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.actions import ReplyMail, SendMail
from app.domain.kinds import BulkVerb
from app.domain.operation import BulkDraft, BulkItem
from app.domain.plan import RESPONSE, ChangeHow, EventDetails, FieldChange, SendHow, Step, Template
from app.domain.words import drafts as draft_words
from app.domain.words import forms as words
from app.domain.words import saving
from blocks import ids, limits
from blocks.edit_value import Held, held_as, shown_as
from blocks.elements import (
    Element,
    bold,
    context,
    entry,
    modal,
    paragraph,
    rich,
    section,
    text_input,
)
from blocks.items import name
from blocks.message import Block, View
from blocks.text import line, prose

_FOLLOWS = frozenset({"about", "about_id"})
"""Values that follow from the record that an item is made from: nobody types them."""


def edit_view(
    draft: BulkDraft,
    sample: BulkItem | None = None,
    fields: Sequence[str] = (),
    people: Sequence[str] = (),
) -> View:
    """The modal for a draft; its metadata is a DraftRef.

    `sample` is one item, shown as it will be sent; `fields` are those a text may use; `people`
    are the addresses that are invited.
    """
    blocks = _blocks(draft.step, sample, fields, people)
    editable = any(block and block["type"] == "input" for block in blocks)
    return modal(
        ids.EDIT,
        words.EDIT_TITLE,
        blocks,
        close=draft_words.BACK,
        submit=words.SAVE if editable else None,
        metadata=ids.DraftRef(draft.id, draft.digest).value,
    )


def loading_view(title: str) -> View:
    """Opened at once where a modal needs data first, and then updated."""
    loading = [section("loading", words.LOADING)]
    return modal(ids.LOADING, title, loading, close=words.CLOSE)


def _blocks(
    step: Step | None, sample: BulkItem | None, fields: Sequence[str], people: Sequence[str]
) -> list[Block | None]:
    if step is None:
        return [section("note", words.NOT_EDITABLE)]
    if step.verb is BulkVerb.DELETE:
        return [section("note", words.TAKE_ITEMS_OUT)]
    if step.template:
        return [*_mail(step, step.template, fields), *_rendered(sample)]
    if step.event:
        return [*_event(step.event), _people(people)]
    inputs = [*_changes(step.changes), *_values(step.values)]
    return inputs or [section("note", words.TAKE_ITEMS_OUT)]


def _mail(step: Step, template: Template, fields: Sequence[str]) -> list[Block | None]:
    """Subject and text; what is answered or passed on brings its subject."""
    usable = ", ".join(f"{{{{ {line(field, limits.LABEL)} }}}}" for field in fields)
    own = step.how in (SendHow.NEW, SendHow.DRAFT)
    return [
        *(_text(ids.EDIT_SUBJECT, words.SUBJECT, template.subject) if own else ()),
        *_text(ids.EDIT_BODY, words.BODY, template.body, words.fields_hint(usable), multiline=True),
    ]


def _text(
    block_id: str, label: str, text: str, hint: str = "", *, multiline: bool = False
) -> list[Block | None]:
    """An input, or a note where the text does not fit: a cut text would be saved as it is."""
    if len(text) > limits.INPUT_TEXT:
        return [context(block_id, f"{label}: {words.TOO_LONG_TO_EDIT}")]
    return [entry(block_id, label, text_input(text, multiline=multiline), hint)]


def _rendered(sample: BulkItem | None) -> list[Block | None]:
    if sample is None or not isinstance(sample.parameters, SendMail | ReplyMail):
        return []
    mail = sample.parameters
    said = line(mail.subject, limits.FACT), prose(mail.body, limits.RENDERED)
    saved = isinstance(mail, SendMail) and mail.draft
    titled = saving.sample_title if saved else words.sample_title
    title = paragraph(bold(titled(name(sample.label))))
    return [rich("sample_title", title), section("sample", "\n\n".join(filter(None, said)))]


def _event(event: EventDetails) -> list[Block | None]:
    starts = datetime.fromisoformat(event.start).astimezone(ZoneInfo(event.zone))
    date: Element = {"type": "datepicker", "initial_date": f"{starts:%Y-%m-%d}"}
    time: Element = {"type": "timepicker", "initial_time": f"{starts:%H:%M}"}
    return [
        *_text(ids.EDIT_TITLE, words.EVENT_TITLE, event.title),
        entry(ids.EDIT_DATE, words.DATE, date),
        entry(ids.EDIT_TIME, words.TIME, time, words.zone_hint(event.zone)),
        entry(ids.EDIT_MINUTES, words.MINUTES, _number(event.minutes, whole=True)),
    ]


def _people(addresses: Sequence[str]) -> Block | None:
    """The people to invite, one a line; more than a form holds are taken out under See all."""
    listed = "\n".join(addresses)
    if not addresses or len(listed) > limits.INPUT_TEXT:
        return context("people", words.LEAVE_PEOPLE_OUT)
    typed = text_input(listed, multiline=True)
    return entry(ids.EDIT_PEOPLE, words.PEOPLE, typed, words.PEOPLE_HINT)


def _changes(changes: Sequence[FieldChange]) -> list[Block | None]:
    labels = {ChangeHow.ADD: words.added_value, ChangeHow.REMOVE: words.removed_value}
    blocks: list[Block | None] = []
    for place, change in enumerate(changes):
        if change.field == RESPONSE:  # another answer is another request
            continue
        block_id = ids.EDIT_CHANGE.format(place)
        if change.how is ChangeHow.SHIFT:
            shift = _number(change.value, whole=True)
            blocks.append(entry(block_id, words.SHIFT, shift, words.SHIFT_HINT))
        else:
            label = labels.get(change.how, words.new_value)
            blocks += _input(block_id, label(_field(change.field)), change.value)
    return blocks


def _values(values: dict[str, Any]) -> list[Block | None]:
    rows = [
        _input(ids.EDIT_VALUE.format(place), _field(field), value)
        for place, (field, value) in enumerate(values.items())
        if field not in _FOLLOWS
    ]
    return [block for row in rows for block in row]


def _input(block_id: str, label: str, value: Any) -> list[Block | None]:
    """The input for a value, by what it holds; none for what no form can hold."""
    held = held_as(value)
    if held is Held.INSTANT:
        moment = int(datetime.fromisoformat(value).timestamp())
        return [entry(block_id, label, {"type": "datetimepicker", "initial_date_time": moment})]
    if held in {Held.WHOLE, Held.DECIMAL}:
        return [entry(block_id, label, _number(value, whole=held is Held.WHOLE))]
    if held is Held.NOTHING:
        return []
    hint = words.SEVERAL_HINT if held is Held.SEVERAL else ""
    return _text(block_id, label, shown_as(value), hint)


def _number(value: Any, *, whole: bool) -> Element:
    return {"type": "number_input", "is_decimal_allowed": not whole, "initial_value": str(value)}


def _field(field: str) -> str:
    return draft_words.field_name(line(field, limits.LABEL))
