"""Blocks read well in a terminal, and nothing in them can steer it."""

import unicodedata
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from playground.controls import controls
from playground.render import Look, render_blocks, render_message, render_text, render_view
from playground.render.spans import width_of
from tests.playground.test_blockkit_properties import blocks as sdk_blocks


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def option(text: str) -> dict[str, Any]:
    return {"text": plain(text), "value": text}


def cell(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": text}


NAMES = {"U0ADA": "Ada Okafor", "C0GEN": "general", "S0OPS": "ops"}


def text(said: str, width: int = 80) -> list[str]:
    return render_text(said, Look(width, names=NAMES))


def test_marks_become_styles_or_nothing() -> None:
    said = "*bold* _slanted_ ~gone~ `code` 2*3*4 snake_case_name"
    assert text(said) == ["bold slanted gone code 2*3*4 snake_case_name"]
    assert render_text("*bold* _and ~all~_", Look(styled=True)) == [
        "\x1b[1mbold\x1b[0m \x1b[3mand \x1b[0m\x1b[3;9mall\x1b[0m"
    ]


def test_references_become_names_and_links_words() -> None:
    assert text("<@U0ADA> in <#C0GEN>, <!here> and <!subteam^S0OPS>; <@U0GONE|bob>") == [
        "@Ada Okafor in #general, @here and @ops; @bob"
    ]
    assert text("<https://a.example/x|the board> <https://b.example> <mailto:a@b.c|a@b.c>") == [
        "the board (https://a.example/x) https://b.example a@b.c"
    ]
    assert text("until <!date^1700000000^{date_short} at {time}|14 Nov, 22:13>") == [
        "until 14 Nov, 22:13"
    ]


def test_entities_are_unescaped_once_and_never_become_references() -> None:
    assert text("a &lt;!channel&gt; b &amp;lt; c") == ["a <!channel> b &lt; c"]


def test_quotes_code_blocks_and_known_emoji() -> None:
    assert text("&gt; said\nplain\n```\nx = *1*\n```") == ["▏ said", "plain", "x = *1*"]
    assert text("done :white_check_mark: :unknown_one:") == ["done ✅ :unknown_one:"]


def test_a_name_cannot_clear_the_screen_or_turn_the_text_around() -> None:
    nasty = "Bob\x1b[2J\x1b]0;title\x07\x9b31m\u202egnp\u2066\r\b"
    shown = "".join(render_blocks([{"type": "section", "text": plain(nasty)}]))
    assert shown == "Bob[2J]0;title31mgnp"
    assert render_text("x", Look(names={"U": "\x1b[2J"})) == ["x"]
    assert text("<@U0EVIL>") == ["@U0EVIL"]
    assert render_text("<@U0EVIL>", Look(names={"U0EVIL": "\x1b[2Jroot"})) == ["@[2Jroot"]


def test_long_lines_wrap_at_spaces_and_wide_characters_count_double() -> None:
    assert text("one two three four", 10) == ["one two", "three four"]
    assert text("会議室会議室会議室", 10) == ["会議室会議", "室会議室"]
    assert text("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_a_message_with_header_fields_context_and_divider() -> None:
    shown = render_blocks(
        [
            {"type": "header", "text": plain("Delete 12 events")},
            {"type": "section", "fields": [mrkdwn("*From*\nAda"), mrkdwn("*Zone*\nLondon")]},
            {"type": "divider"},
            {"type": "context", "elements": [mrkdwn("Nothing is sent yet."), mrkdwn("Draft 1")]},
        ],
        Look(32),
    )
    assert shown == [
        "Delete 12 events",
        "From             Zone",
        "Ada              London",
        "─" * 32,
        "Nothing is sent yet.  Draft 1",
    ]


def test_tables_align_also_with_wide_characters_and_wrap_what_is_too_wide() -> None:
    rows = [
        [cell("Name"), cell("Count"), cell("What")],
        [cell("会議"), cell("12"), cell("moved to a later day")],
        [cell("Bob"), {"type": "raw_number", "value": 7}, cell("kept")],
    ]
    block = {"type": "table", "rows": rows, "column_settings": [{}, {"align": "right"}]}
    assert render_blocks([block], Look(28)) == [
        "Name  Count  What",
        "────  ─────  ───────────────",
        "会議     12  moved to a",
        "             later day",
        "Bob       7  kept",
    ]


def test_buttons_and_menus_are_numbered_in_reading_order() -> None:
    menu = {"type": "overflow", "action_id": "more", "options": [option("Remove")]}
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": mrkdwn("Lunch"), "accessory": menu},
        {
            "type": "actions",
            "elements": [
                {"type": "button", "text": plain("Confirm All"), "action_id": "c"},
                {
                    "type": "static_select",
                    "action_id": "p",
                    "placeholder": plain("Page"),
                    "options": [option(str(number)) for number in range(9)],
                    "initial_option": option("3"),
                },
            ],
        },
    ]
    assert render_blocks(blocks, Look(40)) == [
        "Lunch                    [1 ⋯ ▾]  Remove",
        "[2 Confirm All]  [3 3 ▾]  9 options",
    ]
    assert "[7 Confirm All]" in "\n".join(render_blocks(blocks, Look(40), first_number=6))


def test_plans_rich_text_and_markdown() -> None:
    section = {
        "type": "rich_text_section",
        "elements": [
            {"type": "user", "user_id": "U0ADA"},
            {"type": "text", "text": " wrote", "style": {"bold": True}},
        ],
    }
    rich = {
        "type": "rich_text",
        "elements": [
            section,
            {"type": "rich_text_list", "style": "ordered", "elements": [section, section]},
            {"type": "rich_text_quote", "elements": section["elements"]},
        ],
    }
    cards: list[dict[str, Any]] = [
        {"type": "task_card", "task_id": "1", "title": "Read", "status": "complete"},
        {"type": "task_card", "task_id": "2", "title": "Send", "status": "error", "details": rich},
    ]
    shown = render_blocks(
        [
            {"type": "plan", "title": "Work", "tasks": cards[:1]},
            cards[1],
            rich,
            {
                "type": "markdown",
                "text": "# Title\n- **one** [a](https://b.example)\n```\n# x\n```",
            },
        ],
        Look(names=NAMES),
    )
    wrote = "@Ada Okafor wrote"
    listed = [wrote, f"1. {wrote}", f"2. {wrote}", f"▏ {wrote}"]
    assert shown == [
        "Work",
        "  ✓ Read",
        "✗ Send",
        *(f"  {line}" for line in listed),
        *listed,
        "Title",
        "• one a (https://b.example)",
        "# x",
    ]


def test_a_modal_is_framed_with_its_buttons_values_and_errors() -> None:
    element = {"type": "plain_text_input", "action_id": "v", "initial_value": "Hello"}
    view = {
        "type": "modal",
        "title": plain("Edit"),
        "submit": plain("Save"),
        "blocks": [
            {"type": "input", "block_id": "s", "label": plain("Subject"), "element": element},
        ],
    }
    assert render_view(view, Look(28), errors={"s": "Too short"}) == [
        "╭─ Edit ───────────────────╮",
        "│ Subject                  │",
        "│   [1 Hello]              │",
        "│   ! Too short            │",
        "│                          │",
        "│ [2 Save]  [3 Cancel]     │",
        "╰──────────────────────────╯",
    ]
    held = {"s": {"v": {"type": "plain_text_input", "value": "Bye"}}}
    assert "[1 Bye]" in render_view(view, Look(28), held)[2]


def test_text_stands_in_for_missing_blocks_and_attachments_follow() -> None:
    message = {"text": "*hi*", "attachments": [{"text": "quoted"}, {"fallback": "plain"}]}
    assert render_message(message) == ["hi", "│ quoted", "│ plain"]


def _unwanted(line: str) -> list[str]:
    return [char for char in line if unicodedata.category(char) in {"Cc", "Cs"}]


@given(st.lists(sdk_blocks, min_size=1, max_size=4), st.integers(20, 120))
def test_every_valid_block_renders_within_the_width_and_without_control_characters(
    found: list[Any], width: int
) -> None:
    blocks = [block.to_dict() for block in found]
    lines = render_blocks(blocks, Look(width))
    assert [line for line in lines if _unwanted(line)] == []
    assert [line for line in lines if width_of(line) > width] == []
    shown = "\n".join(lines)
    assert all(f"[{number}" in shown for number in range(1, len(controls(blocks)) + 1))


@given(st.text(max_size=200), st.integers(8, 80))
def test_any_text_at_all_renders_as_mrkdwn_and_as_markdown(said: str, width: int) -> None:
    lines = render_text(said, Look(width))
    lines += render_blocks([{"type": "markdown", "text": said}], Look(width))
    assert [line for line in lines if _unwanted(line) or width_of(line) > width] == []
