"""oauth.v2.*: codes and refresh tokens against tokens.

Answers and errors are those of Slack's reference of both methods; code_already_used is not in it,
but is what Slack answers. There are bot tokens only: nobody can let an app act as themselves.
"""

from playground.api.auth import check_client
from playground.api.method import Answer, Arguments, Method
from playground.errors import ApiError
from playground.hub import Hub
from playground.tokens import EXPIRES_IN, Grant


def _access(hub: Hub, arguments: Arguments) -> Answer:
    check_client(hub, arguments)
    grant_type = arguments.text("grant_type") or "authorization_code"
    if grant_type == "refresh_token":
        return _answer(hub, hub.tokens.refresh(arguments.text("refresh_token")))
    if grant_type != "authorization_code":
        raise ApiError("invalid_grant_type")
    return _answer(hub, hub.tokens.redeem(arguments.text("code"), arguments.text("redirect_uri")))


def _exchange(hub: Hub, arguments: Arguments) -> Answer:
    check_client(hub, arguments)
    return _answer(hub, hub.tokens.exchange(arguments.caller.token))


def _answer(hub: Hub, grant: Grant) -> Answer:
    team, app = hub.workspace.team, hub.app
    answer: Answer = {
        "access_token": grant.token.secret,
        "token_type": "bot",
        "scope": ",".join(grant.token.scopes),
        "bot_user_id": app.bot_user_id,
        "app_id": app.app_id,
        "team": {"id": team.id, "name": team.name},
        "enterprise": {"id": team.enterprise_id, "name": team.name} if team.enterprise_id else None,
        "is_enterprise_install": False,
    }
    if grant.user is not None:
        answer["authed_user"] = {"id": grant.user}
    if grant.refresh_token is not None:
        answer |= {"refresh_token": grant.refresh_token, "expires_in": EXPIRES_IN}
    return answer


METHODS = (
    Method("oauth.v2.access", _access, caller="client"),
    Method("oauth.v2.exchange", _exchange, required=("client_id", "client_secret")),
)
