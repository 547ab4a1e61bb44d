"""What people type into Slack, as they meant it."""

import pytest

from app.domain.mentions import person, readable, spoken
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


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("email <@U1>: hi", "email <@ana@harbor.example|Ana Lima>: hi"),
        ("email <@U2>: hi", "email <@U2|U2>: hi"),
        ("email <@U2|ana>: hi", "email <@U2|ana>: hi"),
        ("everyone in <#C1|launch>", "everyone in <#C1|launch>"),
        ("everyone in <#C1>", "everyone in <#C1|>"),
        ("invite <!subteam^S1|@crew>", "invite <!subteam^S1|@crew>"),
        ("invite <!subteam^S1>", "invite <!subteam^S1|@crew>"),
        ("tell <!channel> and <!here|here>", "tell channel and here"),
    ],
)
def test_a_mention_stays_one(said: str, meant: str) -> None:
    known = {"U1": person("U1", "Ana Lima", "ana@harbor.example"), "S1": "@crew"}
    assert plain(said, known, BOT) == meant


def test_what_is_shown_of_a_request_can_be_read_again() -> None:
    said = "email <@ana@harbor.example|Ana Lima> and <@U2|Bo> of <#C1|launch> and <#C2|>"
    assert readable(said) == "email Ana Lima <ana@harbor.example> and Bo of #launch and #C2"
    assert spoken(said) == "email Ana Lima and Bo of #launch and #C2"


def test_a_name_cannot_end_its_mention() -> None:
    odd = person("U1", 'Ana "A|B" <x@y.example>\n> Lima', "ana@harbor.example")
    assert readable(odd) == "Ana A B x@y.example Lima <ana@harbor.example>"
