"""chat.scheduleMessage and its kin: messages for later."""

from playground.api.method import Answer, Arguments, Method
from playground.api.pages import page
from playground.api.rooms import EVERYWHERE, check_thread, open_room, postable_room
from playground.bot_posts import checked_content, written
from playground.errors import ApiError
from playground.hub import Hub
from playground.schedule import ScheduledMessage

# From the reference of chat.scheduleMessage and chat.deleteScheduledMessage.
_FURTHEST = 120 * 24 * 3600
_WINDOW = 300
_MOST_IN_A_WINDOW = 30
_TOO_LATE_TO_DELETE = 60
_STRUCTURES = ("blocks", "attachments", "metadata")


def _schedule(hub: Hub, arguments: Arguments) -> Answer:
    room = postable_room(hub, arguments.text("channel"), arguments.caller.scopes)
    check_thread(hub, room, arguments.text("thread_ts"))
    post_at = _post_at(hub, arguments)
    aside = {"reply_broadcast": True} if arguments.flag("reply_broadcast") else {}
    content = {**checked_content(written(arguments.parsed(*_STRUCTURES))), **aside}
    window = [one.post_at // _WINDOW for one in hub.schedule.waiting(room.id)]
    if window.count(post_at // _WINDOW) >= _MOST_IN_A_WINDOW:
        raise ApiError("restricted_too_many")
    anywhere = EVERYWHERE in arguments.caller.scopes
    message = hub.schedule.add(room.id, post_at, content, anywhere=anywhere)
    return {
        "channel": room.id,
        "scheduled_message_id": message.id,
        "post_at": post_at,
        "message": {
            **content,
            "type": "delayed_message",
            "subtype": "bot_message",
            "bot_id": hub.app.bot_id,
            "username": hub.app.bot_name,
        },
    }


def _post_at(hub: Hub, arguments: Arguments) -> int:
    try:
        post_at = int(float(arguments.text("post_at")))
    except (ValueError, OverflowError) as wrong:
        raise ApiError("invalid_time") from wrong
    if post_at <= hub.now():
        raise ApiError("time_in_past")
    if post_at > hub.now() + _FURTHEST:
        raise ApiError("time_too_far")
    return post_at


def _list(hub: Hub, arguments: Arguments) -> Answer:
    channel = arguments.text("channel")
    if channel and hub.conversations.room(channel) is None:
        raise ApiError("invalid_channel")
    oldest, latest = arguments.number("oldest", 0), arguments.number("latest", 0)
    found = [
        _listed(message)
        for message in hub.schedule.waiting(channel)
        if oldest <= message.post_at and (not latest or message.post_at <= latest)
    ]
    answer = page("scheduled_messages", found, arguments)
    return {key: answer[key] for key in ("scheduled_messages", "response_metadata")}


def _listed(message: ScheduledMessage) -> Answer:
    return {
        "id": message.id,
        "channel_id": message.channel,
        "post_at": message.post_at,
        "date_created": message.date_created,
        "text": message.content["text"],
    }


def _delete(hub: Hub, arguments: Arguments) -> Answer:
    room = open_room(hub, arguments.text("channel"))
    message = hub.schedule.find(arguments.text("scheduled_message_id"))
    if message is None or message.channel != room.id:
        raise ApiError("invalid_scheduled_message_id")
    if message.post_at - hub.now() < _TOO_LATE_TO_DELETE:
        raise ApiError("invalid_scheduled_message_id")
    hub.schedule.remove(message)
    return {}


_SCOPES = ("chat:write",)
METHODS = (
    Method("chat.scheduleMessage", _schedule, required=("channel", "post_at"), scopes=_SCOPES),
    Method("chat.scheduledMessages.list", _list),
    Method(
        "chat.deleteScheduledMessage",
        _delete,
        required=("channel", "scheduled_message_id"),
        scopes=_SCOPES,
    ),
)
