"""Short builders of blocks and elements, valid as they are; keyword arguments add or replace."""

from typing import Any

from tests.playground.verdicts.row import Json

URL = "https://example.com/a.png"


def of(length: int) -> str:
    """A text of that many characters."""
    return "x" * length


def url_of(length: int) -> str:
    """A URL of that many characters."""
    start = "https://example.com/"
    return start + of(length - len(start))


def plain(text: str = "Text") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "*Text*") -> Json:
    return {"type": "mrkdwn", "text": text}


def without(whole: Json, *names: str) -> Json:
    """The same object without those fields."""
    return {key: value for key, value in whole.items() if key not in names}


def section(text: str = "Text", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def header(text: str = "Text") -> Json:
    return {"type": "header", "text": plain(text)}


def context(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements)}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def image(**more: Any) -> Json:
    """As a block and as an element."""
    return {"type": "image", "image_url": URL, "alt_text": "A picture", **more}


def field(element: Json, **more: Any) -> Json:
    """An input block."""
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def button(action_id: str = "go", **more: Any) -> Json:
    return {"type": "button", "text": plain("Go"), "action_id": action_id, **more}


def option(number: int = 0, **more: Any) -> Json:
    return {"text": plain(f"Option {number}"), "value": f"v{number}", **more}


def options(count: int) -> list[Json]:
    return [option(number) for number in range(count)]


def group(count: int = 1, **more: Any) -> Json:
    return {"label": plain("Group"), "options": options(count), **more}


def select(count: int = 2, **more: Any) -> Json:
    return choice("static_select", options=options(count), **more)


def choice(kind: str, **more: Any) -> Json:
    """An element of that type with an action_id."""
    return {"type": kind, "action_id": "choose", **more}


def confirm(**more: Any) -> Json:
    texts = {"title": plain(), "text": plain(), "confirm": plain("Yes"), "deny": plain("No")}
    return {**texts, **more}


def rich_text(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def rich_section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def rich(text: str = "Text", **more: Any) -> Json:
    return {"type": "text", "text": text, **more}


def card(**more: Any) -> Json:
    return {"type": "card", "title": mrkdwn("Title"), **more}


def task(number: int = 0, **more: Any) -> Json:
    named = {"task_id": f"t{number}", "title": f"Task {number}", "status": "in_progress"}
    return {"type": "task_card", **named, **more}
