"""Who and what is in the workspace: team, people, channels and the one installed app."""

from typing import Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
# Every scope that a method of this playground asks for, and those of the events it sends.
ALL_SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "channels:write.invites",
    "chat:write",
    "chat:write.customize",
    "commands",
    "dnd:read",
    "emoji:read",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "links:write",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "users.profile:read",
    "users:read",
    "users:read.email",
)


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

    `name` is the handle; `tz` an IANA zone name; `title` what they are here, shown beside the name.
    """

    id: str
    name: str
    real_name: str
    email: str | None = None
    title: str = ""
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


class UserGroup(_Value):
    """A group of people who can be mentioned together as "@handle"."""

    id: str
    handle: str
    name: str
    users: tuple[str, ...] = ()
    description: str = ""


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
    `takes_any_command`: whether people may use slash commands that are not among `commands`.
    `redirect_urls`: where the install page may send people back to, with Slack's rule that a path
    below one of them is fine too. `token_rotation`: whether tokens of new installations expire.
    `events`: the bot events it is subscribed to, as in its manifest; None stands for all of them.
    `home_tab`: whether the app has a Home tab. `scopes` are those of `bot_token`.
    """

    app_id: str = "A0PLAYGRND"
    bot_id: str = "B0PLAYGRND"
    bot_user_id: str = "U0PLAYBOT0"
    bot_name: str = "Helper"
    bot_token: str = "xoxb-playground-bot"  # noqa: S105 - opens a loopback playground only
    app_token: str = "xapp-playground-app"  # noqa: S105 - likewise
    signing_secret: str = "playground-signing-secret"  # noqa: S105 - likewise
    client_id: str = "1000000000.2000000000"
    client_secret: str = "playground-client-secret"  # noqa: S105 - likewise
    redirect_urls: tuple[str, ...] = (
        "http://127.0.0.1:3000/slack/oauth_redirect",
        "http://localhost:3000/slack/oauth_redirect",
    )
    token_rotation: bool = False
    home_tab: bool = True
    events: tuple[str, ...] | None = None
    scopes: tuple[str, ...] = ALL_SCOPES
    commands: tuple[SlashCommand, ...] = ()
    takes_any_command: bool = False
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
        for url in self.redirect_urls:
            if urlsplit(url).hostname not in LOOPBACK_HOSTS:
                raise ValueError(f"redirect_urls must be on this machine; {url} is not")
        return self

    def command(self, name: str) -> SlashCommand | None:
        """The slash command that people mean by that name, or None."""
        known = next((entry for entry in self.commands if entry.command == name), None)
        return known or (SlashCommand(command=name) if self.takes_any_command else None)


class Workspace(_Value):
    """Everything a playground starts from. Ids are unique and every member is known.

    `examples` are sentences that the page offers to somebody who does not know the app yet.
    """

    team: Team
    users: tuple[Person, ...]
    channels: tuple[Channel, ...]
    user_groups: tuple[UserGroup, ...] = ()
    app: InstalledApp = InstalledApp()
    examples: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [
            *(person.id for person in self.users),
            *(channel.id for channel in self.channels),
            *(group.id for group in self.user_groups),
        ]
        if len(ids) != len(set(ids)):
            raise ValueError("ids of people, channels and groups must be unique")
        known = {person.id for person in self.users} | {self.app.bot_user_id}
        for channel in self.channels:
            unknown = set(channel.members) - known
            if unknown:
                raise ValueError(f"#{channel.name} has unknown members: {sorted(unknown)}")
        for group in self.user_groups:
            if unknown := set(group.users) - known:
                raise ValueError(f"@{group.handle} has unknown members: {sorted(unknown)}")
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
