"""What assistant threads show beside their messages: a status line, prompts and a title."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from playground.feed import Feed
from playground.store import Store

# From the reference of assistant.threads.setStatus: a status goes by itself after two minutes.
STATUS_LIFETIME = 120.0
_KIND = "assistant_thread"

Prompt = dict[str, str]


@dataclass(frozen=True)
class AssistantThread:
    """One thread's state; `thread_ts` is "" for the prompts of a whole direct-message channel.

    `status_until` is when the status goes by itself, in seconds since the epoch. `prompts` have a
    `title` and a `message` each, under the heading `prompts_title`.
    """

    channel: str
    thread_ts: str
    status: str = ""
    status_until: float = 0.0
    loading_messages: tuple[str, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    prompts_title: str = ""
    title: str = ""


class Assistants:
    """All assistant threads. Every change is announced in the feed and outlives a restart.

    The events are assistant_status (status, loading_messages, until), assistant_prompts (prompts,
    title) and assistant_title (title), each with user (the bot's id), channel and thread_ts.
    """

    def __init__(self, bot: str, store: Store, feed: Feed, now: Callable[[], float]) -> None:
        self._bot = bot
        self._store = store
        self._feed = feed
        self._now = now
        self._threads = {key: _from_fact(fact) for key, fact in store.facts(_KIND).items()}

    def thread(self, channel: str, thread_ts: str = "") -> AssistantThread:
        """The state of that thread as people see it now."""
        known = self._threads.get(_key(channel, thread_ts))
        if known is None:
            return AssistantThread(channel, thread_ts)
        if known.status and self._now() >= known.status_until:
            return replace(known, status="", loading_messages=())
        return known

    def with_status(self, channel: str) -> list[AssistantThread]:
        """The threads of a channel that show a status now."""
        own = (one for one in self._threads.values() if one.channel == channel)
        now = (self.thread(channel, one.thread_ts) for one in own)
        return [one for one in now if one.status]

    def set_status(
        self, channel: str, thread_ts: str, status: str, loading_messages: Sequence[str] = ()
    ) -> None:
        """Show a status, which may rotate through the loading messages; "" takes it away."""
        until = self._now() + STATUS_LIFETIME if status else 0.0
        thread = replace(
            self.thread(channel, thread_ts),
            status=status,
            status_until=until,
            loading_messages=tuple(loading_messages),
        )
        self._put(
            "assistant_status",
            thread,
            status=status,
            loading_messages=list(loading_messages),
            until=until,
        )

    def replied(self, channel: str, thread_ts: str) -> None:
        """Take the status away: the app wrote into the thread."""
        if self.thread(channel, thread_ts).status:
            self.set_status(channel, thread_ts, "")

    def suggest(
        self, channel: str, thread_ts: str, prompts: Sequence[Prompt], title: str = ""
    ) -> None:
        """Offer prompts in place of those before."""
        before = self.thread(channel, thread_ts)
        thread = replace(before, prompts=tuple(prompts), prompts_title=title)
        self._put("assistant_prompts", thread, prompts=list(prompts), title=title)

    def set_title(self, channel: str, thread_ts: str, title: str) -> None:
        """Name the thread."""
        thread = replace(self.thread(channel, thread_ts), title=title)
        self._put("assistant_title", thread, title=title)

    def _put(self, event: str, thread: AssistantThread, **fields: Any) -> None:
        key = _key(thread.channel, thread.thread_ts)
        self._threads[key] = thread
        self._store.put_fact(_KIND, key, asdict(thread))
        self._store.commit()
        place = {"channel": thread.channel, "thread_ts": thread.thread_ts}
        self._feed.append(event, user=self._bot, **place, **fields)


def _key(channel: str, thread_ts: str) -> str:
    return f"{channel}:{thread_ts}"


def _from_fact(fact: Mapping[str, Any]) -> AssistantThread:
    lists = {name: tuple(fact[name]) for name in ("loading_messages", "prompts")}
    return AssistantThread(**{**fact, **lists})
