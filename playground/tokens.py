"""The app's tokens: what they allow, how long they live, and how they are got, renewed and lost."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from playground.errors import ApiError
from playground.store import Store
from playground.workspace import InstalledApp

# From Slack's guide to token rotation: an access token lives for twelve hours.
EXPIRES_IN = 43_200
# A code from the install page is good for ten minutes, as Slack's guide to OAuth says.
CODE_LIFETIME = 600.0
_TOKENS = "token"
_REFRESH_TOKENS = "refresh_token"

State = Literal["active", "revoked", "uninstalled"]
# What a call with such a token is told. Slack's reference names token_revoked for a token that was
# revoked and account_inactive for a bot token of an app that was removed.
_REFUSALS: Mapping[State, str] = MappingProxyType(
    {"revoked": "token_revoked", "uninstalled": "account_inactive"}
)


@dataclass(frozen=True)
class Token:
    """A bot token; `expires_at` is in seconds since the epoch, None when it never expires."""

    secret: str
    scopes: tuple[str, ...]
    expires_at: float | None = None
    state: State = "active"
    exchanged: bool = False


@dataclass(frozen=True)
class Grant:
    """What an exchange gives: the token, how to renew it, and who installed (None at a renewal)."""

    token: Token
    refresh_token: str | None = None
    user: str | None = None


@dataclass(frozen=True)
class _Code:
    user: str
    scopes: tuple[str, ...]
    redirect_uri: str
    issued_at: float


class Tokens:
    """All bot tokens of the app; they outlive a restart, codes of the install page do not.

    `bot_token` of the installed app is the first of them. Every further installation gets a token
    of its own with just the scopes it asked for, where Slack would widen the workspace's one token:
    so an app can be tried with few scopes while the first installation goes on working.
    """

    def __init__(self, app: InstalledApp, store: Store, now: Callable[[], float]) -> None:
        self._app = app
        self._store = store
        self._now = now
        self._codes: dict[str, _Code] = {}
        self._used_codes: set[str] = set()
        self._tokens = {app.bot_token: Token(app.bot_token, app.scopes)}
        for secret, fact in store.facts(_TOKENS).items():
            self._tokens[secret] = _from_fact(secret, fact)
        self._refreshers = {
            secret: tuple(fact["scopes"]) for secret, fact in store.facts(_REFRESH_TOKENS).items()
        }

    def check(self, secret: str) -> Token:
        """The live token with that value.

        Raises ApiError invalid_auth, token_revoked, account_inactive or token_expired.
        """
        token = self._tokens.get(secret)
        if token is None:
            raise ApiError("invalid_auth")
        if token.state in _REFUSALS:
            raise ApiError(_REFUSALS[token.state])
        if token.expires_at is not None and self._now() >= token.expires_at:
            raise ApiError("token_expired")
        return token

    def issue_code(self, user: str, scopes: Sequence[str], redirect_uri: str) -> str:
        """A code for the app, after `user` allowed these scopes on the install page.

        `redirect_uri` is what the app's request named ("" when it named none).
        """
        code = f"{secrets.randbelow(10**12)}.{secrets.token_hex(20)}"
        self._codes[code] = _Code(user, tuple(scopes), redirect_uri, self._now())
        return code

    def redeem(self, code: str, redirect_uri: str) -> Grant:
        """Exchange a code, once. Raises ApiError invalid_code, code_already_used or bad_redirect_uri."""
        if code in self._used_codes:
            raise ApiError("code_already_used")
        issued = self._codes.get(code)
        if issued is None or self._now() - issued.issued_at > CODE_LIFETIME:
            raise ApiError("invalid_code")
        if redirect_uri != issued.redirect_uri:
            raise ApiError("bad_redirect_uri")
        del self._codes[code]
        self._used_codes.add(code)
        return replace(self._grant(issued.scopes), user=issued.user)

    def refresh(self, refresh_token: str) -> Grant:
        """A new pair for a refresh token, which is used up; its old access token lives to its end.

        Raises ApiError invalid_refresh_token.
        """
        scopes = self._refreshers.pop(refresh_token, None)
        if scopes is None:
            raise ApiError("invalid_refresh_token")
        self._store.drop_fact(_REFRESH_TOKENS, refresh_token)
        return self._grant(scopes)

    def exchange(self, secret: str) -> Grant:
        """An expiring pair for a token that never expires, which goes on working.

        Whether Slack ends the old token at once is not documented; it is kept here. Raises ApiError
        token_rotation_not_enabled, token_already_exchanged or invalid_token.
        """
        if not self._app.token_rotation:
            raise ApiError("token_rotation_not_enabled")
        token = self.check(secret)
        if token.exchanged:
            raise ApiError("token_already_exchanged")
        if token.expires_at is not None:
            raise ApiError("invalid_token")
        self._put(replace(token, exchanged=True))
        return self._grant(token.scopes)

    def revoke(self, secret: str) -> None:
        """End one token; the app stays installed, as Slack's reference of auth.revoke says."""
        self._put(replace(self._tokens[secret], state="revoked"))
        self._store.commit()

    def uninstall(self) -> None:
        """End all tokens: the app is removed from the workspace."""
        for token in list(self._tokens.values()):
            if token.state == "active":
                self._put(replace(token, state="uninstalled"))
        for refresher in self._refreshers:
            self._store.drop_fact(_REFRESH_TOKENS, refresher)
        self._refreshers.clear()
        self._store.commit()

    def _grant(self, scopes: tuple[str, ...]) -> Grant:
        if not self._app.token_rotation:
            token = Token(f"xoxb-{secrets.token_hex(16)}", scopes)
            refresher = None
        else:
            expires_at = self._now() + EXPIRES_IN
            token = Token(f"xoxe.xoxb-1-{secrets.token_hex(24)}", scopes, expires_at)
            refresher = f"xoxe-1-{secrets.token_hex(24)}"
            self._refreshers[refresher] = scopes
            self._store.put_fact(_REFRESH_TOKENS, refresher, {"scopes": scopes})
        self._put(token)
        self._store.commit()
        return Grant(token, refresher)

    def _put(self, token: Token) -> None:
        self._tokens[token.secret] = token
        fact = asdict(token)
        del fact["secret"]
        self._store.put_fact(_TOKENS, token.secret, fact)


def _from_fact(secret: str, fact: dict[str, Any]) -> Token:
    return Token(secret, **{**fact, "scopes": tuple(fact["scopes"])})
