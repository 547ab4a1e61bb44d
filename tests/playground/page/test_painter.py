"""Blocks on the page: all of them have a picture, and none loses its message."""

import json
import logging
from typing import Any

import pytest
from hypothesis import given, settings
from slack_sdk.models.blocks import Block

from playground.blockkit.layout import BLOCKS
from playground.blockkit.rules import Many, Rule, Typed
from tests.playground.page.drawing import PAINTER, SCENE, boxes, drawn, plain
from tests.playground.page.html_reader import read
from tests.playground.test_blockkit_properties import blocks as sdk_blocks

ELEMENT_FIELDS = frozenset({"elements", "element", "accessory", "actions"})


@pytest.mark.parametrize("surface", ["message", "modal", "home"])
def test_every_block_that_is_accepted_has_a_template(surface: Any) -> None:
    missing = [kind for kind in BLOCKS[surface].shapes if not PAINTER.knows(f"blocks/{kind}.html")]
    assert missing == []


@pytest.mark.parametrize("surface", ["message", "modal", "home"])
def test_every_element_that_is_accepted_has_a_template(surface: Any) -> None:
    kinds = _elements_of(BLOCKS[surface])
    assert {"button", "static_select", "plain_text_input"} <= kinds
    assert {kind for kind in kinds if not PAINTER.knows(f"elements/{kind}.html")} == set()


def _elements_of(blocks: Typed) -> set[str]:
    fields = [
        rule
        for shape in blocks.shapes.values()
        for name, rule in {**shape.required, **shape.optional}.items()
        if name in ELEMENT_FIELDS
    ]
    kinds = {kind for rule in fields for kind in _kinds(rule)}
    texts = {"mrkdwn", "plain_text", *(kind for kind in kinds if kind.startswith("rich_text_"))}
    return kinds - (texts - {"rich_text_input"}) - set(blocks.shapes)


def _kinds(rule: Rule) -> set[str]:
    match rule:
        case Many():
            return _kinds(rule.item)
        case Typed():
            return set(rule.shapes)
        case _:
            return set()


@settings(max_examples=60, deadline=None)
@given(sdk_blocks)
def test_whatever_slacks_own_models_make_is_drawn_whole(made: Block) -> None:
    html = drawn(made.to_dict())
    assert boxes(html) == []
    assert html.unbalanced == []


def test_what_is_not_known_is_a_named_box_with_its_json() -> None:
    html = drawn(
        {"type": "hologram", "depth": 3, "text": "<b>"},
        {"type": "actions", "elements": [{"type": "lever", "action_id": "pull"}, 7]},
        "no block at all",
    )
    assert boxes(html) == [
        "Block: hologram",
        "Element: lever",
        "Not an element",
        "Not a block",
    ]
    assert json.loads(html.all("pre")[0].text) == {"type": "hologram", "depth": 3, "text": "<b>"}
    assert not html.all("b")


@pytest.mark.parametrize("kind", ["../layout", "_cells", "section.html", "", "a/b", "\x00"])
def test_a_type_is_never_read_as_a_path(kind: str) -> None:
    assert boxes(drawn({"type": kind})) == [f"Block: {kind}"]


def test_a_block_that_cannot_be_drawn_leaves_the_rest_of_its_message(
    caplog: pytest.LogCaptureFixture,
) -> None:
    message = {
        "blocks": [
            {"type": "header", "text": plain("Before")},
            {"type": "section", "fields": 3},
            {"type": "data_visualization", "title": "x", "chart": {"type": "cloud"}},
            {"type": "header", "text": plain("After")},
        ],
        "attachments": ["nothing", {"fields": 7}, {"text": "kept"}],
        "files": [None],
    }
    with caplog.at_level(logging.WARNING):
        html = read(PAINTER.content(message, SCENE))
    assert [tag.text for tag in html.all("h3")] == ["Before", "After"]
    expected = ["Block: section", "Block: data_visualization", "Attachment", "Attachment", "File"]
    assert boxes(html) == expected
    assert "kept" in html.text
    assert "Block: section could not be drawn" in caplog.text


def test_a_value_without_a_bottom_still_has_its_box() -> None:
    deep: dict[str, Any] = {"type": "hologram"}
    for _ in range(2000):
        deep = {"type": "hologram", "inner": deep}
    assert boxes(drawn(deep, {"type": "divider"})) == ["Block: hologram"]


def test_half_a_character_does_not_stop_the_page() -> None:
    html = PAINTER.content({"blocks": [{"type": "header", "text": plain("a\ud83d b")}]}, SCENE)
    assert html.encode().decode() == html
    assert PAINTER.json_box("x", {"half": "\ud83d"}).encode()


def test_blocks_stand_for_the_text_that_notifications_show() -> None:
    header = {"type": "header", "text": plain("Shown")}
    assert read(PAINTER.content({"text": "hidden", "blocks": [header]}, SCENE)).text == "Shown"
    html = read(PAINTER.content({"text": "*said* <@U0ADA>"}, SCENE))
    assert html.text == "said @Ada Okafor"
    assert html.tags[0].has_class("text")


def test_pictures_from_elsewhere_are_described_and_not_loaded() -> None:
    far = {"type": "image", "image_url": "https://a.example/x.png", "alt_text": "A chart"}
    html = drawn(far)
    assert not html.all("img")
    assert html.one("a").attributes["href"] == "https://a.example/x.png"
    assert "A chart" in html.text
    held = drawn({"type": "image", "slack_file": {"id": "F0A"}, "alt_text": "Ours"}).one("img")
    assert held.attributes["src"] == "/files/F0A/image?as=U0ADA"
    url = {"url": "https://files.slack.com/files-pri/T0A-F0B/x.png"}
    linked = drawn({"type": "image", "slack_file": url, "alt_text": "Ours"}).one("img")
    assert linked.attributes["src"] == "/files/F0B/image?as=U0ADA"


def test_files_are_downloaded_as_the_viewer_and_pictures_among_them_shown() -> None:
    table = {"id": "F1", "name": "a b/ü.csv", "pretty_type": "CSV", "size": 48_213}
    picture = {"id": "F2", "name": "x.png", "mimetype": "image/png"}
    gone = {"id": "F3", "mode": "tombstone"}
    html = read(PAINTER.content({"files": [table, picture, gone]}, SCENE))
    assert html.all("a")[0].attributes["href"] == "/files/F1/a%20b%2F%C3%BC.csv?as=U0ADA"
    assert "CSV · 48.2 kB" in html.text
    assert html.one("img").attributes["src"] == "/files/F2/x.png?as=U0ADA"
    assert "This file was deleted." in html.text


def test_an_attachment_has_its_colour_and_no_other_attributes() -> None:
    html = read(PAINTER.content({"attachments": [{"color": "36a64f", "text": "*x*"}]}, SCENE))
    assert html.one("rect").attributes["fill"] == "#36a64f"
    bad = read(PAINTER.content({"attachments": [{"color": '"/><script>', "text": "x"}]}, SCENE))
    assert "fill" not in bad.one("rect").attributes
    assert not bad.all("script")


# ---- tables and charts ----


def test_a_table_has_headings_alignment_and_a_place_to_scroll() -> None:
    rows = [[{"type": "raw_text", "text": "Deal"}], [{"type": "raw_number", "value": 2}]]
    html = drawn({"type": "table", "rows": rows, "column_settings": [{"align": "right"}]})
    assert html.of_class("scroll")[0].attributes["tabindex"] == "0"
    assert html.one("th", scope="col").text == "Deal"
    assert html.one("td").attributes["class"] == "right"
    assert html.one("td").text == "2"


def test_a_chart_is_told_in_words_too() -> None:
    chart = {"type": "pie", "segments": [{"label": "All", "value": 5}]}
    html = drawn({"type": "data_visualization", "title": "Deals", "chart": chart})
    assert html.one("svg", role="img").attributes["aria-label"] == "Pie chart, Deals: All: 5"
    series = [{"name": "North", "data": [{"label": "Jan", "value": -2}]}]
    bars = {"type": "bar", "series": series, "axis_config": {"categories": ["Jan"]}}
    html = drawn({"type": "data_visualization", "title": "Deals", "chart": bars})
    assert html.one("svg", role="img").attributes["aria-label"].endswith("North: Jan -2")
