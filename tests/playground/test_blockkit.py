"""What Slack would refuse is refused here, with the place; what it takes is taken."""

from typing import Any

import pytest

from playground.blockkit import check_message, check_view


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str = "") -> dict[str, Any]:
    return {"text": plain(text), "value": value or text}


def button(**own: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Go"), "action_id": "go", **own}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def modal(*blocks: dict[str, Any], **own: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Edit"), "blocks": list(blocks), **own}


def an_input(element: dict[str, Any], **own: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("Subject"), "element": element, **own}


def task(**own: Any) -> dict[str, Any]:
    return {"type": "task_card", "task_id": "t", "title": "Read", **own}


def table(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "table", "rows": list(rows)}


def cell(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": text}


def refused(*blocks: dict[str, Any]) -> list[str]:
    return check_message({"text": "hello", "blocks": list(blocks)})


DIVIDER = {"type": "divider"}


@pytest.mark.parametrize(
    ("block", "sentence"),
    [
        (
            actions(button(text=plain("x" * 76))),
            "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
        ),
        (
            {"type": "section", "text": mrkdwn("")},
            "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
        ),
        ({"type": "banner"}, "unsupported type: banner"),
        ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0]"),
        ({"type": "header", "text": mrkdwn("Hi")}, "must be plain_text"),
        (
            {"type": "header", "text": plain("Hi"), "colour": "red"},
            "invalid additional property: colour",
        ),
        ({"text": plain("Hi")}, "missing required field: type"),
        (
            actions(button(style="default")),
            "must be a valid enum value: primary, danger, not 'default'",
        ),
        (actions({"type": "plain_text_input"}), "unsupported type: plain_text_input"),
        (actions(button(action_id="a" * 256)), "must be less than 256 characters"),
        (actions(button(value="v" * 2001)), "must be less than 2001 characters"),
        (actions(button(url="h" * 3001)), "must be less than 3001 characters"),
        (actions(*[button(action_id=f"a{n}") for n in range(26)]), "no more than 25 items"),
        (actions(), "must provide at least 1 items"),
        (actions(button(), button()), "action_id is already used in this block: go"),
        ({"type": "context", "elements": [mrkdwn("x")] * 11}, "no more than 10 items"),
        ({"type": "section", "fields": [mrkdwn("x")] * 11}, "no more than 10 items"),
        ({"type": "section", "fields": [mrkdwn("x" * 2001)]}, "must be less than 2001 characters"),
        ({"type": "markdown", "text": "x" * 12_001}, "must be less than 12001 characters"),
        (
            {"type": "image", "alt_text": "a chart"},
            "must define either `image_url` or `slack_file`",
        ),
        (task(status="completed"), "not 'completed' [json-pointer:/blocks/0/status]"),
        ({"type": "plan", "title": "Work", "tasks": [task()] * 51}, "no more than 50 items"),
        (table([cell("")]), "must be more than 0 characters"),
        (table([{"type": "rich_text", "elements": []}]), "a table cell can't be empty"),
        (table(*[[cell("x")]] * 101), "no more than 100 items"),
        (table([cell("x")] * 21), "no more than 20 items"),
        (
            table(*[[cell("x" * 2001)]] * 5),
            "the cells of a table must be less than 10001 characters",
        ),
        (
            actions({"type": "overflow", "options": [option(str(n)) for n in range(6)]}),
            "no more than 5 items",
        ),
        (
            actions({"type": "static_select", "options": [option("x" * 76, "x")]}),
            "must be less than 76 characters",
        ),
        (
            actions({"type": "static_select", "options": [option("x", "v" * 151)]}),
            "must be less than 151 characters",
        ),
        (
            actions({"type": "static_select", "options": [option(str(n)) for n in range(101)]}),
            "no more than 100 items",
        ),
        (actions({"type": "static_select"}), "must define either `options` or `option_groups`"),
        (
            actions(
                {
                    "type": "static_select",
                    "options": [option("A")],
                    "initial_option": option("A", "B"),
                }
            ),
            "must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]",
        ),
        (
            actions({"type": "checkboxes", "options": [option(str(n)) for n in range(11)]}),
            "no more than 10 items",
        ),
        (actions({"type": "datepicker", "initial_date": "9 March"}), "the form YYYY-MM-DD"),
        (actions({"type": "timepicker", "initial_time": "9am"}), "the form HH:mm"),
        (
            actions({"type": "datetimepicker", "initial_date_time": 1_700_000_000_000}),
            "must be less than 10000000000",
        ),
        (
            actions(button(confirm={"title": plain("Sure?"), "text": plain("x" * 301)})),
            "must be less than 301 characters",
        ),
        (actions(button(confirm={"title": plain("Sure?")})), "missing required field: text"),
        (
            actions({"type": "conversations_select", "filter": {"include": ["everyone"]}}),
            "must be a valid enum value: im, mpim, private, public",
        ),
        (
            an_input({"type": "plain_text_input", "min_length": 9, "max_length": 3}),
            "min_length must not be more than max_length",
        ),
        (an_input({"type": "number_input"}), "missing required field: is_decimal_allowed"),
        (an_input({"type": "file_input"}), "unsupported type: file_input"),
        (
            {"type": "rich_text", "elements": [{"type": "rich_text_table", "elements": []}]},
            "unsupported type: rich_text_table",
        ),
    ],
)
def test_a_block_that_slack_refuses_is_refused_with_its_reason(
    block: dict[str, Any], sentence: str
) -> None:
    assert sentence in " | ".join(refused(block))


def test_a_valid_block_is_taken_and_one_wrong_field_is_one_refusal() -> None:
    assert refused(actions(button(style="primary", value="x" * 2000))) == []
    assert len(refused(actions(button(style="primary", value="x" * 2001)))) == 1


def test_what_is_no_block_at_all_is_told_without_raising() -> None:
    assert check_message({"blocks": "[]"}) == [
        "[ERROR] must provide an array [json-pointer:/blocks]"
    ]
    assert check_message({"blocks": [None, 3]}) == [
        "[ERROR] must provide an object [json-pointer:/blocks/0]",
        "[ERROR] must provide an object [json-pointer:/blocks/1]",
    ]
    assert check_view({"type": "modal", "title": "Edit", "blocks": {}}) == [
        "[ERROR] must provide an object [json-pointer:/view/title]",
        "[ERROR] must provide an array [json-pointer:/view/blocks]",
    ]


def test_a_message_takes_fifty_blocks_and_a_modal_a_hundred() -> None:
    assert refused(*[DIVIDER] * 50) == []
    assert refused(*[DIVIDER] * 51) == [
        "[ERROR] no more than 50 items allowed [json-pointer:/blocks]"
    ]
    assert check_view(modal(*[DIVIDER] * 100)) == []
    assert check_view(modal(*[DIVIDER] * 101)) != []


def test_a_block_id_is_used_once_in_a_message() -> None:
    twice = [{"type": "divider", "block_id": "same"}] * 2
    repeated = "[ERROR] block_id is already used: same [json-pointer:/blocks/1/block_id]"
    assert refused(*twice) == [repeated]


def test_the_same_action_in_two_blocks_is_fine() -> None:
    assert refused(actions(button()), actions(button())) == []


def test_tables_plans_and_totals_are_checked_over_the_whole_message() -> None:
    assert "only one table" in refused(table([cell("x")]), table([cell("x")]))[0]
    plan = {"type": "plan", "title": "Work", "tasks": [task()]}
    assert "can't be mixed" in refused(plan, task())[0]
    assert refused(plan) == []
    markdown = {"type": "markdown", "text": "x" * 6_001}
    assert "markdown blocks together" in refused(markdown, markdown)[0]
    long = {"type": "section", "text": mrkdwn("x" * 3_000)}
    assert refused(*[long] * 4) == []
    assert "all blocks together" in refused(*[long] * 5)[0]


def test_blocks_in_attachments_are_checked_too() -> None:
    message = {"text": "hi", "attachments": [{"color": "#fff", "blocks": [{"type": "banner"}]}]}
    assert "/attachments/0/blocks/0/type" in check_message(message)[0]


def test_a_modal_with_inputs_needs_submit() -> None:
    element = {"type": "plain_text_input", "action_id": "subject"}
    assert "must define `submit`" in check_view(modal(an_input(element)))[0]
    assert check_view(modal(an_input(element), submit=plain("Save"))) == []


@pytest.mark.parametrize("name", ["title", "submit", "close"])
def test_the_words_of_a_modal_have_at_most_24_characters(name: str) -> None:
    assert check_view(modal(DIVIDER, **{name: plain("x" * 24)})) == []
    assert "less than 25" in check_view(modal(DIVIDER, **{name: plain("x" * 25)}))[0]


def test_a_view_has_limits_of_its_own() -> None:
    assert "less than 3001" in check_view(modal(private_metadata="x" * 3001))[0]
    assert "less than 256" in check_view(modal(callback_id="x" * 256))[0]
    assert "unsupported type: drawer" in check_view({"type": "drawer", "blocks": []})[0]
    assert "invalid additional property: title" in check_view(modal(type="home"))[0]


@pytest.mark.parametrize("kind", ["call", "plan", "task_card", "markdown", "file"])
def test_blocks_for_messages_only_are_refused_in_views(kind: str) -> None:
    assert f"unsupported type: {kind}" in check_view(modal({"type": kind}))[0]
    home = {"type": "home", "blocks": [{"type": kind}]}
    assert f"unsupported type: {kind}" in check_view(home)[0]


def test_a_view_without_blocks_is_refused() -> None:
    assert check_view(modal()) == [
        "[ERROR] must provide at least 1 items [json-pointer:/view/blocks]"
    ]


def test_files_are_for_modals_and_moments_not_for_home_tabs() -> None:
    upload = an_input({"type": "file_input", "action_id": "csv", "filetypes": ["csv"]})
    assert check_view(modal(upload, submit=plain("Save"))) == []
    moment = actions({"type": "datetimepicker", "action_id": "when"})
    assert refused(moment) == []
    assert check_view(modal(moment)) == []
    assert "datetimepicker" in check_view({"type": "home", "blocks": [moment]})[0]


def test_only_one_element_takes_the_focus() -> None:
    one = an_input({"type": "plain_text_input", "action_id": "a", "focus_on_load": True})
    assert check_view(modal(one, submit=plain("Save"))) == []
    assert "focus_on_load" in check_view(modal(one, one, submit=plain("Save")))[0]
