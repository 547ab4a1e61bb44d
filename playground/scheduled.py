"""What happens by the clock alone: scheduled messages are posted, streams end that took too long."""

from playground.bot_posts import post_as_bot
from playground.conversations import Post, Room
from playground.hub import Hub
from playground.schedule import ScheduledMessage
from playground.streaming import LIFETIME, ended, is_streaming


def catch_up(hub: Hub) -> int:
    """Do what is due by the playground's clock; returns how many messages were posted.

    What cannot be posted any more, because the bot left the channel, is dropped as Slack drops it;
    the feed tells so.
    """
    for post in _streams(hub):
        if _ends(post) < hub.now():
            hub.conversations.edit(post, ended(post.message, "errored"))
    posted = 0
    while (message := hub.schedule.take_due()) is not None:
        room = hub.conversations.room(message.channel)
        if room is None or not _may_post(hub, room, message):
            reason = [f"The bot is no longer in {message.channel}."]
            hub.feed.append(
                "refused", method="chat.scheduleMessage", error="not_in_channel", messages=reason
            )
            continue
        post_as_bot(hub, room, message.content)
        posted += 1
    return posted


async def keep_time(hub: Hub) -> None:
    """Catch up whenever something is due, until cancelled."""
    while True:
        catch_up(hub)
        soonest = min((_ends(post) for post in _streams(hub)), default=None)
        await hub.schedule.next_moment(soonest)


def _may_post(hub: Hub, room: Room, message: ScheduledMessage) -> bool:
    return hub.app.bot_user_id in room.members or (message.anywhere and not room.is_private)


def _streams(hub: Hub) -> list[Post]:
    rooms = hub.conversations.rooms()
    every = (post for room in rooms for post in hub.conversations.posts(room.id))
    return [post for post in every if is_streaming(post.message)]


def _ends(post: Post) -> float:
    return float(post.ts) + LIFETIME
