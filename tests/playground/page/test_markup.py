"""What people and apps write is shown with its marks, and never becomes markup of the page."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.page.dates import DateText
from playground.page.inline import Reader
from playground.page.markdown import MarkdownText
from playground.page.markup import mrkdwn, plain
from playground.page.rich_text import rich_text
from tests.playground.page.html_reader import Html, read

NAMES = {"U0ADA": "Ada Okafor", "U0BO": "Bo", "C0GEN": "general", "S0OPS": "ops"}
NOON = 1_700_000_000  # 14 November 2023, 22:13:20 UTC
READER = Reader(NAMES, "U0ADA", "acme", DateText("Europe/Berlin", NOON))
ALLOWED = {"strong", "em", "s", "code", "pre", "blockquote", "a", "span", "time"}


def shown(text: str) -> Html:
    return read(mrkdwn(text, READER))


def test_marks_become_elements_and_plain_words_stay_plain() -> None:
    html = shown("*bold* _slanted_ ~gone~ `a < b` 2*3*4 snake_case_name")
    assert html.text == "bold slanted gone a < b 2*3*4 snake_case_name"
    assert [tag.name for tag in html.tags] == ["strong", "em", "s", "code"]


def test_marks_inside_marks_and_none_inside_code() -> None:
    html = shown("*all _of_ it* `*not* <@U0ADA>`")
    assert html.one("em").inside == ("strong",)
    assert html.one("code").text == "*not* <@U0ADA>"
    assert not html.of_class("mention")


def test_quotes_gather_their_lines_and_code_keeps_its_own() -> None:
    html = shown("before\n> one\n&gt; two\nafter\n```\nx = 1\n  y\n```\nend")
    assert html.one("blockquote").text == "one\ntwo"
    assert html.one("pre").text == "x = 1\n  y"
    assert html.text == "beforeone\ntwoafterx = 1\n  yend"


def test_three_brackets_quote_all_that_follows_but_not_inside_code() -> None:
    html = shown("said:\n>>> one\n*two*\n```\ncode\n```")
    assert html.one("blockquote").text == "one\ntwocode"
    assert html.one("pre").inside == ("blockquote",)
    assert not shown("```\n>>> 1 + 1\n```").all("blockquote")
    assert shown(">>> a\n" * 2000).all("blockquote")


def test_names_stand_for_ids_and_what_concerns_the_viewer_stands_out() -> None:
    html = shown("<@U0ADA> <@U0BO> <@U0GONE|bob> <#C0GEN> <!subteam^S0OPS> <!here>")
    assert html.text == "@Ada Okafor @Bo @bob #general @ops @here"
    assert [tag.text for tag in html.of_class("me")] == ["@Ada Okafor", "@here"]


def test_links_leave_by_a_new_tab_and_permalinks_stay_here() -> None:
    html = shown(
        "<https://a.example/x?a=1&amp;b=2|the *board*> <mailto:a@b.c>, https://b.example/."
    )
    board, mail, bare = html.all("a")
    assert (board.attributes["href"], board.text) == ("https://a.example/x?a=1&b=2", "the *board*")
    assert board.attributes["rel"] == "noopener noreferrer"
    assert board.attributes["target"] == "_blank"
    assert (mail.attributes["href"], mail.text) == ("mailto:a@b.c", "a@b.c")
    assert bare.attributes["href"] == "https://b.example/"
    (here,) = shown("<https://acme.slack.com/archives/C0GEN/p17?thread_ts=1.5|it>").all("a")
    assert here.attributes["href"] == "/archives/C0GEN/p17?thread_ts=1.5"
    assert "target" not in here.attributes


@pytest.mark.parametrize(
    "text",
    [
        "<javascript:alert(1)|click>",
        "<JaVaScRiPt:alert(1)>",
        "<data:text/html,x|y>",
        "<//evil.example|x>",
        "<b>",
        "<https://[bad|x>",
    ],
)
def test_an_address_that_must_not_be_followed_is_shown_as_it_was_written(text: str) -> None:
    html = shown(text)
    assert not html.tags
    assert html.text == text


def test_dates_are_told_in_the_viewers_zone_with_a_fallback() -> None:
    html = shown(f"<!date^{NOON}^{{date_short}} at {{time}}^https://a.example|then>")
    assert html.one("time").text == "Nov 14, 2023 at 11:13 PM"
    assert html.one("time").attributes["datetime"] == "2023-11-14T23:13:20+01:00"
    assert html.one("a").attributes["href"] == "https://a.example"
    assert shown("<!date^soon^{date}|some day>").text == "some day"
    assert shown(f"<!date^{NOON}^{{era}}|some day>").text == "some day"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("{date_num} {time_secs}", "2023-11-14 11:13:20 PM"),
        ("{date}", "November 14th, 2023"),
        ("{date_long}", "Tuesday, November 14th, 2023"),
        ("{date_pretty}", "today"),
        ("{date_slash}", "11/14/2023"),
        ("{ago}", "less than a minute ago"),
    ],
)
def test_each_form_of_a_date(form: str, said: str) -> None:
    assert READER.dates.show(NOON, form) == said


def test_days_near_today_have_names_and_spans_have_units() -> None:
    day = 86_400
    assert READER.dates.show(NOON - day, "{date_long_pretty}") == "yesterday"
    assert READER.dates.show(NOON + day, "{date_short_pretty}") == "tomorrow"
    assert READER.dates.show(NOON - 2 * day, "{date_short_pretty}") == "Nov 12, 2023"
    assert READER.dates.show(NOON - 3 * 3600, "{ago}") == "3 hours ago"
    assert READER.dates.show(NOON + 60, "{ago}") == "in 1 minute"
    assert READER.dates.show(10**18, "{date}") is None


def test_emoji_names_become_characters_and_others_stay() -> None:
    assert shown(":tada: :+1: :wave::skin-tone-4: :flag-nl: :no_such: 10:30:00").text == (
        "🎉 👍 👋🏽 🇳🇱 :no_such: 10:30:00"
    )
    assert plain(":tada: *x* <b>") == "🎉 *x* &lt;b&gt;"
    assert plain(":tada:", with_emoji=False) == ":tada:"


@given(st.lists(st.sampled_from([*"<>&*_~`|!@#:^ \n\"'/ab1", "https://", "```"])).map("".join))
def test_no_text_makes_other_elements_or_addresses(text: str) -> None:
    html = shown(text)
    assert {tag.name for tag in html.tags} <= ALLOWED
    assert not html.unbalanced
    for link in html.all("a"):
        assert urlsplit(link.attributes["href"]).scheme in {"http", "https", "mailto", "tel"}
    assert not [key for tag in html.tags for key in tag.attributes if key.startswith("on")]


def rich(*elements: object) -> Html:
    return read(rich_text({"type": "rich_text", "elements": list(elements)}, READER))


def section(*inlines: object) -> dict[str, object]:
    return {"type": "rich_text_section", "elements": list(inlines)}


def test_rich_text_has_its_styles_references_and_colours() -> None:
    both = {"type": "text", "text": "<both>", "style": {"bold": True, "strike": True}}
    html = rich(
        section(
            both,
            {"type": "user", "user_id": "U0ADA"},
            {"type": "broadcast", "range": "channel"},
            {"type": "emoji", "name": "wave", "unicode": "1f44b-1f3fd"},
            {"type": "color", "value": "#c01343"},
            {"type": "date", "timestamp": NOON, "format": "{date_num}", "fallback": "then"},
            {"type": "link", "url": "javascript:alert(1)", "text": "no"},
            {"type": "hologram", "fallback": "as words"},
        )
    )
    assert html.text == "<both>@Ada Okafor@channel👋🏽#c013432023-11-14noas words"
    assert html.one("s").inside == ("div", "strong")
    assert html.one("rect").attributes["fill"] == "#c01343"
    assert not html.all("a")
    hostile = rich(section({"type": "color", "value": '"><script>'}))
    assert not hostile.all("script")


def test_lists_keep_their_depth_their_numbers_and_their_border() -> None:
    item = section({"type": "text", "text": "x"})
    html = rich(
        {"type": "rich_text_list", "style": "ordered", "offset": 2, "elements": [item]},
        {"type": "rich_text_list", "style": "bullet", "indent": 9, "border": 1, "elements": [item]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "q"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a\n  b"}]},
    )
    assert html.one("ol").attributes["start"] == "3"
    assert html.one("ul").has_class("indent-8")
    assert html.one("ul").inside == ("div",)
    assert html.one("blockquote").text == "q"
    assert html.one("pre").text == "a\n  b"


def test_bare_addresses_in_markdown_are_links_once() -> None:
    html = read(
        MarkdownText().html(
            "See https://a.example/x. [https://b.example](https://b.example) `https://c.example`",
            READER,
        )
    )
    assert [tag.text for tag in html.all("a")] == ["https://a.example/x", "https://b.example"]


def test_markdown_keeps_its_structure_and_loses_its_dangers() -> None:
    text = (
        "# Title :tada:\n<script>alert(1)</script> **b** [ok](https://a.example) "
        "[no](javascript:alert(1)) ![pic](https://a.example/x.png)\n\n| a | b |\n|---|--:|\n| 1 | 2 |"
    )
    html = read(MarkdownText().html(text, READER))
    assert html.one("h3").text == "Title 🎉"
    assert not html.all("script")
    assert not html.all("img")
    assert [tag.attributes["href"] for tag in html.all("a")] == [
        "https://a.example",
        "https://a.example/x.png",
    ]
    assert [tag.attributes.get("class") for tag in html.all("td")] == [None, "right"]
    assert html.one("table").inside == ("div",)
    assert not [tag for tag in html.tags if "style" in tag.attributes]
