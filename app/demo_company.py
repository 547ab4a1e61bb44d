"""The workspace of the demo: three colleagues of the made-up company, in a local Slack."""

from app.domain.words.demo import EXAMPLES
from playground.workspace import (
    Channel,
    InstalledApp,
    Person,
    SlashCommand,
    Team,
    Workspace,
)

ZONE = "Europe/Berlin"

PEOPLE = {"sam": "U0SAM", "priya": "U0PRIYA", "alex": "U0ALEX"}
"""Handles and ids: Sam asks, Priya is a colleague, Alex the administrator."""


def company() -> Workspace:
    """Harbor & Pine, with Bulkhead installed. The office knows the same people by address."""
    installed = InstalledApp(
        bot_name="Bulkhead",
        # As manifest.yml has them, like the Home tab.
        events=("app_mention", "app_uninstalled", "message.im", "tokens_revoked"),
        home_tab=False,
        commands=(
            SlashCommand(
                command="/bulk",
                description="Bulk work in plain words",
                usage_hint="send follow-up emails to everyone from yesterday's meeting",
            ),
        ),
    )
    members = (*PEOPLE.values(), installed.bot_user_id)
    return Workspace(
        team=Team(id="T0HARBOR", name="Harbor & Pine", domain="harbor-and-pine"),
        users=(
            _person("sam", "Sam Rivera", "Account manager"),
            _person("priya", "Priya Nair", "Colleague in sales"),
            _person("alex", "Alex Kim", "Administrator", is_admin=True),
        ),
        channels=(
            Channel(id="C0GENERAL", name="general", members=members),
            Channel(id="C0SALES", name="sales", members=members),
        ),
        app=installed,
        examples=EXAMPLES,
    )


def _person(handle: str, name: str, title: str, *, is_admin: bool = False) -> Person:
    email = f"{handle}@harbor.example"
    return Person(
        id=PEOPLE[handle],
        name=handle,
        real_name=name,
        email=email,
        title=title,
        tz=ZONE,
        is_admin=is_admin,
    )
