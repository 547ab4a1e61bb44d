"""A small Bolt app that uses what Bulkhead does not: shortcuts, stacked modals, every chooser."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.workspace import Shortcut

Json = dict[str, Any]

SHORTCUTS = (
    Shortcut(callback_id="order", name="Order something"),
    Shortcut(callback_id="quote", name="Quote this", kind="message"),
)
FRUIT = ("Apple", "Apricot", "Banana", "Cherry")


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str) -> Json:
    return {"text": plain(text), "value": text.lower()}


def entry(label: str, element: Json) -> Json:
    """An optional input, its block_id made of its label."""
    block_id = label.lower().replace(" ", "_")
    return {
        "type": "input",
        "block_id": block_id,
        "optional": True,
        "label": plain(label),
        "element": {"action_id": "value", **element},
    }


def options(*texts: str) -> list[Json]:
    return [option(text) for text in texts]


def order_form(metadata: str) -> Json:
    return {
        "type": "modal",
        "callback_id": "order",
        "title": plain("Order"),
        "submit": plain("Send order"),
        "private_metadata": metadata,
        "notify_on_close": True,
        "blocks": [
            entry("Fruit", {"type": "external_select", "min_query_length": 1}),
            entry("Toppings", {"type": "multi_static_select", "options": options("Nuts", "Honey")}),
            entry("Day", {"type": "datepicker"}),
            entry("Time", {"type": "timepicker"}),
            entry("Extras", {"type": "checkboxes", "options": options("Spoon", "Napkin")}),
            entry("Size", {"type": "radio_buttons", "options": options("Small", "Large")}),
        ],
    }


def level(number: int) -> Json:
    """A modal of a stack; each has a button that puts another on top."""
    press = {"type": "button", "action_id": "deeper", "text": plain("Deeper"), "value": str(number)}
    return {
        "type": "modal",
        "callback_id": f"level_{number}",
        "title": plain(f"Level {number}"),
        "submit": plain("Keep"),
        "close": plain("Go back"),
        "notify_on_close": True,
        "private_metadata": f"kept on {number}",
        "blocks": [
            entry("Note", {"type": "plain_text_input"}),
            {"type": "actions", "elements": [press]},
        ],
    }


def home(presses: int) -> Json:
    press = {"type": "button", "action_id": "count", "text": plain("Count"), "value": "1"}
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("At home")},
            {"type": "section", "text": plain(f"Pressed {presses} times")},
            {"type": "actions", "block_id": "home", "elements": [press]},
        ],
    }


CHOOSERS: Sequence[Json] = (
    {"type": "section", "text": plain("Choose")},
    {
        "type": "actions",
        "block_id": "choosers",
        "elements": [
            {"type": "datepicker", "action_id": "a_day"},
            {"type": "static_select", "action_id": "a_fruit", "options": options(*FRUIT)},
            {"type": "overflow", "action_id": "more", "options": options("Archive", "Forget")},
            {
                "type": "button",
                "action_id": "wipe",
                "text": plain("Wipe"),
                "style": "danger",
                "confirm": {
                    "title": plain("Wipe everything?"),
                    "text": plain("This cannot be taken back."),
                    "confirm": plain("Wipe it"),
                    "deny": plain("Keep it"),
                    "style": "danger",
                },
            },
        ],
    },
)


class FormBot:
    """The app. Whatever reaches it, it tells the person in a message."""

    def __init__(self, client: AsyncWebClient, signing_secret: str) -> None:
        self._client = client
        self._presses = 0
        self.app = app = AsyncApp(client=client, signing_secret=signing_secret)
        app.event("app_home_opened")(self._home)
        app.action("count")(self._count)
        app.shortcut("order")(self._order)
        app.shortcut("quote")(self._quote)
        app.options("value")(self._fruit)
        app.view("order")(self._ordered)
        app.command("/stack")(self._stack)
        app.action("deeper")(self._deeper)
        app.view_closed(re.compile(".*"))(self._closed)
        app.command("/choose")(self._choose)
        app.action({"block_id": "choosers"})(self._heard)

    async def _tell(self, body: Json, what: str, value: Any) -> None:
        text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
        await self._client.chat_postMessage(channel=body["user"]["id"], text=f"{what}: {text}")

    async def _home(self, event: Json) -> None:
        if event["tab"] == "home":
            await self._client.views_publish(user_id=event["user"], view=home(self._presses))

    async def _count(self, ack: Any, body: Json) -> None:
        await ack()
        self._presses += 1
        await self._client.views_publish(user_id=body["user"]["id"], view=home(self._presses))

    async def _order(self, ack: Any, body: Json) -> None:
        await ack()
        await self._client.views_open(trigger_id=body["trigger_id"], view=order_form("ticket 7"))

    async def _quote(self, ack: Any, body: Json) -> None:
        await ack()
        await self._tell(body, "Quoted", body["message"]["text"])

    async def _fruit(self, ack: Any, body: Json) -> None:
        wanted = str(body["value"]).lower()
        await ack(options=[option(one) for one in FRUIT if one.lower().startswith(wanted)])

    async def _ordered(self, ack: Any, body: Json, view: Json) -> None:
        await ack()
        values = {name: _plain(held["value"]) for name, held in view["state"]["values"].items()}
        await self._tell(body, f"Ordered with {view['private_metadata']}", values)

    async def _stack(self, ack: Any, body: Json) -> None:
        await ack()
        await self._client.views_open(trigger_id=body["trigger_id"], view=level(1))

    async def _deeper(self, ack: Any, body: Json, action: Json) -> None:
        await ack()
        view = level(int(action["value"]) + 1)
        await self._client.views_push(trigger_id=body["trigger_id"], view=view)

    async def _closed(self, ack: Any, body: Json, view: Json) -> None:
        await ack()
        await self._tell(body, "Closed", view["private_metadata"])

    async def _choose(self, ack: Any, body: Json) -> None:
        await ack()
        await self._client.chat_postMessage(channel=body["user_id"], text="Choose", blocks=CHOOSERS)

    async def _heard(self, ack: Any, body: Json, action: Json) -> None:
        await ack()
        await self._tell(body, f"Heard {action['action_id']}", _plain(action))


def _plain(held: Mapping[str, Any]) -> Any:
    """What was chosen, without Slack's wrapping."""
    for key in ("selected_date", "selected_time", "value"):
        if held.get(key):
            return held[key]
    if held.get("selected_option"):
        return held["selected_option"]["value"]
    return [one["value"] for one in held.get("selected_options", ())]
