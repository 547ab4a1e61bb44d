"""Cards, containers, alerts, charts and data tables in a terminal."""

from playground.blockkit import check_message
from playground.page import charts
from playground.render import Look, render_blocks
from tests.playground.test_render import cell, mrkdwn, plain

BUTTON = {"type": "button", "text": plain("Take it"), "action_id": "take"}


def test_cards_and_containers_hold_together_and_number_their_buttons() -> None:
    picture = {"type": "image", "image_url": "https://a.example/a.png", "alt_text": "A chart"}
    card = {
        "type": "card",
        "title": mrkdwn("*Acme*"),
        "subtitle": plain("Discovery"),
        "hero_image": picture,
        "body": mrkdwn("Renews in May."),
        "actions": [BUTTON],
    }
    box = {
        "type": "container",
        "title": plain("Two deals"),
        "subtitle": mrkdwn("Review *both*"),
        "is_collapsible": True,
        "child_blocks": [
            {"type": "section", "text": mrkdwn("one two three four five six")},
            {"type": "actions", "elements": [BUTTON]},
        ],
    }
    small = {"type": "card", "title": plain("Initech")}
    assert render_blocks(
        [card, box, {"type": "carousel", "elements": [small, small]}], Look(24)
    ) == [
        "│ Acme",
        "│ Discovery",
        "│ [image: A chart]",
        "│ Renews in May.",
        "│ [1 Take it]",
        "▾ Two deals",
        "Review both",
        "  one two three four",
        "  five six",
        "  [2 Take it]",
        "│ Initech",
        "",
        "│ Initech",
    ]


def test_alerts_and_connections_say_how_things_stand() -> None:
    provider = {"type": "auth_provider", "value": "crm", "name": plain("CRM")}
    assert render_blocks(
        [
            {"type": "alert", "level": "warning", "text": mrkdwn("Nothing is *undone* later.")},
            {**provider, "is_connected": False, "auth_url": "https://a.example/in"},
            {**provider, "is_connected": True, "connected_identity": plain("ada@a.example")},
            {"type": "call", "call_id": "R1"},
        ],
        Look(60),
    ) == [
        "! Nothing is undone later.",
        "CRM  not connected",
        "Connect (https://a.example/in)",
        "CRM  connected ada@a.example",
        "[call: R1]",
    ]


def test_charts_are_bars_with_their_figures() -> None:
    pie = {"type": "pie", "segments": [{"label": "North", "value": 6}, {"label": "S", "value": 2}]}
    series = [
        {"name": "Won", "data": [{"label": "Jan", "value": 4}, {"label": "Feb", "value": 1}]},
        {"name": "Lost", "data": [{"label": "Jan", "value": 2}, {"label": "Feb", "value": -2}]},
    ]
    line = {"type": "line", "series": series, "axis_config": {"categories": ["Jan", "Feb"]}}
    charts = [
        {"type": "data_visualization", "title": title, "chart": chart}
        for title, chart in (("Regions", pie), ("Months", line))
    ]
    assert render_blocks(charts, Look(26)) == [
        "Regions",
        "North ████████████ 6 (75%)",
        "S     ████ 2 (25%)",
        "Months",
        "Jan Won  ██████████████ 4",
        "Jan Lost ███████ 2",
        "Feb Won  ███▌ 1",
        "Feb Lost ███████ -2",
    ]


def test_a_data_table_has_a_caption_and_buttons_in_cells() -> None:
    rows = [[cell("Region"), cell("Open")], [cell("North"), {"type": "action", "element": BUTTON}]]
    block = {"type": "data_table", "caption": "Deals", "rows": rows}
    assert render_blocks([block], Look(40)) == [
        "Deals",
        "Region  Open",
        "──────  ───────────",
        "North   [1 Take it]",
    ]


def test_a_chart_of_wild_numbers_is_drawn_all_the_same() -> None:
    values = (1e308, -1.7e308, 5e-324, 10**400)
    points = [{"label": str(index), "value": value} for index, value in enumerate(values)]
    plot = {
        "type": "bar",
        "series": [{"name": "Wild", "data": points}],
        "axis_config": {"categories": [point["label"] for point in points]},
    }
    pie = {"type": "pie", "segments": [points[0], points[2], points[3]]}
    for chart in (plot, {**plot, "type": "line"}, {**plot, "type": "area"}, pie):
        block = {"type": "data_visualization", "title": "Wild", "chart": chart}
        assert check_message({"blocks": [block]}) == []
        assert "Wild" in "\n".join(render_blocks([block], Look(60)))
        drawn = str(charts.chart(block))
        assert "nan" not in drawn
        assert "inf" not in drawn
        assert "1e+300" in drawn
