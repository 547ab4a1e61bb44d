"""What the surfaces hand on: the parts of Slack's payloads that the work needs, as values."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.files import SharedFile
from app.domain.identity import Conversation, Person, Tenant
from app.domain.operation import Place
from app.domain.value import Value


class Request(Value):
    """A sentence that somebody wrote.

    `key` is what makes the delivery unique; `here` asks for the preview in the channel itself;
    `bot` is this app's own user, where the delivery names it; `told` says that the person knows
    already where the answer comes; `files` counts what was sent along, `shared` names it. `at` is when it came in, also
    where it is read again later. `called` is the name of its channel, where the words need it.
    """

    person: Person
    key: str
    text: str
    conversation: Conversation
    here: bool = False
    files: int = 0
    shared: tuple[SharedFile, ...] = ()
    bot: str = ""
    told: bool = False
    at: datetime | None = None
    called: str = ""


class Press(Value):
    """A button, menu or input that somebody used, in a message or in a modal.

    `at` is when it came in, also where a restart has it worked on again later; `pressed` is when it
    was used, in seconds by Slack's clock. `state` are the values of the inputs of its container;
    `metadata` is a modal's own.
    """

    person: Person
    at: datetime
    action_id: str
    value: str
    pressed: float | None = None
    trigger_id: str
    channel: str = ""
    message_ts: str = ""
    thread_ts: str = ""
    view_id: str = ""
    callback_id: str = ""
    metadata: str = ""
    state: Mapping[str, Any] = {}

    @property
    def place(self) -> Place | None:
        """The message the button is in; None in a modal."""
        return Place(channel=self.channel, ts=self.message_ts) if self.message_ts else None


class Submission(Value):
    """A modal that somebody submitted."""

    person: Person
    callback_id: str
    metadata: str
    state: Mapping[str, Any]
    view_id: str
    hash: str = ""


def tenant_of(body: Mapping[str, Any]) -> Tenant:
    """The workspace a payload is from: commands and events name it flat, clicks in an object."""
    team = body.get("team") or {}
    enterprise = body.get("enterprise") or {}
    return Tenant(
        team_id=str(body.get("team_id") or team.get("id") or ""),
        enterprise_id=body.get("enterprise_id") or enterprise.get("id") or None,
    )


def person_of(body: Mapping[str, Any]) -> Person:
    """Who did it."""
    user = body.get("user")
    user_id = user["id"] if isinstance(user, Mapping) else body.get("user_id") or user
    return Person(tenant=tenant_of(body), user_id=str(user_id))


def shared_in(event: Mapping[str, Any]) -> tuple[SharedFile, ...]:
    """The files of a message by id and name: where they are is asked of Slack, never taken from it."""
    files = (one for one in event.get("files") or () if one.get("id"))
    return tuple(
        SharedFile(id=str(one["id"]), name=str(one.get("name") or one.get("title") or ""))
        for one in files
    )


def press_of(body: Mapping[str, Any], at: datetime) -> Press:
    """A block_actions payload that came in then."""
    action = body["actions"][0]
    message, view = body.get("message") or {}, body.get("view") or {}
    container = body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id") or ""
    return Press(
        person=person_of(body),
        at=at,
        action_id=action["action_id"],
        value=_value_of(action),
        pressed=float(action["action_ts"]) if action.get("action_ts") else None,
        trigger_id=str(body.get("trigger_id") or ""),
        channel=channel,
        message_ts=message.get("ts") or container.get("message_ts") or "",
        thread_ts=message.get("thread_ts") or container.get("thread_ts") or "",
        view_id=view.get("id", ""),
        callback_id=view.get("callback_id", ""),
        metadata=view.get("private_metadata", ""),
        state=(view.get("state") or body.get("state") or {}).get("values", {}),
    )


def _value_of(action: Mapping[str, Any]) -> str:
    option = action.get("selected_option") or {}
    return str(option.get("value") or action.get("value") or "")


def submission_of(body: Mapping[str, Any]) -> Submission:
    """A view_submission payload."""
    view = body["view"]
    return Submission(
        person=person_of(body),
        callback_id=view["callback_id"],
        metadata=view.get("private_metadata", ""),
        state=view["state"]["values"],
        view_id=view["id"],
        hash=str(view.get("hash") or ""),
    )
