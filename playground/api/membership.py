"""conversations.* and users.conversations: which rooms there are, and coming and going."""

from collections.abc import Sequence

from playground.api.method import Answer, Arguments, Method
from playground.api.pages import page
from playground.api.rooms import joined_room, open_room, room_object
from playground.conversations import Room
from playground.errors import ApiError
from playground.hub import Hub
from playground.membership import add_member, remove_member

_KINDS = ("public_channel", "private_channel", "mpim", "im")


def _list(hub: Hub, arguments: Arguments) -> Answer:
    return _page(hub, [room for room in _visible(hub) if _asked(room, arguments)], arguments)


def _of_user(hub: Hub, arguments: Arguments) -> Answer:
    user = arguments.text("user", hub.app.bot_user_id)
    if user != hub.app.bot_user_id and hub.person(user) is None:
        raise ApiError("user_not_found")
    theirs = [room for room in _visible(hub) if user in room.members]
    return _page(hub, [room for room in theirs if _asked(room, arguments)], arguments)


def _visible(hub: Hub) -> Sequence[Room]:
    """What the app may know of: public channels, and the private rooms that its bot is in."""
    bot = hub.app.bot_user_id
    return [
        room for room in hub.conversations.rooms() if not room.is_private or bot in room.members
    ]


def _asked(room: Room, arguments: Arguments) -> bool:
    kinds = [kind.strip() for kind in arguments.text("types", "public_channel").split(",")]
    if not set(kinds) <= set(_KINDS):
        raise ApiError("invalid_types")
    return _kind(room) in kinds


def _kind(room: Room) -> str:
    if room.is_im or room.is_mpim:
        return "mpim" if room.is_mpim else "im"
    return "private_channel" if room.is_private else "public_channel"


def _page(hub: Hub, rooms: Sequence[Room], arguments: Arguments) -> Answer:
    shown = [
        room_object(hub, room) | ({} if room.is_im else {"num_members": len(room.members)})
        for room in rooms
    ]
    answer = page("channels", shown, arguments)
    return {key: answer[key] for key in ("channels", "response_metadata")}


def _join(hub: Hub, arguments: Arguments) -> Answer:
    room = _channel(open_room(hub, arguments.text("channel")))
    if room.is_private:
        raise ApiError("method_not_supported_for_channel_type")
    if hub.app.bot_user_id in room.members:
        return {
            "channel": room_object(hub, room),
            "warning": "already_in_channel",
            "response_metadata": {"warnings": ["already_in_channel"]},
        }
    return {"channel": room_object(hub, add_member(hub, room, hub.app.bot_user_id))}


def _leave(hub: Hub, arguments: Arguments) -> Answer:
    room = _channel(open_room(hub, arguments.text("channel")))
    if hub.app.bot_user_id not in room.members:
        return {"not_in_channel": True}
    remove_member(hub, room, hub.app.bot_user_id)
    return {}


def _invite(hub: Hub, arguments: Arguments) -> Answer:
    room = _channel(joined_room(hub, arguments.text("channel")))
    users = [user for user in arguments.text("users").split(",") if user]
    if not users:
        raise ApiError("no_user")
    for user in users:
        _check_invited(hub, room, user)
    for user in users:
        room = add_member(hub, room, user, inviter=hub.app.bot_user_id)
    return {"channel": room_object(hub, room)}


def _check_invited(hub: Hub, room: Room, user: str) -> None:
    if user == hub.app.bot_user_id:
        raise ApiError("cant_invite_self")
    person = hub.person(user)
    if person is None or person.deleted:
        raise ApiError("user_not_found")
    if user in room.members:
        raise ApiError("already_in_channel")
    if hub.is_stranger(person):
        raise ApiError("cant_invite")


def _kick(hub: Hub, arguments: Arguments) -> Answer:
    room = _channel(joined_room(hub, arguments.text("channel")))
    user = arguments.text("user")
    if user == hub.app.bot_user_id:
        raise ApiError("cant_kick_self")
    if hub.person(user) is None:
        raise ApiError("user_not_found")
    if user not in room.members:
        raise ApiError("not_in_channel")
    remove_member(hub, room, user)
    return {}


def _channel(room: Room) -> Room:
    """The room if it is one that people come to and leave: no direct messages."""
    if room.is_im or room.is_mpim:
        raise ApiError("method_not_supported_for_channel_type")
    return room


_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_INVITE = ("channels:manage", "groups:write", "channels:write.invites")
METHODS = (
    Method("conversations.list", _list, scopes=_READ),
    Method("users.conversations", _of_user, scopes=_READ),
    Method("conversations.join", _join, required=("channel",), scopes=("channels:join",)),
    Method("conversations.leave", _leave, required=("channel",), scopes=_INVITE),
    Method("conversations.invite", _invite, required=("channel",), scopes=_INVITE),
    Method("conversations.kick", _kick, required=("channel", "user"), scopes=_INVITE),
)
