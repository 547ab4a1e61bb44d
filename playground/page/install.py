"""/oauth/v2/authorize: where somebody allows the app into the workspace, or does not.

The rules are those of Slack's guide to installing with OAuth: `scope` has commas, `redirect_uri`
is one of the app's redirect_urls or a path below one (the first of them when it is left out), and
`state` goes back as it came. What is wrong with the request itself is told on the page, because
the address to go back to cannot be trusted then.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from aiohttp import web
from yarl import URL

from playground.hub import Hub
from playground.page.assets import CONTENT_SECURITY_POLICY, html
from playground.page.painter import Painter
from playground.workspace import Person

PATH = "/oauth/v2/authorize"
_SCOPE = re.compile(r"[a-z_]+([.:][a-z_]+)*")
# What browsers drop from an address or read as a slash, so that it leads elsewhere than it looks.
_ODD = re.compile(r"[\x00-\x20\x7f\\]")

# What a scope lets the app do, for somebody who has never heard of scopes.
_IN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "app_mentions:read": "See messages that mention it",
        "assistant:write": "Answer as an assistant",
        "channels:history": "Read messages in public channels it was added to",
        "channels:join": "Join public channels",
        "channels:manage": "Create public channels and manage them",
        "channels:read": "See which public channels there are",
        "channels:write.invites": "Invite people to public channels",
        "chat:write": "Write messages",
        "chat:write.customize": "Write messages under another name and picture",
        "chat:write.public": "Write messages in public channels it was not added to",
        "commands": "Add slash commands and shortcuts",
        "dnd:read": "See who does not want to be disturbed",
        "emoji:read": "See the emoji of the workspace",
        "files:read": "See files in conversations it was added to",
        "files:write": "Upload, change and delete files",
        "groups:history": "Read messages in private channels it was added to",
        "groups:read": "See the private channels it was added to",
        "groups:write": "Manage private channels it was added to",
        "im:history": "Read its direct messages",
        "im:read": "See who it has direct messages with",
        "im:write": "Begin direct messages",
        "links:write": "Show what links lead to",
        "mpim:history": "Read group direct messages it was added to",
        "mpim:read": "See the group direct messages it was added to",
        "mpim:write": "Begin group direct messages",
        "pins:read": "See what is pinned",
        "pins:write": "Pin and unpin messages",
        "reactions:read": "See reactions",
        "reactions:write": "Add and remove reactions",
        "team:read": "See the name and address of the workspace",
        "usergroups:read": "See the groups of the workspace",
        "users.profile:read": "See people's profiles",
        "users:read": "See who is in the workspace",
        "users:read.email": "See people's email addresses",
    }
)


class _UnusableError(Exception):
    """The request cannot be shown for a decision; the text is what to tell."""


@dataclass(frozen=True)
class _Request:
    """What the app asks for. `sent_back_to` is where the answer goes, checked."""

    scopes: tuple[str, ...]
    redirect_uri: str
    state: str
    sent_back_to: str


class InstallPage:
    """Serves the page and takes the decision."""

    def __init__(self, hub: Hub, painter: Painter) -> None:
        self._hub = hub
        self._painter = painter

    def routes(self) -> list[web.RouteDef]:
        """The routes to serve."""
        return [web.get(PATH, self._show), web.post(PATH, self._decide)]

    async def _show(self, request: web.Request) -> web.Response:
        try:
            asked = self._read(request.query)
        except _UnusableError as wrong:
            return self._problem(str(wrong))
        app, team = self._hub.app.bot_name, self._hub.workspace.team.name
        names = ("client_id", "scope", "redirect_uri", "state")
        return self._page(
            200,
            URL(asked.sent_back_to),
            title=f"Add {app} to {team}?",
            problem="",
            app=app,
            team=team,
            permissions=[(scope, _IN_WORDS.get(scope, "Use the scope")) for scope in asked.scopes],
            user_scope=request.query.get("user_scope", ""),
            path=PATH,
            fields=[(name, request.query.get(name, "")) for name in names],
            people=self._installers(),
            destination=asked.sent_back_to,
        )

    async def _decide(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        try:
            asked = self._read(form)
            if form.get("decision") == "allow":
                user = self._installer(form.get("user", ""))
                code = self._hub.tokens.issue_code(user, asked.scopes, asked.redirect_uri)
                answer = {"code": code, "state": asked.state}
            else:
                answer = {"error": "access_denied", "state": asked.state}
        except _UnusableError as wrong:
            return self._problem(str(wrong))
        raise web.HTTPSeeOther(URL(asked.sent_back_to).update_query(answer))

    def _read(self, given: Mapping[str, str]) -> _Request:
        if given.get("client_id") != self._hub.app.client_id:
            raise _UnusableError("No app has this client_id. Check the app's settings.")
        scopes = tuple(dict.fromkeys(name for name in given.get("scope", "").split(",") if name))
        if not scopes:
            raise _UnusableError("The app asks for no bot scopes. Add them to its settings.")
        strange = [scope for scope in scopes if not _SCOPE.fullmatch(scope)]
        if strange:
            raise _UnusableError(f"These are not scopes: {', '.join(strange)}.")
        redirect_uri = given.get("redirect_uri", "")
        return _Request(scopes, redirect_uri, given.get("state", ""), self._way_back(redirect_uri))

    def _way_back(self, redirect_uri: str) -> str:
        allowed = self._hub.app.redirect_urls
        if not redirect_uri and allowed:
            return allowed[0]
        if not any(_is_at_or_below(redirect_uri, url) for url in allowed):
            known = ", ".join(allowed) or "none"
            raise _UnusableError(
                f"{redirect_uri or 'No address'} is not among the app's redirect URLs ({known})."
            )
        return redirect_uri

    def _installers(self) -> list[Person]:
        """Full members: guests and people of other organisations cannot install apps."""
        people = self._hub.workspace.users
        return [
            person
            for person in people
            if not (person.deleted or person.is_restricted or self._hub.is_stranger(person))
        ]

    def _installer(self, user: str) -> str:
        if user not in {person.id for person in self._installers()}:
            raise _UnusableError("Choose who you are: only members can install an app.")
        return user

    def _problem(self, sentence: str) -> web.Response:
        title = "This app cannot be installed"
        return self._page(400, None, title=title, problem=sentence)

    def _page(self, status: int, leads_to: URL | None, **values: object) -> web.Response:
        # Browsers apply form-action to the redirect that answers the form, too.
        forms = f"'self' {leads_to.origin()}" if leads_to is not None else "'none'"
        template = self._painter.environment.get_template("install.html")
        response = html(template.render(**values), status)
        policy = CONTENT_SECURITY_POLICY.replace("form-action 'self'", f"form-action {forms}")
        response.headers["Content-Security-Policy"] = policy
        return response


def _is_at_or_below(given: str, allowed: str) -> bool:
    try:
        one, other = urlsplit(given), urlsplit(allowed)
    except ValueError:  # no address at all, such as http://[::1
        return False
    if _ODD.search(given) or any(_is_dots(part) for part in one.path.split("/")):
        return False
    same_place = (one.scheme, one.netloc) == (other.scheme, other.netloc)
    stem = other.path.rstrip("/")
    return same_place and (one.path == other.path or one.path.startswith(f"{stem}/"))


def _is_dots(segment: str) -> bool:
    """Whether a browser takes the segment for "." or "..", and so goes up from where it stands."""
    return unquote(segment) in {".", ".."}
