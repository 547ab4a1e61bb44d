"""/oauth/v2/authorize: where somebody allows the app into the workspace, or does not.

The rules are those of Slack's guide to installing with OAuth: `scope` has commas, `redirect_uri`
is one of the app's redirect_urls or a path below one (the first of them when it is left out), and
`state` goes back as it came. What is wrong with the request itself is told on the page, because
the address to go back to cannot be trusted then.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from aiohttp import web
from jinja2 import Environment, StrictUndefined
from yarl import URL

from playground.hub import Hub
from playground.workspace import Person

PATH = "/oauth/v2/authorize"
_SCOPE = re.compile(r"[a-z_]+([.:][a-z_]+)*")

# What a scope lets the app do, for somebody who has never heard of scopes.
_IN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "app_mentions:read": "See messages that mention it",
        "assistant:write": "Answer as an assistant",
        "channels:history": "Read messages in public channels it was added to",
        "channels:join": "Join public channels",
        "channels:manage": "Create public channels and manage them",
        "channels:read": "See which public channels there are",
        "chat:write": "Write messages",
        "chat:write.customize": "Write messages under another name and picture",
        "chat:write.public": "Write messages in public channels it was not added to",
        "commands": "Add slash commands and shortcuts",
        "files:read": "See files in conversations it was added to",
        "files:write": "Upload, change and delete files",
        "groups:history": "Read messages in private channels it was added to",
        "groups:read": "See the private channels it was added to",
        "groups:write": "Manage private channels it was added to",
        "im:history": "Read its direct messages",
        "im:read": "See who it has direct messages with",
        "im:write": "Begin direct messages",
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

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{ title }}</title>
<style nonce="{{ nonce }}">
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; line-height: 1.25 }
li { margin: .25rem 0 }
select, button { font: inherit; padding: .5rem 1rem; margin: .25rem .5rem .25rem 0 }
</style>
</head>
<body>
<main>
<h1>{{ title }}</h1>
{% if problem %}
<p>{{ problem }}</p>
{% else %}
<p>In {{ team }}, {{ app }} will be able to:</p>
<ul>
{% for scope, words in permissions %}<li>{{ words }} <code>{{ scope }}</code></li>
{% endfor %}</ul>
{% if user_scope %}
<p>It also asks to act in your name (<code>{{ user_scope }}</code>). This playground does not offer
that, and will not grant it.</p>
{% endif %}
<form method="post" action="{{ path }}">
{% for name, value in fields %}<input type="hidden" name="{{ name }}" value="{{ value }}">
{% endfor %}
<p><label for="user">You are</label>
<select id="user" name="user">
{% for person in people %}<option value="{{ person.id }}">{{ person.real_name }}</option>
{% endfor %}</select></p>
<p>After this you go back to {{ destination }}.</p>
<button name="decision" value="allow">Allow</button>
<button name="decision" value="cancel">Cancel</button>
</form>
{% endif %}
</main>
</body>
</html>
"""


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

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        environment = Environment(autoescape=True, undefined=StrictUndefined)
        self._template = environment.from_string(_PAGE)

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
            permissions=[(scope, _IN_WORDS.get(scope, "Do this:")) for scope in asked.scopes],
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
        nonce = secrets.token_urlsafe(16)
        # Browsers apply form-action to the redirect that answers the form, too.
        forms = f"'self' {leads_to.origin()}" if leads_to is not None else "'none'"
        policy = (
            f"default-src 'none'; style-src 'nonce-{nonce}'; form-action {forms};"
            " base-uri 'none'; frame-ancestors 'none'"
        )
        headers = {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"}
        text = self._template.render(nonce=nonce, **values)
        return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def _is_at_or_below(given: str, allowed: str) -> bool:
    one, other = urlsplit(given), urlsplit(allowed)
    same_place = (one.scheme, one.netloc) == (other.scheme, other.netloc)
    stem = other.path.rstrip("/")
    return same_place and (one.path == other.path or one.path.startswith(f"{stem}/"))
