"""From a few names to a workspace that a playground can start from."""

import re
from collections.abc import Iterable, Sequence

from playground.workspace import (
    Channel,
    InstalledApp,
    Person,
    Shortcut,
    SlashCommand,
    Team,
    Workspace,
)


def model_of(
    people: Iterable[str | Person],
    channels: Iterable[str | Channel],
    commands: Iterable[str | SlashCommand] | None,
    shortcuts: Sequence[Shortcut],
    events: Iterable[str] | None = None,
) -> Workspace:
    """Return a workspace with these people, and channels that they and the bot are all in.

    Without `commands` people may use any slash command; without `events` the app is sent all. Raises pydantic's ValidationError where
    the parts do not fit together.
    """
    given = [SlashCommand(command=one) if isinstance(one, str) else one for one in commands or ()]
    app = InstalledApp(
        commands=tuple(given),
        takes_any_command=commands is None,
        shortcuts=tuple(shortcuts),
        events=None if events is None else tuple(events),
    )
    users = tuple(_person(one) if isinstance(one, str) else one for one in people)
    everyone = (*(one.id for one in users), app.bot_user_id)
    rooms = [_channel(one, everyone) if isinstance(one, str) else one for one in channels]
    team = Team(id="T0TESTING", name="Testing", domain="testing")
    return Workspace(team=team, users=users, channels=tuple(rooms), app=app)


def reached_by(model: Workspace, delivery: str, request_url: str | None) -> Workspace:
    """Return the workspace with another way for deliveries to reach the app."""
    app = {**model.app.model_dump(), "delivery": delivery, "request_url": request_url}
    return model.model_copy(update={"app": InstalledApp.model_validate(app)})


def _person(name: str) -> Person:
    handle = re.sub(r"\W+", ".", name.strip().lower())
    return Person(
        id=_id("U0", name),
        name=handle,
        real_name=name if name != name.lower() else name.title(),
        email=f"{handle}@testing.example",
    )


def _channel(name: str, members: tuple[str, ...]) -> Channel:
    plain = name.removeprefix("#")
    return Channel(id=_id("C0", plain), name=plain, members=members)


def _id(kind: str, name: str) -> str:
    """Make an id of the letters and digits of the name that Slack's ids have, else of its code."""
    return kind + (re.sub(r"[^A-Z0-9]", "", name.upper()) or name.encode().hex().upper())
