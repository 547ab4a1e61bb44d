"""A bot on the real slack_bolt that previews, asks in a modal, and reports progress by edits."""

import asyncio
from typing import Any

from slack_bolt.app.async_app import AsyncApp

THINKING = 0.8  # seconds; longer than the tests call quiet
ROOMS = ("Blue Room", "Red Room")


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(text: str) -> dict[str, Any]:
    return {"text": plain(text), "value": text.lower()}


def button(label: str, action_id: str, **own: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(label), "action_id": action_id, **own}


def preview(subject: str, *extra: dict[str, Any]) -> list[dict[str, Any]]:
    confirm = {
        "title": plain("Send 3 mails?"),
        "text": plain("This cannot be undone."),
        "confirm": plain("Send"),
        "deny": plain("Wait"),
    }
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"Preview: *{subject}*"}},
        *extra,
        {
            "type": "actions",
            "elements": [
                button("Confirm All", "confirm", style="primary", confirm=confirm),
                button("Edit", "edit"),
                button("Cancel", "cancel"),
                {
                    "type": "static_select",
                    "action_id": "page",
                    "placeholder": plain("Page"),
                    "options": [option("Page 1"), option("Page 2")],
                },
            ],
        },
    ]


def _field(label: str, block_id: str, element: dict[str, Any], **own: Any) -> dict[str, Any]:
    named = {"action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": named, **own}


def edit_modal(metadata: str) -> dict[str, Any]:
    radio = {"type": "radio_buttons", "options": [option("Mail"), option("Letter")]}
    return {
        "type": "modal",
        "callback_id": "edit",
        "private_metadata": metadata,
        "title": plain("Edit the mails"),
        "submit": plain("Save"),
        "blocks": [
            _field("Subject", "subject", {"type": "plain_text_input", "initial_value": "Hello"}),
            _field("Day", "day", {"type": "datepicker"}, optional=True),
            _field("Kind", "kind", radio, optional=True),
            _field("Guests", "guests", {"type": "multi_users_select"}, optional=True),
            _field(
                "Room", "room", {"type": "external_select", "min_query_length": 1}, optional=True
            ),
        ],
    }


def teach(app: AsyncApp, submitted: list[dict[str, Any]]) -> None:
    """Give the app its manners; what is submitted goes to `submitted` as state values."""

    @app.event("message")
    async def heard(event: dict[str, Any], say: Any) -> None:
        if event["text"].startswith("slow"):
            await asyncio.sleep(THINKING)
        await say(text="Preview", blocks=preview(event["text"]))

    @app.event("app_mention")
    async def mentioned(event: dict[str, Any], client: Any) -> None:
        await client.chat_postEphemeral(
            channel=event["channel"], user=event["user"], text="Look into our direct messages."
        )

    @app.command("/tiny")
    async def commanded(ack: Any, say: Any, command: dict[str, Any]) -> None:
        await ack()
        await say(text="Preview", blocks=preview(command["text"]))

    @app.event("app_home_opened")
    async def visited(event: dict[str, Any], client: Any) -> None:
        row = {"type": "section", "text": plain("Nothing is running")}
        start = {"type": "actions", "elements": [button("Start", "start")]}
        view = {"type": "home", "blocks": [row, start]}
        await client.views_publish(user_id=event["user"], view=view)

    @app.action("start")
    async def started(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text="Started")

    _teach_buttons(app)
    _teach_modal(app, submitted)


def _teach_buttons(app: AsyncApp) -> None:
    @app.action("confirm")
    async def confirmed(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        place = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        for done in (1, 2, 3):
            await client.chat_update(**place, text=f"Sent {done} of 3", blocks=[])

    @app.action("boxes")
    async def ticked(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        chosen = [one["value"] for one in body["actions"][0]["selected_options"]]
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Ticked {chosen}")

    @app.action("cancel")
    async def cancelled(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        place = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await client.chat_update(**place, text="Cancelled; nothing was sent", blocks=[])

    @app.action("page")
    async def paged(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        page = body["actions"][0]["selected_option"]["text"]["text"]
        place = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await client.chat_update(**place, text=page, blocks=preview(page))


def _teach_modal(app: AsyncApp, submitted: list[dict[str, Any]]) -> None:
    @app.action("edit")
    async def edits(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        metadata = f"{body['channel']['id']} {body['message']['ts']}"
        await client.views_open(trigger_id=body["trigger_id"], view=edit_modal(metadata))

    @app.options("value")
    async def offers(ack: Any, payload: dict[str, Any]) -> None:
        typed = payload["value"].casefold()
        await ack(options=[option(room) for room in ROOMS if typed in room.casefold()])

    @app.view("edit")
    async def saved(ack: Any, view: dict[str, Any], client: Any) -> None:
        values = view["state"]["values"]
        subject = values["subject"]["value"]["value"]
        if "bad" in subject:
            await ack(response_action="errors", errors={"subject": "Write something kinder."})
            return
        await ack()
        submitted.append(values)
        channel, ts = view["private_metadata"].split()
        await client.chat_update(channel=channel, ts=ts, text=subject, blocks=preview(subject))
