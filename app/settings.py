"""The environment as one frozen, checked value. A wrong variable is named, with what to do."""

import os
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from app.domain.allowance import Allowance, Limit


class SettingsError(Exception):
    """A variable that cannot be used; the text names it and says what to do."""


class Transport(StrEnum):
    """How Slack reaches the app."""

    SOCKET = "socket"
    HTTP = "http"


def _names(value: object) -> object:
    if isinstance(value, str):
        return frozenset(part.strip() for part in value.split(",") if part.strip())
    return value


class Settings(BaseModel):
    """What the app is told from outside.

    `data` is the only folder it writes to. `key` are encryption keys ("base64,base64", the first
    seals); without it a key file is made in the data folder. `database_url` names a Postgres for
    what several processes share; without it everything is in `data`. `heartbeat` is after how many
    seconds of silence a process counts as dead. `person_…` and `workspace_…` limit what people
    have under way, see `allowance`. `keep_days` is for how many days the texts of what ended are
    kept. `model` names a language model for requests that the rules cannot read, `model_base_url` an
    OpenAI-compatible server that has it. `options` are all other variables, by name, for connectors to find their own among.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Path("data")
    key: str | None = Field(default=None, repr=False)
    database_url: str | None = Field(default=None, repr=False, validate_default=True)
    bot_token: str = Field(default="", repr=False)
    app_token: str = Field(default="", repr=False)
    signing_secret: str = Field(default="", repr=False)
    api_url: str = "https://slack.com/api/"
    port: int = Field(default=3000, ge=0, le=65535)
    approvers: Annotated[frozenset[str], BeforeValidator(_names)] = frozenset()
    draft_hours: float = Field(default=24.0, gt=0, le=24 * 30)
    max_items: int = Field(default=10_000, ge=1, le=100_000)
    slots: int = Field(default=50, ge=1, le=1000)
    drain_seconds: float = Field(default=10.0, ge=0)
    heartbeat: float = Field(default=10.0, ge=0.5, le=300)
    late_minutes: float = Field(default=15.0, ge=0, le=24 * 60)
    person_runs: int = Field(default=5, ge=1)
    workspace_runs: int = Field(default=20, ge=1)
    person_items_hour: int | None = Field(default=None, ge=1)
    workspace_items_hour: int | None = Field(default=None, ge=1)
    keep_days: int = Field(default=30, ge=1)
    log_level: str = "INFO"
    model: str | None = None
    model_base_url: str | None = None
    model_api_key: str | None = Field(default=None, repr=False)
    model_seconds: float = Field(default=10.0, gt=0, le=60)
    options: Mapping[str, str] = Field(default={}, repr=False)

    @field_validator("api_url")
    @classmethod
    def _ends_with_slash(cls, value: str) -> str:
        if urlsplit(value).scheme not in {"http", "https"}:
            raise ValueError("must begin with https:// (or http:// for a local server)")
        return value if value.endswith("/") else value + "/"

    @field_validator("model_base_url")
    @classmethod
    def _a_server(cls, value: str | None) -> str | None:
        if value and urlsplit(value).scheme not in {"http", "https"}:
            raise ValueError("must begin with https:// (or http:// for a local server)")
        return value or None

    @field_validator("database_url")
    @classmethod
    def _postgres(cls, value: str | None, others: ValidationInfo) -> str | None:
        """Heroku and others still write postgres://."""
        if not value:
            return None
        scheme, _, rest = value.partition("://")
        if scheme not in {"postgres", "postgresql"} or not rest:
            raise ValueError("must begin with postgresql://; leave it out to keep all in a folder")
        if not others.data.get("key"):
            raise ValueError(
                "needs BULKHEAD_KEY as well, for every process must open what another one sealed. "
                "Make one with: python -c 'import base64, os; "
                "print(base64.b64encode(os.urandom(32)).decode())'"
            )
        return f"postgresql://{rest}"

    @field_validator("log_level")
    @classmethod
    def _never_debug(cls, value: str) -> str:
        level = value.upper()
        if level not in {"INFO", "WARNING", "ERROR"}:
            raise ValueError("must be INFO, WARNING or ERROR; DEBUG would log message bodies")
        return level

    @property
    def transport(self) -> Transport:
        """Socket Mode with an app token, else HTTP."""
        return Transport.SOCKET if self.app_token else Transport.HTTP

    @property
    def late(self) -> timedelta:
        """How late a scheduled operation may start; after that it is reported instead."""
        return timedelta(minutes=self.late_minutes)

    @property
    def draft_lifetime(self) -> timedelta:
        """How long a draft can be confirmed."""
        return timedelta(hours=self.draft_hours)

    @property
    def allowance(self) -> Allowance:
        """What people may have under way.

        Unless it is set, an hour has room for the largest operation twice (and ten times in a
        workspace): whatever one operation may hold can be confirmed, and once more after a mistake.
        """
        person = self.person_items_hour or 2 * self.max_items
        workspace = self.workspace_items_hour or max(10 * self.max_items, person)
        return Allowance(
            person=Limit(runs=self.person_runs, items=person),
            workspace=Limit(runs=self.workspace_runs, items=workspace),
        )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read the variables. Raises SettingsError for the first that cannot be used."""
        given = os.environ if environment is None else environment
        values: dict[str, object] = {
            field: given[name] for field, name in VARIABLES.items() if given.get(name)
        }
        ours = frozenset(VARIABLES.values())
        values["options"] = {name: value for name, value in given.items() if name not in ours}
        try:
            return cls.model_validate(values)
        except ValidationError as invalid:
            first = invalid.errors()[0]
            name = VARIABLES.get(str(first["loc"][0]), str(first["loc"][0]))
            problem = first["msg"].removeprefix("Value error, ")
            raise SettingsError(f"{name}: {problem}.") from None

    def require_database(self) -> None:
        """Raise SettingsError unless there is a journal that several processes can share."""
        if self.database_url is None:
            raise SettingsError(
                "DATABASE_URL: web and worker share a Postgres; give its postgresql:// address. "
                "Without one, a single process does everything: python -m app run"
            )

    def require_slack(self) -> None:
        """Raise SettingsError unless the tokens for a workspace are there and look right."""
        if not self.bot_token.startswith("xoxb-"):
            raise SettingsError(
                "SLACK_BOT_TOKEN: give the bot token (xoxb-…) from your Slack app's "
                "OAuth & Permissions page, or try it without Slack: make demo."
            )
        if self.app_token and not self.app_token.startswith("xapp-"):
            raise SettingsError(
                "SLACK_APP_TOKEN: give an app-level token (xapp-…) with connections:write."
            )
        if not self.app_token and not self.signing_secret:
            raise SettingsError(
                "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET: give the app token for Socket Mode, "
                "or the signing secret to be called over HTTP."
            )


VARIABLES: Mapping[str, str] = {
    "data": "BULKHEAD_DATA",
    "key": "BULKHEAD_KEY",
    "database_url": "DATABASE_URL",
    "bot_token": "SLACK_BOT_TOKEN",
    "app_token": "SLACK_APP_TOKEN",
    "signing_secret": "SLACK_SIGNING_SECRET",
    "api_url": "SLACK_API_URL",
    "port": "PORT",
    "approvers": "BULKHEAD_APPROVERS",
    "draft_hours": "BULKHEAD_DRAFT_HOURS",
    "max_items": "BULKHEAD_MAX_ITEMS",
    "slots": "BULKHEAD_SLOTS",
    "drain_seconds": "BULKHEAD_DRAIN_SECONDS",
    "heartbeat": "BULKHEAD_HEARTBEAT",
    "late_minutes": "BULKHEAD_LATE_MINUTES",
    "person_runs": "BULKHEAD_PERSON_RUNS",
    "workspace_runs": "BULKHEAD_WORKSPACE_RUNS",
    "person_items_hour": "BULKHEAD_PERSON_ITEMS_HOUR",
    "workspace_items_hour": "BULKHEAD_WORKSPACE_ITEMS_HOUR",
    "keep_days": "BULKHEAD_KEEP_DAYS",
    "model": "BULKHEAD_MODEL",
    "model_base_url": "BULKHEAD_MODEL_BASE_URL",
    "model_api_key": "BULKHEAD_MODEL_API_KEY",
    "model_seconds": "BULKHEAD_MODEL_SECONDS",
    "log_level": "BULKHEAD_LOG_LEVEL",
}  # the names of variables, not their values
