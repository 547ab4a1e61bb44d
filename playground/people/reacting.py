"""Reacting to messages."""

from collections.abc import Mapping
from types import MappingProxyType

from playground.errors import ApiError, CannotActError
from playground.hub import Hub
from playground.reactions import MOST_OF_A_PERSON, MOST_ON_A_MESSAGE
from playground.reactions import react as put

_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "invalid_name": "There is no emoji called :{name}:.",
        "already_reacted": "{who} already reacted with :{name}:.",
        "no_reaction": "{who} has not reacted with :{name}:.",
        "too_many_emoji": f"A message takes {MOST_ON_A_MESSAGE} different emoji at most.",
        "too_many_reactions": f"One person can add {MOST_OF_A_PERSON} reactions to a message at most.",
    }
)


async def react(
    hub: Hub,
    user: str,
    channel: str,
    ts: str,
    name: str,
    remove: bool = False,  # noqa: FBT001, FBT002 - arrives by name, as JSON
) -> None:
    """Put an emoji on a message, or take one's own away."""
    person = hub.actor(user)
    room = hub.room_of(person, channel)
    post = hub.conversations.find(room.id, ts)
    if post is None or post.visible_to is not None:
        raise CannotActError(f"There is no message {ts} to react to.")
    try:
        put(hub, room, post, person.id, name.strip(":"), remove=remove)
    except ApiError as refused:
        sentence = _SENTENCES[refused.error].format(name=name.strip(":"), who=person.real_name)
        raise CannotActError(sentence) from refused
