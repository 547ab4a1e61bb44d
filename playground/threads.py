"""What Slack tells of threads beside the messages in them."""

from playground.authorship import author_id
from playground.conversations import Conversations
from playground.room_log import BROADCAST, Message, Post


def with_replies(conversations: Conversations, post: Post) -> Message:
    """The message, with the count and the authors of its replies where it has any."""
    replies = conversations.replies(post.channel, post.ts)
    if not replies:
        return post.message
    users = list(dict.fromkeys(author_id(reply.message) for reply in replies))
    return {
        **post.message,
        "thread_ts": post.ts,
        "reply_count": len(replies),
        "reply_users": users,
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
    }


def with_root(conversations: Conversations, post: Post) -> Message:
    """The message; a reply that was also sent to the channel has its thread's first as `root`."""
    if post.message.get("subtype") != BROADCAST:
        return post.message
    root = conversations.find(post.channel, post.parent)
    return {**post.message, "root": with_replies(conversations, root)} if root else post.message
