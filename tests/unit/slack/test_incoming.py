"""What people type into Slack, as they meant it."""

import pytest

from app.slack.incoming import plain, split_here

BOT = "U0BOT"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("see <https://harbor.example/plan|here>", "see here (https://harbor.example/plan)"),
        ("see <http://harbor.example|harbor.example>", "see harbor.example"),
        ("see <https://Harbor.example/|harbor.example>", "see harbor.example"),
        ("see <https://harbor.example/?a=1&amp;b=2>", "see https://harbor.example/?a=1&b=2"),
        ("to <mailto:ana@harbor.example|ana@harbor.example>", "to ana@harbor.example"),
        ("to <mailto:ana@harbor.example|Ana>", "to Ana (ana@harbor.example)"),
        ("call <tel:+493012345|+49 30 12345>", "call +49 30 12345"),
    ],
)
def test_a_link_keeps_where_it_leads(said: str, meant: str) -> None:
    assert plain(said, {}, BOT) == meant


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("here tag every contact", "tag every contact"),
        ("here, tag every contact", "tag every contact"),
        (f"<@{BOT}> here: tag every contact", "tag every contact"),
        ("here", ""),
    ],
)
def test_here_asks_for_the_channel(said: str, rest: str) -> None:
    assert split_here(said, BOT) == (rest, True)


@pytest.mark.parametrize(
    "said",
    [
        f"<@{BOT}> <!here> email everybody",
        f"<@{BOT}> <!here|here> email everybody",
        "Here is the thing: email everybody",
        "here is the thing: email everybody",
        "here are the people to email",
        "here's my wish: email everybody",
        "email everybody here",
    ],
)
def test_here_is_not_heard_by_accident(said: str) -> None:
    assert split_here(said, BOT) == (said, False)
