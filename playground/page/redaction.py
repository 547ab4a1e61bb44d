"""Taking secrets out of what builders look at, copy and download."""

import json
import re
from collections.abc import Mapping
from typing import Any

from playground.incoming import loaded

HIDDEN = "[hidden]"

# By name: credentials that need not look like a Slack token. The app's verification token in
# payloads ("token") is among them.
_SECRET_NAMES = frozenset(
    {
        "access_token",
        "app_token",
        "authorization",
        "bot_token",
        "client_secret",
        "code_verifier",
        "refresh_token",
        "signing_secret",
        "token",
    }
)
# By look: bot, user, refresh, workflow and app-level tokens, and the tickets of Socket Mode.
_TOKEN = re.compile(r"\bx(?:ox[a-z]|app)[-.][\w.-]{6,}|(?<=[?&]ticket=)[\w-]+")


def redacted(value: Any) -> Any:
    """A copy of a JSON value without secrets, also within texts that hold JSON."""
    if isinstance(value, Mapping):
        return {key: _entry(str(key).lower(), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [redacted(inner) for inner in value]
    return _text(value) if isinstance(value, str) else value


def pretty(value: Any) -> str:
    """The value as indented JSON without secrets; arguments that came as JSON text are opened."""
    if isinstance(value, Mapping):
        value = {key: _opened(inner) for key, inner in value.items()}
    return json.dumps(redacted(value), indent=2, ensure_ascii=False)


def ending(secret: str) -> str:
    """The last four characters of a secret, by which people tell theirs apart."""
    return f"…{secret[-4:]}" if secret else "none"


def _entry(name: str, value: Any) -> Any:
    if name in _SECRET_NAMES and isinstance(value, str):
        return HIDDEN
    return redacted(value)


def _text(text: str) -> str:
    if any(f'"{name}"' in text for name in _SECRET_NAMES):
        inner = _opened(text)
        if inner is not text:
            return json.dumps(redacted(inner), ensure_ascii=False)
    return _TOKEN.sub(HIDDEN, text)


def _opened(value: Any) -> Any:
    """What a text holds that is a JSON object or list; anything else as it is."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return loaded(value)
        except ValueError:
            return value  # it only looked like JSON
    return value
