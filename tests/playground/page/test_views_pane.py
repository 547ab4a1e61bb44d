"""A window shows the person's topmost modal and Home tab, and follows what happens to them."""

from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from playground.hub import Hub
from playground.page.painter import Painter
from playground.page.panes.views import frames, home_html, modals_html
from playground.page.window import Tab, Window
from playground.server import PlaygroundServer
from tests.playground.tiny_bot import ADA, BEN, GENERAL, button, modal, on_socket

Json = dict[str, Any]


class Watched:
    """A window and where in the feed it has looked last."""

    def __init__(self, hub: Hub, user: str, tab: Tab = "messages") -> None:
        person = hub.actor(user)
        self.hub = hub
        self.window = Window(hub, Painter(hub.now), person, hub.dm_of(person), tab=tab)
        self.seen = hub.feed.seq

    def changes(self) -> list[Any]:
        events = self.hub.feed.since(self.seen)
        self.seen = self.hub.feed.seq
        return list(frames(self.window, events))


@pytest.fixture
def hub(server: PlaygroundServer) -> Hub:
    return server.hub


def named(title: str, **more: Any) -> Json:
    return modal(title={"type": "plain_text", "text": title}, **more)


def trigger(hub: Hub, user: str = ADA, *, in_modal: bool = False) -> str:
    return hub.triggers.mint(user, in_modal=in_modal)


async def test_an_opened_modal_is_shown_to_its_person_alone(hub: Hub, bot: AsyncWebClient) -> None:
    ada, ben = Watched(hub, ADA), Watched(hub, BEN)
    opened = await bot.views_open(trigger_id=trigger(hub), view=named("<b>Order</b>"))
    (shown,) = ada.changes()
    assert (shown["op"], shown["id"]) == ("fill", "modals")
    assert f'data-view-id="{opened["view"]["id"]}"' in shown["html"]
    assert "&lt;b&gt;Order&lt;/b&gt;" in shown["html"]
    assert "Send" in shown["html"]
    assert ben.changes() == []
    assert modals_html(ben.window) == ""


async def test_an_update_changes_the_open_dialog_from_within(
    hub: Hub, bot: AsyncWebClient, slack: PlaygroundClient
) -> None:
    opened = await bot.views_open(trigger_id=trigger(hub), view=named("Order"))
    view_id = opened["view"]["id"]
    at = {"action_id": "text", "view_id": view_id}
    await slack.press(ADA, **at, selection={"value": "half a na"})
    ada = Watched(hub, ADA)
    await bot.views_update(view_id=view_id, view=named("Order again"))
    (changed,) = ada.changes()
    assert (changed["op"], changed["id"]) == ("fill", f"modal-{view_id}")
    assert "<dialog" not in changed["html"]
    assert "Order again" in changed["html"]
    assert "half a na" in changed["html"]


async def test_only_the_topmost_of_a_stack_is_shown_and_tells_what_lies_beneath(
    hub: Hub, bot: AsyncWebClient, slack: PlaygroundClient
) -> None:
    first = await bot.views_open(trigger_id=trigger(hub), view=named("Order"))
    ada = Watched(hub, ADA)
    second = await bot.views_push(
        trigger_id=trigger(hub, in_modal=True),
        view=named("Address", submit=None, blocks=[button("go")]),
    )
    (pushed,) = ada.changes()
    assert "Back to Order" in pushed["html"]
    assert "data-submit" not in pushed["html"]
    await bot.views_update(view_id=first["view"]["id"], view=named("Order again"))
    assert ada.changes() == []
    await slack.close(ADA, second["view"]["id"])
    (closed,) = ada.changes()
    assert "Order again" in closed["html"]
    assert "Back to" not in closed["html"]
    await slack.close(ADA, first["view"]["id"])
    assert ada.changes() == [{"op": "fill", "id": "modals", "html": ""}]


async def test_events_that_pile_up_end_in_what_is_so_now(
    hub: Hub, bot: AsyncWebClient, slack: PlaygroundClient
) -> None:
    ada = Watched(hub, ADA)
    opened = await bot.views_open(trigger_id=trigger(hub), view=named("Order"))
    await bot.views_update(view_id=opened["view"]["id"], view=named("Order again"))
    (shown,) = ada.changes()
    assert "Order again" in shown["html"]
    await bot.views_update(view_id=opened["view"]["id"], view=named("Once more"))
    await slack.close(ADA, opened["view"]["id"])
    assert ada.changes() == [{"op": "fill", "id": "modals", "html": ""}]


async def test_the_home_tab_appears_where_it_is_open(hub: Hub, bot: AsyncWebClient) -> None:
    home, messages = Watched(hub, ADA, tab="home"), Watched(hub, ADA)
    assert "shows nothing here yet" in home_html(home.window)
    await bot.views_publish(user_id=ADA, view={"type": "home", "blocks": [button("go")]})
    (shown,) = home.changes()
    assert (shown["op"], shown["id"]) == ("fill", "home")
    assert 'data-action-id="go"' in shown["html"]
    assert 'data-action-id="go"' in home_html(home.window)
    assert messages.changes() == []
    await bot.views_publish(user_id=BEN, view={"type": "home", "blocks": [button("bens")]})
    assert home.changes() == []


async def test_what_others_write_leaves_modals_alone(
    hub: Hub, app: AsyncApp, slack: PlaygroundClient
) -> None:
    ada = Watched(hub, ADA)
    async with on_socket(app):
        await slack.say(BEN, "hello", GENERAL)
    assert ada.changes() == []
