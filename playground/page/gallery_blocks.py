"""What the gallery shows: every block with every element, in ordinary and in hostile states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from playground.page.gallery_elements import (
    BUTTONS,
    CONTEXT_ACTIONS,
    FIELDS,
    IMAGE,
    LISTS,
    MENUS,
    PICKERS,
    REMOTE_IMAGE,
    STAGES,
    mrkdwn,
    plain,
)
from playground.page.gallery_messages import ATTACHMENTS, FILES
from playground.page.gallery_rich import CARDS, CHARTS, PLAN, RICH_TEXT, TABLES, TASKS
from playground.page.gallery_texts import (
    EMOJI,
    HOSTILE,
    LONG_LINK,
    LONG_WORD,
    MARKDOWN,
    MRKDWN,
    PARAGRAPH,
    RIGHT_TO_LEFT,
    THREE_THOUSAND,
)
from playground.page.scene import Surface

Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Specimen:
    """One section of the gallery: `name` is its anchor; `message` has blocks, text and the like."""

    name: str
    title: str
    message: Payload
    surface: Surface = "message"
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def _blocks(name: str, title: str, *blocks: Payload) -> Specimen:
    return Specimen(name, title, {"blocks": _numbered(name, blocks)})


def _numbered(name: str, blocks: Sequence[Payload]) -> list[Payload]:
    return [{"block_id": f"{name}-{number}", **block} for number, block in enumerate(blocks)]


def _section(text: str, **more: Any) -> Payload:
    return {"type": "section", "text": mrkdwn(text), **more}


def _input(label: str, element: Payload, **more: Any) -> Payload:
    return {"type": "input", "label": plain(label), "element": element, **more}


def _form(name: str, title: str, elements: Sequence[Payload], surface: Surface) -> Specimen:
    blocks = [_input(_LABELS[str(one["type"])], one) for one in elements]
    blocks[0] = {**blocks[0], "hint": plain("A sentence will do."), "optional": True}
    return Specimen(name, title, {"blocks": _numbered(name, blocks)}, surface)


_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "plain_text_input": "Reason",
        "number_input": "How many",
        "email_text_input": "Email address",
        "url_text_input": "Web address",
        "rich_text_input": "Note",
        "file_input": "Files",
        "static_select": "Stage",
        "external_select": "Deal",
        "users_select": "Owner",
        "channels_select": "Channel",
        "conversations_select": "Conversation",
        "multi_static_select": "Stages",
        "multi_external_select": "Deals",
        "multi_users_select": "Owners",
        "multi_channels_select": "Channels",
        "multi_conversations_select": "Conversations",
        "datepicker": "Day",
        "timepicker": "Time of day",
        "datetimepicker": "Moment",
        "checkboxes": "Fields to change",
        "radio_buttons": "Field to change",
    }
)
_TWELVE_MINUTES = "3 of 12 deals · about 2 minutes left"

SPECIMENS: tuple[Specimen, ...] = (
    _blocks(
        "header",
        "Header",
        {"type": "header", "text": plain("Review 12 changes :mag:")},
        {"type": "header", "text": plain(LONG_WORD[:150])},
    ),
    _blocks("section", "Section", _section(PARAGRAPH), _section(MRKDWN)),
    _blocks(
        "section-fields",
        "Section with fields",
        {
            "type": "section",
            "text": mrkdwn("*Acme renewal*"),
            "fields": [
                mrkdwn("*Stage*\nDiscovery → *Negotiation*"),
                mrkdwn("*Owner*\n<@U2>"),
                mrkdwn("*Amount*\n€ 48,200"),
                mrkdwn(f"*Note*\n{LONG_WORD}"),
                plain(HOSTILE),
            ],
        },
    ),
    _blocks(
        "section-accessory",
        "Section with an accessory",
        *(
            _section(f"*{one['type']}* at the right of a text.", accessory=one)
            for one in (*BUTTONS[:1], BUTTONS[5], BUTTONS[6], *MENUS, *PICKERS[:2], *LISTS, IMAGE)
        ),
        _section(PARAGRAPH * 2, accessory=REMOTE_IMAGE),
    ),
    _blocks(
        "context",
        "Context",
        {"type": "context", "elements": [IMAGE, mrkdwn(f"<@U1> · {_TWELVE_MINUTES}")]},
        {"type": "context", "elements": [REMOTE_IMAGE, plain(HOSTILE), mrkdwn(LONG_WORD)]},
    ),
    _blocks("divider", "Divider", _section("Above"), {"type": "divider"}, _section("Below")),
    _blocks(
        "actions",
        "Actions",
        {"type": "actions", "elements": list(BUTTONS)},
        {"type": "actions", "elements": list(MENUS)},
        {"type": "actions", "elements": [*PICKERS, *LISTS]},
    ),
    _blocks(
        "context-actions",
        "Context actions",
        {"type": "context_actions", "elements": list(CONTEXT_ACTIONS)},
    ),
    _blocks(
        "image",
        "Image",
        {**IMAGE, "title": plain("From this server")},
        {**REMOTE_IMAGE, "title": plain("From elsewhere: not loaded")},
    ),
    _form("inputs-text", "Inputs for text and files, in a modal", FIELDS, "modal"),
    _form("inputs-choice", "Inputs to choose from, in a modal", (*MENUS, *LISTS), "modal"),
    _form("inputs-time", "Inputs for days and times, in a modal", PICKERS, "modal"),
    _form("inputs-home", "Inputs on a home tab", (*PICKERS[:2], LISTS[0], FIELDS[5]), "home"),
    _form("inputs-message", "Inputs in a message", (FIELDS[0], MENUS[0], LISTS[1]), "message"),
    Specimen(
        "inputs-errors",
        "Inputs with errors and with what was entered",
        {
            "blocks": [
                _input("Reason", FIELDS[0], block_id="e1", hint=plain("One sentence.")),
                _input("Stage", MENUS[0], block_id="e2"),
                _input("Fields to change", LISTS[0], block_id="e3"),
            ]
        },
        "modal",
        {
            "e1": {"f1": {"type": "plain_text_input", "value": "Because of the new price"}},
            "e2": {"m1": {"type": "static_select", "selected_option": STAGES[2]}},
        },
        {"e1": "Write at least ten words.", "e3": "Choose one field or more."},
    ),
    _blocks("rich-text", "Rich text", *RICH_TEXT),
    _blocks("markdown", "Markdown", {"type": "markdown", "text": MARKDOWN}),
    _blocks("table", "Table", *TABLES),
    _blocks("plan", "Plan", PLAN),
    _blocks("tasks", "Task cards", *TASKS),
    _blocks("card", "Card, carousel and container", *CARDS),
    _blocks("chart", "Data visualization", *CHARTS),
    Specimen(
        "alert",
        "Alert",
        {
            "blocks": [
                {"type": "alert", "text": mrkdwn(f"*{level}* {PARAGRAPH}"), "level": level}
                for level in ("default", "info", "success", "warning", "error")
            ]
        },
        "modal",
    ),
    _blocks(
        "others",
        "Video, file, call and account",
        {
            "type": "video",
            "title": plain("How a run works"),
            "title_url": "https://example.com/watch",
            "video_url": "https://example.com/embed",
            "thumbnail_url": "https://example.com/thumb.png",
            "alt_text": "A person starts a run and watches it end",
            "description": plain("Two minutes, without sound."),
            "provider_name": "Example",
            "author_name": "Ada",
        },
        {"type": "file", "external_id": "ABCD1", "source": "remote"},
        {
            "type": "call",
            "call_id": "R1",
            "call": {"v1": {"name": "Weekly call", "join_url": "https://example.com/join"}},
        },
        {
            "type": "auth_provider",
            "value": "crm",
            "name": plain("Example CRM"),
            "description": plain("Deals and their owners"),
            "is_connected": False,
            "auth_url": "https://example.com/connect",
        },
    ),
    Specimen("attachments", "Attachments", {"text": "With attachments", **ATTACHMENTS}),
    Specimen("files", "Files", {"text": "Here is the list.", "files": list(FILES)}),
    Specimen("text", "Text without blocks", {"text": MRKDWN}),
    _blocks(
        "hostile",
        "Hostile and very long content",
        _section(HOSTILE),
        _section(f"{LONG_WORD}\n<{LONG_LINK}>\n`{LONG_WORD}`\n```\n{LONG_WORD * 2}\n```"),
        _section(RIGHT_TO_LEFT),
        _section(EMOJI),
        _section(THREE_THOUSAND),
    ),
    _blocks(
        "unknown",
        "What is not known",
        {"type": "hologram", "text": HOSTILE, "depth": 3},
        {"type": "actions", "elements": [{"type": "lever", "action_id": "pull"}]},
        {"type": "section", "fields": 3},
    ),
)
