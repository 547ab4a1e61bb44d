"""Whatever Slack's own SDK builds within the limits passes; one over any limit is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models import blocks as sdk
from slack_sdk.models.views import View

from playground.blockkit import check_message, check_view

ids = st.text(st.characters(codec="utf-8"), min_size=1, max_size=255)


def texts(longest: int) -> st.SearchStrategy[str]:
    return st.text(st.characters(codec="utf-8"), min_size=1, max_size=min(longest, 60))


options = st.builds(
    lambda text, value: sdk.Option(text=sdk.PlainTextObject(text=text), value=value),
    texts(75),
    texts(150),
)
confirms = st.builds(
    lambda title, text: sdk.ConfirmObject(
        title=title, text=sdk.MarkdownTextObject(text=text), confirm="Do it", deny="No"
    ),
    texts(100),
    texts(300),
)
buttons = st.builds(
    lambda text, value, style, confirm: sdk.ButtonElement(
        text=text, value=value, style=style, confirm=confirm
    ),
    texts(75),
    texts(2000),
    st.sampled_from([None, "primary", "danger"]),
    st.none() | confirms,
)
lists = st.lists(options, min_size=1, max_size=5)
elements = st.one_of(
    buttons,
    lists.map(lambda found: sdk.OverflowMenuElement(options=found)),
    lists.map(lambda found: sdk.StaticSelectElement(placeholder="Pick", options=found)),
    lists.map(lambda found: sdk.StaticMultiSelectElement(placeholder="Pick", options=found)),
    lists.map(lambda found: sdk.CheckboxesElement(options=found, initial_options=found[:1])),
    lists.map(lambda found: sdk.RadioButtonsElement(options=found, initial_option=found[0])),
    st.dates().map(lambda day: sdk.DatePickerElement(initial_date=day.isoformat())),
    st.times().map(lambda time: sdk.TimePickerElement(initial_time=f"{time:%H:%M}")),
    st.builds(sdk.UserSelectElement, placeholder=texts(150)),
    st.builds(sdk.ExternalDataSelectElement, placeholder=texts(150), min_query_length=st.just(2)),
    st.builds(
        sdk.ConversationMultiSelectElement,
        placeholder=texts(150),
        filter=st.just(sdk.ConversationFilter(include=["public"], exclude_bot_users=True)),
    ),
)
inputs = st.one_of(
    st.builds(sdk.PlainTextInputElement, initial_value=texts(3000), multiline=st.booleans()),
    st.builds(sdk.EmailInputElement, placeholder=texts(150)),
    st.builds(sdk.UrlInputElement, placeholder=texts(150)),
    st.builds(sdk.NumberInputElement, is_decimal_allowed=st.booleans(), min_value=st.just("1")),
    lists.map(lambda found: sdk.RadioButtonsElement(options=found)),
    st.dates().map(lambda day: sdk.DatePickerElement(initial_date=day.isoformat())),
)
parts = sdk.RichTextElementParts
inline = st.one_of(
    texts(60).map(lambda text: parts.Text(text=text, style=parts.TextStyle(bold=True))),
    st.just(parts.User(user_id="U0ADA")),
    st.just(parts.Link(url="https://example.com", text="site")),
    st.just(parts.Emoji(name="wave")),
)
rich_text = st.lists(inline, min_size=1, max_size=3).map(
    lambda found: sdk.RichTextBlock(
        elements=[
            sdk.RichTextSectionElement(elements=found),
            sdk.RichTextListElement(
                style="bullet", elements=[sdk.RichTextSectionElement(elements=found)]
            ),
            sdk.RichTextQuoteElement(elements=found),
        ]
    )
)
cards = st.builds(
    lambda title, body, found: sdk.CardBlock(title=title, body=body, actions=[found]),
    texts(150),
    texts(200),
    buttons,
)
blocks = st.one_of(
    st.builds(sdk.HeaderBlock, text=texts(150)),
    st.builds(sdk.SectionBlock, text=texts(3000), accessory=st.none() | elements),
    st.builds(sdk.SectionBlock, fields=st.lists(texts(2000), min_size=1, max_size=10)),
    st.builds(
        lambda text: sdk.ContextBlock(elements=[sdk.MarkdownTextObject(text=text)]), texts(9)
    ),
    st.builds(sdk.ActionsBlock, elements=st.lists(elements, min_size=1, max_size=5)),
    st.builds(sdk.InputBlock, label=texts(2000), element=inputs, hint=texts(2000)),
    st.builds(sdk.DividerBlock),
    st.builds(sdk.MarkdownBlock, text=texts(12_000)),
    st.builds(sdk.ImageBlock, image_url=st.just("https://x.example/a.png"), alt_text=texts(2000)),
    rich_text,
    st.builds(lambda text: sdk.TableBlock(rows=[[{"type": "raw_text", "text": text}]]), texts(100)),
    st.builds(
        lambda title, status: sdk.TaskCardBlock(task_id="t", title=title, status=status),
        texts(99),
        st.sampled_from(["pending", "in_progress", "complete", "error"]),
    ),
    cards,
    st.lists(cards, min_size=1, max_size=3).map(lambda found: sdk.CarouselBlock(elements=found)),
    st.builds(
        lambda title, text, folds: sdk.ContainerBlock(
            title=title,
            child_blocks=[sdk.SectionBlock(text=text), sdk.DividerBlock()],
            is_collapsible=folds,
            has_header_divider=not folds,
        ),
        texts(150),
        texts(3000),
        st.booleans(),
    ),
    st.builds(
        lambda positive, negative: sdk.ContextActionsBlock(
            elements=[
                sdk.FeedbackButtonsElement(
                    positive_button=sdk.FeedbackButtonObject(text=positive, value="+"),
                    negative_button=sdk.FeedbackButtonObject(text=negative, value="-"),
                )
            ]
        ),
        texts(75),
        texts(75),
    ),
    st.builds(sdk.AuthProviderBlock, value=texts(150), name=texts(75), is_connected=st.booleans()),
    st.builds(sdk.CallBlock, call_id=texts(20)),
)


@given(blocks, ids)
def test_what_the_sdk_builds_within_the_limits_passes(block: sdk.Block, block_id: str) -> None:
    block.block_id = block_id
    assert check_message({"text": "hi", "blocks": [block.to_dict()]}) == []


@given(st.lists(st.builds(sdk.InputBlock, label=texts(99), element=inputs), min_size=1, max_size=4))
def test_a_modal_that_the_sdk_builds_passes(found: list[sdk.InputBlock]) -> None:
    view = View(type="modal", title="Edit", submit="Save", close="Cancel", blocks=found)
    assert check_view(view.to_dict()) == []


def _button(**own: Any) -> dict[str, Any]:
    element = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, **own}
    return {"type": "actions", "elements": [element]}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


LIMITS: dict[str, tuple[int, Callable[[str], dict[str, Any]]]] = {
    "header": (150, lambda text: {"type": "header", "text": _plain(text)}),
    "section": (3000, lambda text: {"type": "section", "text": _plain(text)}),
    "field": (2000, lambda text: {"type": "section", "fields": [_plain(text)]}),
    "button text": (75, lambda text: _button(text=_plain(text))),
    "button value": (2000, lambda text: _button(value=text)),
    "button url": (3000, lambda text: _button(url=text)),
    "action_id": (255, lambda text: _button(action_id=text)),
    "block_id": (255, lambda text: {"type": "divider", "block_id": text}),
    "markdown": (12_000, lambda text: {"type": "markdown", "text": text}),
    "alt text": (2000, lambda t: {"type": "image", "image_url": "https://x", "alt_text": t}),
    "label": (
        2000,
        lambda text: {
            "type": "input",
            "label": _plain(text),
            "element": {"type": "plain_text_input"},
        },
    ),
    "placeholder": (
        150,
        lambda text: {
            "type": "actions",
            "elements": [{"type": "users_select", "placeholder": _plain(text)}],
        },
    ),
}


@pytest.mark.parametrize("name", LIMITS)
@given(over=st.integers(1, 40), char=st.sampled_from("aé漢😀"))
def test_exactly_the_limit_passes_and_anything_over_it_is_refused(
    name: str, over: int, char: str
) -> None:
    limit, build = LIMITS[name]
    assert check_message({"blocks": [build(char * limit)]}) == []
    found = check_message({"blocks": [build(char * (limit + over))]})
    assert [sentence.split(" [json")[0] for sentence in found] == [
        f"[ERROR] must be less than {limit + 1} characters"
    ]


PLACES = ("elements", "element", "rows", "child_blocks", "tasks", "actions", "chart", "series")
KEYS = ("type", "text", "options", "initial_option", "data", "axis_config", "categories", *PLACES)
TYPES = (
    *("section", "actions", "input", "button", "static_select", "rich_text", "table", "plan"),
    *("data_table", "container", "carousel", "card", "data_visualization", "line", "pie"),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner | st.sampled_from(TYPES),
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(json_values)
def test_no_payload_makes_the_checker_raise(payload: Any) -> None:
    for sentence in check_message({"text": "hi", "blocks": payload, "attachments": payload}):
        assert "json-pointer:" in sentence
    check_view({"type": "modal", "title": payload, "blocks": payload})
