"""The shapes in which Slack tells an app what happened, from its public reference."""

import uuid
from typing import Any

from playground.conversations import Post, Room
from playground.hub import Hub
from playground.ids import new_id
from playground.threads import with_root
from playground.views import View
from playground.workspace import Person

Payload = dict[str, Any]
# The legacy verification token. Apps verify signatures instead; the field is still in payloads.
_TOKEN = "playground"  # noqa: S105 - not a secret


def event_callback(hub: Hub, event: Payload, *, shared: bool = False) -> Payload:
    """The envelope of an Events API event; `shared` marks channels with other organisations."""
    team = hub.workspace.team
    return {
        "token": _TOKEN,
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": team.enterprise_id,
        "api_app_id": hub.app.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": int(hub.now()),
        "authorizations": [
            {
                "enterprise_id": team.enterprise_id,
                "team_id": team.id,
                "user_id": hub.app.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": new_id("4-"),
    }


def tell(hub: Hub, event: Payload) -> None:
    """Send the app an event that is about no message; it is stamped with the time of now."""
    stamped = {**event, "event_ts": f"{hub.now():.6f}"}
    hub.deliveries.send_event(event_callback(hub, stamped))


def is_shared(hub: Hub, room: Room) -> bool:
    """Whether somebody of another organisation is in the room."""
    people = (hub.person(member) for member in room.members)
    return any(hub.is_stranger(person) for person in people if person is not None)


def message_event(hub: Hub, room: Room, post: Post) -> Payload:
    """A `message` event, as message.channels, message.groups or message.im deliver it."""
    return {
        **_said(hub, post),
        "type": "message",
        "channel": room.id,
        "channel_type": channel_type(room),
    }


def app_mention_event(hub: Hub, room: Room, post: Post) -> Payload:
    """An `app_mention` event."""
    return {**_said(hub, post), "type": "app_mention", "channel": room.id}


def channel_type(room: Room) -> str:
    """`im`, `mpim` (a group's direct messages), `group` (private) or `channel`."""
    if room.is_im or room.is_mpim:
        return "mpim" if room.is_mpim else "im"
    return "group" if room.is_private else "channel"


def person_fields(hub: Hub, person: Person) -> Payload:
    """The `user` of interactive payloads."""
    return {
        "id": person.id,
        "username": person.name,
        "name": person.name,
        "team_id": person.team_id or hub.workspace.team.id,
    }


def interaction(
    hub: Hub, person: Person, kind: str, *, in_modal: bool = False, channel: str | None = None
) -> Payload:
    """What every interactive payload starts with; it mints a trigger_id.

    `channel` is the one that the person has on the screen, if any.
    """
    team = hub.workspace.team
    enterprise = {"id": team.enterprise_id, "name": team.name} if team.enterprise_id else None
    return {
        "type": kind,
        "user": person_fields(hub, person),
        "api_app_id": hub.app.app_id,
        "token": _TOKEN,
        "trigger_id": hub.triggers.mint(person.id, in_modal=in_modal, channel=channel),
        "team": {"id": team.id, "domain": team.domain}
        | ({"enterprise_id": team.enterprise_id} if team.enterprise_id else {}),
        "enterprise": enterprise,
        "is_enterprise_install": False,
    }


def on_message(hub: Hub, person: Person, room: Room, post: Post) -> Payload:
    """What a payload adds when the person acted on a message, with a fresh response_url.

    Ephemerals come without the message itself: Slack keeps none.
    """
    ephemeral = post.visible_to is not None
    container = {
        "type": "message",
        "message_ts": post.ts,
        "channel_id": room.id,
        "is_ephemeral": ephemeral,
    }
    if "thread_ts" in post.message:
        container["thread_ts"] = post.message["thread_ts"]
    return {
        "container": container,
        "channel": {"id": room.id, "name": room.name},
        "response_url": hub.response_urls.mint(room.id, person.id, post.ts),
    } | ({} if ephemeral else {"message": post.message})


def on_view(view: View) -> Payload:
    """What a payload adds when the person acted in a view."""
    return {"container": {"type": "view", "view_id": view["id"]}, "view": view}


def slash_command(hub: Hub, person: Person, room: Room, command: str, text: str) -> Payload:
    """The flat fields of a slash command."""
    team = hub.workspace.team
    fields = {
        "token": _TOKEN,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": room.id,
        "channel_name": room.name,
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": hub.app.app_id,
        "is_enterprise_install": "false",
        "response_url": hub.response_urls.mint(room.id, person.id),
        "trigger_id": hub.triggers.mint(person.id, channel=room.id),
    }
    if team.enterprise_id:
        fields |= {"enterprise_id": team.enterprise_id, "enterprise_name": team.name}
    return fields


def client_message_id() -> str:
    """The id that a Slack client gives what a person writes."""
    return str(uuid.uuid4())


def _said(hub: Hub, post: Post) -> Payload:
    person = hub.person(str(post.message.get("user")))
    said = {**with_root(hub.conversations, post), "event_ts": post.ts}
    if person is not None and hub.is_stranger(person):
        said |= {"user_team": person.team_id, "source_team": person.team_id}
    return said
