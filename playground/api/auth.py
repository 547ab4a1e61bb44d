"""auth.* and apps.*: who is calling, and where Socket Mode is."""

from playground.api.method import Answer, Arguments, Method
from playground.hub import Hub


def _test(hub: Hub, _arguments: Arguments) -> Answer:
    team, app = hub.workspace.team, hub.app
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": app.bot_name,
        "team_id": team.id,
        "user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    } | ({"enterprise_id": team.enterprise_id} if team.enterprise_id else {})


def _open_connection(hub: Hub, _arguments: Arguments) -> Answer:
    base = hub.response_urls.base.replace("http://", "ws://", 1)
    return {"url": f"{base}/link/?ticket={hub.sockets.ticket()}&app_id={hub.app.app_id}"}


METHODS = (
    Method("auth.test", _test),
    Method("apps.connections.open", _open_connection, caller="app"),
)
