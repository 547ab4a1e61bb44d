"""Who and what is in the workspace: team, people, channels and the one installed app."""

from typing import Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Team(_Value):
    """The workspace itself; `enterprise_id` is set when it belongs to an Enterprise organisation."""

    id: str
    name: str
    domain: str
    enterprise_id: str | None = None


class Person(_Value):
    """A member, a guest (`is_restricted`) or, with another `team_id`, a Slack Connect stranger.

    `name` is the handle; `tz` an IANA zone name.
    """

    id: str
    name: str
    real_name: str
    email: str | None = None
    tz: str = "UTC"
    is_admin: bool = False
    is_restricted: bool = False
    deleted: bool = False
    team_id: str | None = None

    @field_validator("tz")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        ZoneInfo(value)
        return value


class Channel(_Value):
    """A channel; the app's bot is in it when its user id is among `members`."""

    id: str
    name: str
    members: tuple[str, ...] = ()
    is_private: bool = False


class SlashCommand(_Value):
    """A slash command; with `should_escape` mentions and links arrive in Slack's own notation."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = True

    @field_validator("command")
    @classmethod
    def _starts_with_slash(cls, value: str) -> str:
        if not value.startswith("/") or " " in value:
            raise ValueError("a command starts with / and has no spaces")
        return value


class Shortcut(_Value):
    """A shortcut: `global` (from the search bar) or `message` (from a message's menu)."""

    callback_id: str
    name: str
    kind: Literal["global", "message"] = "global"
    description: str = ""


class InstalledApp(_Value):
    """The installed app: its bot, its credentials and how deliveries reach it.

    `hears_own_messages`: whether what the bot posts comes back to it as message events.
    """

    app_id: str = "A0PLAYGRND"
    bot_id: str = "B0PLAYGRND"
    bot_user_id: str = "U0PLAYBOT0"
    bot_name: str = "Helper"
    bot_token: str = "xoxb-playground-bot"  # noqa: S105 - opens a loopback playground only
    app_token: str = "xapp-playground-app"  # noqa: S105 - likewise
    signing_secret: str = "playground-signing-secret"  # noqa: S105 - likewise
    scopes: tuple[str, ...] = (
        "app_mentions:read",
        "channels:history",
        "chat:write",
        "commands",
        "im:history",
        "im:write",
        "users:read",
        "users:read.email",
    )
    commands: tuple[SlashCommand, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    delivery: Literal["socket", "http"] = "socket"
    request_url: str | None = None
    hears_own_messages: bool = False

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.delivery == "http" and not self.request_url:
            raise ValueError("delivery over http needs a request_url")
        if self.request_url and urlsplit(self.request_url).hostname not in LOOPBACK_HOSTS:
            raise ValueError(
                "request_url must be on this machine, for example http://127.0.0.1:3000/"
            )
        return self


class Workspace(_Value):
    """Everything a playground starts from. Ids are unique and every member is known."""

    team: Team
    users: tuple[Person, ...]
    channels: tuple[Channel, ...]
    app: InstalledApp = InstalledApp()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [person.id for person in self.users] + [room.id for room in self.channels]
        if len(ids) != len(set(ids)):
            raise ValueError("ids of people and channels must be unique")
        known = {person.id for person in self.users} | {self.app.bot_user_id}
        for channel in self.channels:
            unknown = set(channel.members) - known
            if unknown:
                raise ValueError(f"#{channel.name} has unknown members: {sorted(unknown)}")
        return self


def default_workspace(app: InstalledApp | None = None) -> Workspace:
    """A small, friendly workspace: seven people in four time zones and three channels.

    Among the people are an admin (Ada), a guest (Gus), a stranger of another organisation (Sana)
    and someone who left (Lee). The bot is in #general and #projects, not in #random.
    """
    app = app or InstalledApp()
    bot = app.bot_user_id
    return Workspace(
        team=Team(id="T0PLAYGRND", name="Lighthouse Works", domain="lighthouse-works"),
        users=(
            _person("ADA", "Ada Okafor", "Europe/London", is_admin=True),
            _person("BEN", "Ben Silva", "America/Sao_Paulo"),
            _person("CHLOE", "Chloe Martin", "Europe/Paris"),
            _person("DEV", "Dev Patel", "Asia/Kolkata"),
            _person("GUS", "Gus Holm", "Europe/Paris", is_restricted=True),
            _person("LEE", "Lee Wong", "Asia/Kolkata", deleted=True),
            Person(
                id="U0SANA",
                name="sana",
                real_name="Sana Iqbal",
                email="sana@northwind.example",
                tz="Europe/London",
                team_id="T0NORTHWND",
            ),
        ),
        channels=(
            Channel(id="C0GENERAL", name="general", members=(*_EVERYONE_AT_HOME, bot)),
            Channel(
                id="C0PROJECTS",
                name="projects",
                members=("U0ADA", "U0BEN", "U0GUS", "U0SANA", bot),
            ),
            Channel(id="C0RANDOM", name="random", members=("U0ADA", "U0BEN")),
        ),
        app=app,
    )


_EVERYONE_AT_HOME = ("U0ADA", "U0BEN", "U0CHLOE", "U0DEV")


def _person(
    key: str,
    real_name: str,
    tz: str,
    *,
    is_admin: bool = False,
    is_restricted: bool = False,
    deleted: bool = False,
) -> Person:
    name = key.lower()
    return Person(
        id=f"U0{key}",
        name=name,
        real_name=real_name,
        email=f"{name}@lighthouse.example",
        tz=tz,
        is_admin=is_admin,
        is_restricted=is_restricted,
        deleted=deleted,
    )
