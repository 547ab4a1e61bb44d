"""team.info, bots.info, emoji.list and dnd.*: small facts about the workspace."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from playground.api.method import Answer, Arguments, Method
from playground.errors import ApiError
from playground.hub import Hub


def _team(hub: Hub, arguments: Arguments) -> Answer:
    team = hub.workspace.team
    if arguments.text("team", team.id) != team.id:
        raise ApiError("team_not_found")
    facts = {
        "id": team.id,
        "name": team.name,
        "url": f"https://{team.domain}.slack.com/",
        "domain": team.domain,
        "email_domain": "",
        "icon": {"image_default": True},
        "is_verified": False,
    }
    if team.enterprise_id:
        facts |= {"enterprise_id": team.enterprise_id, "enterprise_name": team.name}
    return {"team": facts}


def _bot(hub: Hub, arguments: Arguments) -> Answer:
    app = hub.app
    if arguments.text("bot", app.bot_id) != app.bot_id:
        raise ApiError("bot_not_found")
    return {
        "bot": {
            "id": app.bot_id,
            "deleted": False,
            "name": app.bot_name,
            "updated": 0,
            "app_id": app.app_id,
            "user_id": app.bot_user_id,
            "icons": {},
        }
    }


def _emoji(hub: Hub, _arguments: Arguments) -> Answer:
    # Only custom emoji are listed; this workspace has none.
    return {"emoji": {}, "cache_ts": f"{hub.now():.6f}"}


# Nobody here has notifications paused; Slack then puts both moments right after the epoch.
_NOT_PAUSED: Mapping[str, Any] = MappingProxyType(
    {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
)


def _dnd(hub: Hub, arguments: Arguments) -> Answer:
    user = arguments.text("user", hub.app.bot_user_id)
    if user != hub.app.bot_user_id and hub.person(user) is None:
        raise ApiError("user_not_found")
    return dict(_NOT_PAUSED)


def _team_dnd(hub: Hub, arguments: Arguments) -> Answer:
    users = [user for user in arguments.text("users").split(",") if hub.person(user) is not None]
    return {"users": {user: dict(_NOT_PAUSED) for user in users}}


METHODS = (
    Method("team.info", _team, scopes=("team:read",)),
    Method("bots.info", _bot, scopes=("users:read",)),
    Method("emoji.list", _emoji, scopes=("emoji:read",)),
    Method("dnd.info", _dnd, scopes=("dnd:read",)),
    Method("dnd.teamInfo", _team_dnd, required=("users",), scopes=("dnd:read",)),
)
