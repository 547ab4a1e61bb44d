"""Blocks in blocks, cells and points: what holds between them, and where a refusal points."""

from typing import Any

from playground.blockkit import check_attachments
from tests.playground.test_blockkit import (
    DIVIDER,
    actions,
    button,
    cell,
    plain,
    refused,
    table,
    task,
)


def container(*children: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "container", "title": plain("Box"), "child_blocks": list(children), **more}


def test_what_stands_in_a_container_is_checked_with_its_place() -> None:
    assert refused(container(actions(button()))) == []
    long = container(DIVIDER, actions(button(text=plain("x" * 76))))
    assert "/blocks/0/child_blocks/1/elements/0/text/text" in refused(long)[0]
    twice = container(actions(button(), button()))
    assert "action_id is already used in this block: go" in refused(twice)[0]
    same = {"type": "divider", "block_id": "same"}
    assert "/blocks/1/child_blocks/0/block_id" in refused(same, container(same))[0]
    cells = container(table(*[[cell("x" * 2001)]] * 5))
    assert "must be less than 10001 characters" in refused(cells)[0]


def test_a_card_and_a_plan_have_ids_of_their_own_too() -> None:
    card = {"type": "card", "title": plain("Deal"), "actions": [button(), button()]}
    assert "/blocks/0/actions/1/action_id" in refused(card)[0]
    both = {"type": "carousel", "elements": [{**card, "actions": [button()]}] * 2}
    assert refused(both) == []
    named = {"type": "card", "title": plain("Deal"), "block_id": "b"}
    assert "block_id is already used" in refused({"type": "carousel", "elements": [named] * 2})[0]
    plan = {"type": "plan", "title": "Work", "tasks": [task(), task()]}
    assert "/blocks/0/tasks/1/task_id" in refused(plan)[0]


def test_a_data_table_may_be_longer_than_a_message() -> None:
    rows = [[cell("Heading")], [cell("x" * 14_000)]]
    block = {"type": "data_table", "caption": "Long", "rows": rows}
    assert refused(block) == []
    rich = {"type": "rich_text", "elements": []}
    block["rows"] = [[rich], [cell("x")]]
    assert len(refused(block)) == 2  # empty, and in the heading


def test_a_chart_needs_a_point_for_each_category() -> None:
    series = {"name": "North", "data": [{"label": "Jan", "value": 1}]}
    drawn = {"type": "bar", "series": [series], "axis_config": {"categories": ["Jan", "Feb"]}}
    chart = {"type": "data_visualization", "title": "Deals", "chart": drawn}
    assert "/blocks/0/chart/series/0/data" in refused(chart)[0]
    series["data"] = [{"label": "Feb", "value": 2}, {"label": "Jan", "value": -1}]
    assert refused(chart) == []


def test_a_connection_has_the_limits_of_the_sdk() -> None:
    provider = {"type": "auth_provider", "value": "crm", "name": plain("CRM"), "is_connected": True}
    assert refused(provider) == []
    assert "less than 76" in refused({**provider, "name": plain("x" * 76)})[0]
    assert "https" in refused({**provider, "auth_url": "http://a.example"})[0]


def test_attachments_are_checked_by_themselves_as_well() -> None:
    assert check_attachments([{"blocks": [DIVIDER]}]) == []
    assert "/attachments/0/blocks/0/type" in check_attachments([{"blocks": [{"type": "x"}]}])[0]
