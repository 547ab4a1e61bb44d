"""Rich text, tables, tasks, cards and charts of the gallery."""

from collections.abc import Mapping
from typing import Any

from playground.page.gallery_elements import BUTTONS, IMAGE, REMOTE_IMAGE, mrkdwn, plain
from playground.page.gallery_texts import HOSTILE, LONG_WORD, PARAGRAPH

Payload = Mapping[str, Any]


def _text(text: str, **style: bool) -> Payload:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def _line(*parts: Payload) -> Payload:
    return {"type": "rich_text_section", "elements": list(parts)}


def _rich(*parts: Payload) -> Payload:
    return {"type": "rich_text", "elements": list(parts)}


def _list(style: str, *items: str, **more: Any) -> Payload:
    lines = [_line(_text(item)) for item in items]
    return {"type": "rich_text_list", "style": style, "elements": lines, **more}


def _cell(text: str) -> Payload:
    return {"type": "raw_text", "text": text}


def _number(value: float, text: str) -> Payload:
    return {"type": "raw_number", "value": value, "text": text}


def _task(title: str, status: str, **more: Any) -> Payload:
    return {"type": "task_card", "task_id": title, "title": title, "status": status, **more}


RICH_TEXT: tuple[Payload, ...] = (
    _rich(
        _line(
            _text("bold ", bold=True),
            _text("italic ", italic=True),
            _text("struck ", strike=True),
            _text("underlined ", underline=True),
            _text("marked", highlight=True),
            _text(" "),
            _text("code", code=True),
            _text(f" {HOSTILE} "),
            {"type": "link", "url": "https://example.com", "text": "a link"},
            _text(" "),
            {"type": "link", "url": "javascript:alert(1)", "text": "not a link"},
        ),
        _line(
            {"type": "user", "user_id": "U1"},
            _text(" "),
            {"type": "user", "user_id": "U2"},
            _text(" in "),
            {"type": "channel", "channel_id": "C1"},
            _text(" with "),
            {"type": "usergroup", "usergroup_id": "S1"},
            _text(", "),
            {"type": "broadcast", "range": "here"},
            _text(", "),
            {"type": "emoji", "name": "wave", "skin_tone": 4},
            _text(", "),
            {"type": "color", "value": "#c01343"},
            _text(", "),
            {
                "type": "date",
                "timestamp": 1_700_000_000,
                "format": "{date_long} at {time}",
                "fallback": "14 November",
            },
        ),
        _list("bullet", "First", "Second, with a line that is long enough to wrap. " * 3),
        _list("bullet", "One deeper", LONG_WORD, indent=1),
        _list("bullet", "Two deeper", indent=2),
        _list("ordered", "Counted", "and on"),
        _list("ordered", "Counted deeper", indent=1),
        _list("ordered", "Goes on at three", offset=2),
        _list("bullet", "With a border", "at the left", border=1),
        {"type": "rich_text_quote", "elements": [_text("Quoted.\nTwo lines.")]},
        {
            "type": "rich_text_preformatted",
            "elements": [_text("def add(a, b):\n    return a + b  # <b>")],
            "border": 1,
        },
    ),
)
TABLES: tuple[Payload, ...] = (
    {
        "type": "table",
        "column_settings": [{"is_wrapped": True}, {"align": "center"}, {"align": "right"}],
        "rows": [
            [_cell("Deal"), _cell("Stage"), _cell("Amount"), _cell("Owner")],
            [
                _cell("Acme renewal, three years with support"),
                _cell("Negotiation"),
                _number(48200, "€ 48,200"),
                _rich(_line({"type": "user", "user_id": "U2"})),
            ],
            [
                _rich(_line(_text("Globex", bold=True), _text(f" {HOSTILE}"))),
                _cell("Won"),
                _number(950, "€ 950"),
                _cell(LONG_WORD),
            ],
        ],
    },
    {
        "type": "data_table",
        "caption": "Deals by region",
        "rows": [
            [_cell("Region"), _cell("Deals"), _cell("Open")],
            [
                _cell("North"),
                _number(12, "12"),
                {"type": "action", "element": {**BUTTONS[2], "action_id": "north"}},
            ],
            [_cell("South"), _number(7, "7"), _cell("none")],
        ],
    },
)
PLAN: Payload = {
    "type": "plan",
    "title": "Moving 12 deals to Negotiation",
    "tasks": [
        _task(
            "Read the list",
            "complete",
            details=_rich(_line(_text("deals.csv, 12 rows"))),
            sources=[{"type": "url", "url": "https://example.com/list", "text": "The list"}],
        ),
        _task("Check the limits", "complete", output=_rich(_line(_text("One is above.")))),
        _task("Change the deals", "in_progress", details=_rich(_line(_text("3 of 12")))),
        _task("Write the summary", "pending"),
    ],
}
TASKS: tuple[Payload, ...] = (
    _task("Change the deals", "in_progress", details=_rich(_line(_text("3 of 12")))),
    _task("Tell the owners", "error", output=_rich(_line(_text("Two have no address.")))),
    _task(LONG_WORD, "pending"),
)
_CARD: Payload = {
    "type": "card",
    "icon": IMAGE,
    "title": mrkdwn("*Acme renewal*"),
    "subtitle": mrkdwn("Discovery, € 48,200"),
    "body": mrkdwn(PARAGRAPH),
    "actions": [{**BUTTONS[0], "action_id": "take"}, {**BUTTONS[2], "action_id": "change"}],
}
_SMALL: Payload = {"type": "card", "title": mrkdwn("Initech"), "body": mrkdwn("No owner yet.")}
CARDS: tuple[Payload, ...] = (
    {**_CARD, "block_id": "card-a", "hero_image": IMAGE},
    {
        "type": "carousel",
        "elements": [
            {**_CARD, "block_id": "card-b"},
            {**_SMALL, "block_id": "card-c", "hero_image": REMOTE_IMAGE},
            {**_CARD, "block_id": "card-d", "title": mrkdwn(LONG_WORD[:150])},
        ],
    },
    {
        "type": "container",
        "title": plain("3 deals to change"),
        "subtitle": mrkdwn("Review them *before* you confirm"),
        "icon": IMAGE,
        "is_collapsible": True,
        "child_blocks": [
            {"type": "section", "block_id": "ca", "text": mrkdwn("*Acme*: Discovery → Won")},
            {"type": "divider", "block_id": "cb"},
            {"type": "actions", "block_id": "cc", "elements": [BUTTONS[0], BUTTONS[1]]},
        ],
    },
    {
        "type": "container",
        "title": plain("A narrow one"),
        "width": "narrow",
        "has_header_divider": True,
        "child_blocks": [{"type": "section", "block_id": "cd", "text": mrkdwn(PARAGRAPH)}],
    },
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr")


def _series(name: str, *values: float) -> Payload:
    points = [
        {"label": label, "value": value} for label, value in zip(_MONTHS, values, strict=True)
    ]
    return {"name": name, "data": points}


_AXES = {"categories": list(_MONTHS), "x_label": "Month", "y_label": "Deals"}
_TWO = [_series("North", 12, 18, 9, 24), _series("South", 7, 11, 13, 10)]
CHARTS: tuple[Payload, ...] = (
    *(
        {
            "type": "data_visualization",
            "title": f"Deals by month, {kind}",
            "chart": {"type": kind, "series": _TWO, "axis_config": _AXES},
        }
        for kind in ("bar", "line", "area")
    ),
    {
        "type": "data_visualization",
        "title": "Deals by region",
        "chart": {
            "type": "pie",
            "segments": [
                {"label": "North", "value": 63},
                {"label": "South", "value": 41},
                {"label": "West", "value": 12},
            ],
        },
    },
)
