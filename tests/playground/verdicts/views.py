"""The view object itself: modals and Home tabs, and the calls that show them."""

from typing import Any

from tests.playground.verdicts import sources as see
from tests.playground.verdicts.parts import choice, field, mrkdwn, of, plain, section, without
from tests.playground.verdicts.row import (
    HOME,
    HOME_VIEW,
    MODAL,
    MODAL_VIEW,
    OK,
    OLD_TRIGGER,
    OPEN_VIEW,
    PERSON,
    TAKEN_ID,
    TRIGGER,
    USED_TRIGGER,
    Json,
    Row,
)

_BAD = "invalid_arguments"


def _modal(**more: Any) -> Json:
    return {**MODAL_VIEW, "blocks": [section()], **more}


def _open(name: str, view: Any, verdict: str, source: str, *says: str) -> Row:
    arguments = {"trigger_id": TRIGGER, "view": view}
    return Row(f"modal, {name}", "views.open", arguments, verdict, source, says)


def _publish(name: str, view: Any, verdict: str, source: str, *says: str) -> Row:
    arguments = {"user_id": PERSON, "view": view}
    return Row(f"home, {name}", "views.publish", arguments, verdict, source, says)


def _text_up_to(field_name: str, most: int, *, of_object: bool, source: str) -> tuple[Row, Row]:
    def view(length: int) -> Json:
        value: Any = plain(of(length)) if of_object else of(length)
        return _modal(**{field_name: value})

    return (
        _open(f"{field_name}: {most}", view(most), OK, source),
        _open(f"{field_name}: {most + 1}", view(most + 1), _BAD, source),
    )


FIELDS = (
    *_text_up_to("title", 24, of_object=True, source=see.MODAL_VIEWS),
    *_text_up_to("submit", 24, of_object=True, source=see.MODAL_VIEWS),
    *_text_up_to("close", 24, of_object=True, source=see.MODAL_VIEWS),
    *_text_up_to("private_metadata", 3000, of_object=False, source=see.MODAL_VIEWS),
    *_text_up_to("callback_id", 255, of_object=False, source=see.MODAL_VIEWS),
    *_text_up_to("external_id", 255, of_object=False, source=see.OPEN),
    _open("without a title", without(_modal(), "title"), _BAD, see.MODAL_VIEWS),
    _open("title in mrkdwn", _modal(title=mrkdwn()), _BAD, see.MODAL_VIEWS),
    _open("without submit and close", without(_modal(), "submit"), OK, see.MODAL_VIEWS),
    _open("without blocks", without(_modal(), "blocks"), _BAD, see.MODAL_VIEWS),
    _open("of no blocks", _modal(blocks=[]), _BAD, see.SDK_VIEWS),
    _open(
        "that tells its end", _modal(notify_on_close=True, clear_on_close=True), OK, see.MODAL_VIEWS
    ),
    _open(
        "with a field of no view",
        _modal(submit_disabled=True),
        _BAD,
        see.VIEW_FIELD_ANSWER,
        "invalid additional property: submit_disabled [json-pointer:/view]",
    ),
    _open(
        "with an input but without submit",
        without(_modal(blocks=[field(choice("plain_text_input"))]), "submit"),
        _BAD,
        see.SUBMIT_ANSWER,
        "must define `submit` to use an `input` block",
    ),
    _open("of 100 blocks", _modal(blocks=[section()] * 100), OK, see.MODAL_VIEWS),
    _open(
        "of 101 blocks",
        _modal(blocks=[section()] * 101),
        _BAD,
        see.VIEW_BLOCKS_ANSWER,
        "no more than 100 items allowed [json-pointer:/view/blocks]",
    ),
    _open(
        "one block_id twice",
        _modal(blocks=[section(block_id="b"), section(block_id="b")]),
        _BAD,
        see.BLOCK_ID_ANSWER,
    ),
    *MODAL.up_to("block_id", 255, lambda n: section(block_id=of(n)), source=see.SECTION),
    MODAL.refuses(
        "unknown block",
        {"type": "banner"},
        source=see.PROBED_SURFACES,
        says="unsupported type: banner [json-pointer:/view/blocks/0/type]",
    ),
    _open("of another type", {**_modal(), "type": "window"}, _BAD, see.SDK_VIEWS),
    _open("that is a Home tab", {**HOME_VIEW, "blocks": [section()]}, _BAD, see.OPEN),
)

HOMES = (
    _publish("of 100 blocks", {**HOME_VIEW, "blocks": [section()] * 100}, OK, see.HOME_VIEWS),
    _publish("of 101 blocks", {**HOME_VIEW, "blocks": [section()] * 101}, _BAD, see.HOME_VIEWS),
    _publish(
        "private_metadata: 3000",
        {**HOME_VIEW, "blocks": [section()], "private_metadata": of(3000)},
        OK,
        see.HOME_VIEWS,
    ),
    _publish(
        "private_metadata: 3001",
        {**HOME_VIEW, "blocks": [section()], "private_metadata": of(3001)},
        _BAD,
        see.HOME_VIEWS,
    ),
    _publish(
        "with submit", {**HOME_VIEW, "blocks": [section()], "submit": plain()}, _BAD, see.SDK_VIEWS
    ),
    _publish("that is a modal", _modal(), _BAD, see.PUBLISH),
    Row(
        "home, for nobody known",
        "views.publish",
        {"user_id": "U0NOBODY", "view": {**HOME_VIEW, "blocks": [section()]}},
        _BAD,
        "https://github.com/slack-ruby/slack-api-ref/blob/master/methods/views/views.publish.json",
        ("invalid `user_id`",),
    ),
    Row(
        "home, against a hash of before",
        "views.publish",
        {"user_id": PERSON, "view": {**HOME_VIEW, "blocks": [section()]}, "hash": "1.abc"},
        "hash_conflict",
        see.PUBLISH,
    ),
    Row("home, without a person", "views.publish", {"view": HOME_VIEW}, _BAD, see.PUBLISH),
    HOME.refuses("unknown block", {"type": "banner"}, source=see.PROBED_SURFACES),
)

TRIGGERS = (
    Row("modal, without a trigger", "views.open", {"view": _modal()}, _BAD, see.OPEN),
    Row("modal, without a view", "views.open", {"trigger_id": TRIGGER}, _BAD, see.OPEN),
    Row(
        "modal, for a made-up trigger",
        "views.open",
        {"trigger_id": "1.2.abc", "view": _modal()},
        "invalid_trigger_id",
        see.OPEN,
    ),
    Row(
        "modal, for a used trigger",
        "views.open",
        {"trigger_id": USED_TRIGGER, "view": _modal()},
        "exchanged_trigger_id",
        see.OPEN,
    ),
    _open(
        "with an external_id that is taken",
        _modal(external_id=TAKEN_ID),
        "duplicate_external_id",
        see.OPEN,
    ),
    _open("of 240,000 characters", _modal(blocks=[section(of(3000))] * 80), OK, see.OPEN),
    _open(
        "of 300,000 characters",
        _modal(blocks=[section(of(3000))] * 100),
        "view_too_large",
        see.OPEN,
    ),
    Row(
        "modal, for a late trigger",
        "views.open",
        {"trigger_id": OLD_TRIGGER, "view": _modal()},
        "expired_trigger_id",
        see.OPEN,
    ),
)

UPDATES = (
    Row(
        "modal, updated",
        "views.update",
        {"view_id": OPEN_VIEW, "view": _modal()},
        OK,
        see.VIEW_UPDATE,
    ),
    Row(
        "modal, updated with a long title",
        "views.update",
        {"view_id": OPEN_VIEW, "view": _modal(title=plain(of(25)))},
        _BAD,
        see.MODAL_VIEWS,
    ),
    Row(
        "modal, updated against a hash of before",
        "views.update",
        {"view_id": OPEN_VIEW, "view": _modal(), "hash": "1.abc"},
        "hash_conflict",
        see.VIEW_UPDATE,
    ),
    Row(
        "modal, updated when it is gone",
        "views.update",
        {"view_id": "V0GONE", "view": _modal()},
        "not_found",
        see.VIEW_UPDATE,
    ),
)

ROWS = (*FIELDS, *HOMES, *TRIGGERS, *UPDATES)
