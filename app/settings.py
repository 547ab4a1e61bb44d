"""The environment as one frozen, checked value. A wrong variable is named, with what to do."""

import os
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator


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
    seals); without it a key file is made in the data folder. `options` are all other variables,
    by name, for connectors to find their own among.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Path("data")
    key: str | None = Field(default=None, repr=False)
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
    log_level: str = "INFO"
    options: Mapping[str, str] = Field(default={}, repr=False)

    @field_validator("api_url")
    @classmethod
    def _ends_with_slash(cls, value: str) -> str:
        if urlsplit(value).scheme not in {"http", "https"}:
            raise ValueError("must begin with https:// (or http:// for a local server)")
        return value if value.endswith("/") else value + "/"

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
    def draft_lifetime(self) -> timedelta:
        """How long a draft can be confirmed."""
        return timedelta(hours=self.draft_hours)

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
    "log_level": "BULKHEAD_LOG_LEVEL",
}  # the names of variables, not their values
