"""auth.* and apps.*: who is calling, how tokens and installations end, and where Socket Mode is.

Errors are those of Slack's reference of each method.
"""

from playground.api.method import Answer, Arguments, Method
from playground.api.pages import page
from playground.errors import ApiError
from playground.hub import Hub
from playground.payloads import tell


def check_client(hub: Hub, arguments: Arguments) -> None:
    """Check the app's own credentials. Raises ApiError invalid_client_id or bad_client_secret."""
    if arguments.text("client_id") != hub.app.client_id:
        raise ApiError("invalid_client_id")
    if arguments.text("client_secret") != hub.app.client_secret:
        raise ApiError("bad_client_secret")


def _test(hub: Hub, arguments: Arguments) -> Answer:
    team, app = hub.workspace.team, hub.app
    answer: Answer = {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": app.bot_name,
        "team_id": team.id,
        "user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }
    if team.enterprise_id:
        answer["enterprise_id"] = team.enterprise_id
    expires_at = hub.tokens.check(arguments.caller.token).expires_at
    if expires_at is not None:
        answer["expires_in"] = int(expires_at - hub.now())
    return answer


def _revoke(hub: Hub, arguments: Arguments) -> Answer:
    if arguments.flag("test"):
        return {"revoked": False}
    hub.tokens.revoke(arguments.caller.token)
    _tell_of_lost_tokens(hub)
    return {"revoked": True}


def _teams(hub: Hub, arguments: Arguments) -> Answer:
    team = hub.workspace.team
    listed = page("teams", [{"id": team.id, "name": team.name}], arguments)
    del listed["has_more"]
    return listed


def _uninstall(hub: Hub, arguments: Arguments) -> Answer:
    check_client(hub, arguments)
    hub.tokens.uninstall()
    tell(hub, {"type": "app_uninstalled"})
    _tell_of_lost_tokens(hub)
    return {}


def _tell_of_lost_tokens(hub: Hub) -> None:
    # The event names users, not tokens; those of a bot are listed under its user id.
    tell(hub, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [hub.app.bot_user_id]}})


def _open_connection(hub: Hub, _arguments: Arguments) -> Answer:
    if not hub.sockets.is_on:
        # Which error Slack gives while Socket Mode is off is not documented.
        raise ApiError("access_denied")
    base = hub.response_urls.base.replace("http://", "ws://", 1)
    return {"url": f"{base}/link/?ticket={hub.sockets.ticket()}&app_id={hub.app.app_id}"}


METHODS = (
    Method("auth.test", _test),
    Method("auth.revoke", _revoke),
    Method("auth.teams.list", _teams),
    Method("apps.uninstall", _uninstall, required=("client_id", "client_secret")),
    Method("apps.connections.open", _open_connection, caller="app"),
)
