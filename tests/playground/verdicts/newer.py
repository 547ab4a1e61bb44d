"""alert, card, carousel, container, context_actions, plan and task_card."""

from typing import Any

from tests.playground.verdicts import sources as see
from tests.playground.verdicts.parts import (
    actions,
    button,
    card,
    choice,
    image,
    mrkdwn,
    of,
    plain,
    rich,
    rich_section,
    rich_text,
    section,
    select,
    task,
    url_of,
    without,
)
from tests.playground.verdicts.row import HOME, MESSAGE, MODAL, Json


def _alert(text: str = "Careful", **more: Any) -> Json:
    return {"type": "alert", "text": mrkdwn(text), **more}


ALERT = (
    *MODAL.up_to("text of an alert", 200, lambda n: _alert(of(n)), source=see.ALERT_TEXT),
    *MODAL.one_of(
        "level of an alert",
        ("default", "info", "warning", "error", "success"),
        "fatal",
        lambda level: _alert(level=level),
        source=f"{see.BLOCKS}/alert-block",
    ),
    MODAL.refuses("alert without text", {"type": "alert"}, source=f"{see.BLOCKS}/alert-block"),
    MESSAGE.refuses("alert", _alert(), source=see.ALERT_SURFACE),
    HOME.refuses("alert", _alert(), source=see.PROBED_CASES),
)

CARD = (
    *(
        surface.takes("card", card(), source=see.PROBED_SURFACES)
        for surface in (MESSAGE, MODAL, HOME)
    ),
    MESSAGE.takes(
        "card with everything on it",
        card(icon=image(), hero_image=image(), subtitle=plain(), body=mrkdwn(), actions=[button()]),
        source=see.CARD,
    ),
    MESSAGE.takes(
        "card with an icon of Slack's and a last line",
        card(slack_icon={"type": "icon", "name": "bot"}, subtext=mrkdwn()),
        source=see.PROBED_CARD,
    ),
    MESSAGE.refuses(
        "icon of Slack's without a name", card(slack_icon={"type": "icon"}), source=see.PROBED
    ),
    *MESSAGE.up_to(
        "subtext of a card", 200, lambda n: card(subtext=mrkdwn(of(n))), source=see.PROBED_CASES
    ),
    *MESSAGE.up_to("title of a card", 150, lambda n: card(title=mrkdwn(of(n))), source=see.CARD),
    *MESSAGE.up_to(
        "subtitle of a card", 150, lambda n: card(subtitle=mrkdwn(of(n))), source=see.CARD
    ),
    *MESSAGE.up_to("body of a card", 200, lambda n: card(body=mrkdwn(of(n))), source=see.CARD),
    *MESSAGE.up_to(
        "actions of a card",
        3,
        lambda n: card(actions=[button(f"b{i}") for i in range(n)]),
        source=see.PROBED_CASES,
    ),
    MESSAGE.refuses(
        "card of a subtitle only", without(card(subtitle=plain()), "title"), source=see.CARD
    ),
    MESSAGE.refuses("select on a card", card(actions=[select()]), source=see.CARD),
    *MESSAGE.up_to(
        "cards of a carousel",
        10,
        lambda n: {"type": "carousel", "elements": [card()] * n},
        source=see.CAROUSEL,
    ),
    *MESSAGE.at_least(
        "cards of a carousel",
        1,
        lambda n: {"type": "carousel", "elements": [card()] * n},
        source=see.CAROUSEL,
    ),
    MESSAGE.refuses(
        "section in a carousel", {"type": "carousel", "elements": [section()]}, source=see.CAROUSEL
    ),
    HOME.takes("carousel", {"type": "carousel", "elements": [card()]}, source=see.PROBED_SURFACES),
    MODAL.refuses(
        "carousel", {"type": "carousel", "elements": [card()]}, source=see.PROBED_SURFACES
    ),
)


def _container(*children: Json, **more: Any) -> Json:
    return {
        "type": "container",
        "title": plain(),
        "child_blocks": list(children) or [section()],
        **more,
    }


# The reference and slack-morphism differ on rich_text, file and input in a container; whether a
# Home tab shows one depends on the workspace.
CONTAINER = (
    MESSAGE.takes(
        "container with everything on it",
        _container(
            section(),
            {"type": "divider"},
            image(),
            actions(button()),
            subtitle=mrkdwn(),
            icon=image(),
            is_collapsible=True,
            default_collapsed=True,
        ),
        source=see.CONTAINER,
    ),
    *MESSAGE.up_to(
        "title of a container", 150, lambda n: _container(title=plain(of(n))), source=see.CONTAINER
    ),
    *MESSAGE.up_to(
        "subtitle of a container",
        150,
        lambda n: _container(subtitle=mrkdwn(of(n))),
        source=see.CONTAINER,
    ),
    *MESSAGE.up_to(
        "blocks of a container", 10, lambda n: _container(*([section()] * n)), source=see.CONTAINER
    ),
    MESSAGE.refuses("empty container", {**_container(), "child_blocks": []}, source=see.PROBED),
    MESSAGE.refuses(
        "container without a title", without(_container(), "title"), source=see.CONTAINER
    ),
    MESSAGE.takes(
        "container with a rich_text_title",
        without(_container(rich_text_title=rich_text(rich_section(rich()))), "title"),
        source=see.CONTAINER,
    ),
    MESSAGE.refuses(
        "markdown in a container",
        _container({"type": "markdown", "text": "Text"}),
        source=see.CONTAINER_ANSWER,
        says="unsupported type: markdown [json-pointer:/blocks/0/child_blocks/0/type]",
    ),
    MESSAGE.refuses("container in a container", _container(_container()), source=see.CONTAINER),
    MESSAGE.refuses("alert in a container", _container(_alert()), source=see.CONTAINER),
    *MESSAGE.one_of(
        "width of a container",
        ("narrow", "standard", "wide", "full"),
        "huge",
        lambda width: _container(width=width),
        source=see.CONTAINER,
    ),
    MESSAGE.refuses(
        "collapsible container with a header divider",
        _container(is_collapsible=True, has_header_divider=True),
        source=see.SDK_BLOCKS,
    ),
    MODAL.refuses("container", _container(), source=see.PROBED_SURFACES),
)


def _beside(*elements: Json) -> Json:
    return {"type": "context_actions", "elements": list(elements)}


def _thumb(**more: Any) -> Json:
    return {"text": plain("Good"), "value": "good", **more}


def _feedback(action_id: str = "rate", **more: Any) -> Json:
    thumbs = {"positive_button": _thumb(), "negative_button": _thumb()}
    return {"type": "feedback_buttons", "action_id": action_id, **thumbs, **more}


def _icon(action_id: str = "drop", **more: Any) -> Json:
    return {"type": "icon_button", "icon": "trash", "text": plain(), "action_id": action_id, **more}


CONTEXT_ACTIONS = (
    MESSAGE.takes("feedback and a bin", _beside(_feedback(), _icon()), source=see.CONTEXT_ACTIONS),
    *MESSAGE.up_to(
        "elements of a context_actions block",
        5,
        lambda n: _beside(*(_icon(f"i{i}") for i in range(n))),
        source=see.CONTEXT_ACTIONS,
    ),
    *MESSAGE.up_to(
        "text of a feedback button",
        75,
        lambda n: _beside(_feedback(positive_button=_thumb(text=plain(of(n))))),
        source=see.FEEDBACK,
    ),
    *MESSAGE.up_to(
        "value of a feedback button",
        2000,
        lambda n: _beside(_feedback(positive_button=_thumb(value=of(n)))),
        source=see.FEEDBACK,
    ),
    *MESSAGE.up_to(
        "value of an icon button",
        2000,
        lambda n: _beside(_icon(value=of(n))),
        source=see.ICON_BUTTON,
    ),
    *MESSAGE.up_to(
        "visible_to_user_ids",
        10,
        lambda n: _beside(_icon(visible_to_user_ids=[f"U{i}" for i in range(n)])),
        source=see.PROBED_CASES,
    ),
    MESSAGE.refuses(
        "feedback without a bad side",
        _beside(without(_feedback(), "negative_button")),
        source=see.FEEDBACK,
    ),
    MESSAGE.refuses("icon that is no bin", _beside(_icon(icon="heart")), source=see.ICON_BUTTON),
    MESSAGE.refuses(
        "button in a context_actions block", _beside(button()), source=see.CONTEXT_ACTIONS
    ),
    MESSAGE.refuses("feedback in an actions block", actions(_feedback()), source=see.FEEDBACK),
    MODAL.refuses("context_actions", _beside(_feedback()), source=see.PROBED_SURFACES),
    HOME.refuses("context_actions", _beside(_feedback()), source=see.PROBED_SURFACES),
)


def _plan(*tasks: Json, **more: Any) -> Json:
    return {"type": "plan", "title": "Plan", "tasks": list(tasks), **more}


_NOTE = rich_text(rich_section(rich()))
# The reference and blocks.validate differ on a task_card by itself that is pending, and on a plan
# without tasks.
PLAN = (
    *MESSAGE.up_to(
        "tasks of a plan", 50, lambda n: _plan(*(task(i) for i in range(n))), source=see.PROBED
    ),
    *MESSAGE.one_of(
        "status of a task",
        ("pending", "in_progress", "complete", "error"),
        "completed",
        lambda status: _plan(task(status=status)),
        source=see.TASK_CARD,
    ),
    MESSAGE.refuses("one task_id twice", _plan(task(1), task(1)), source=see.PROBED),
    MESSAGE.refuses("plan without a title", without(_plan(task()), "title"), source=see.PLAN),
    MESSAGE.refuses("section in a plan", _plan(section()), source=see.PLAN),
    MESSAGE.takes(
        "task_card with everything on it",
        task(
            details=_NOTE,
            output=_NOTE,
            sources=[{"type": "url", "url": "https://a.example/", "text": "a"}],
        ),
        source=see.TASK_CARD,
    ),
    *MESSAGE.up_to(
        "url of a source",
        3000,
        lambda n: task(sources=[{"type": "url", "url": url_of(n), "text": "a"}]),
        source=see.PROBED_LIMITS,
    ),
    MESSAGE.refuses(
        "task_card without a task_id", without(task(), "task_id"), source=see.TASK_CARD
    ),
    MESSAGE.refuses("task_card without a title", without(task(), "title"), source=see.TASK_CARD),
    MESSAGE.refuses("details that are no rich_text", task(details="Text"), source=see.TASK_CARD),
    MODAL.refuses("plan", _plan(task()), source=see.PROBED_SURFACES),
    HOME.refuses("task_card", task(), source=see.PROBED_SURFACES),
    MESSAGE.refuses("checkboxes on a card", card(actions=[choice("checkboxes")]), source=see.CARD),
)

ROWS = (*ALERT, *CARD, *CONTAINER, *CONTEXT_ACTIONS, *PLAN)
