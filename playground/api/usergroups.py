"""usergroups.*: groups of people. Answers and errors are those of Slack's reference.

Groups of a playground come from its workspace and never change, so none is disabled.
"""

from typing import Any

from playground.api.method import Answer, Arguments, Method
from playground.errors import ApiError
from playground.hub import Hub
from playground.workspace import UserGroup


def _list(hub: Hub, arguments: Arguments) -> Answer:
    groups = hub.workspace.user_groups
    return {"usergroups": [_fields(hub, group, arguments) for group in groups]}


def _users(hub: Hub, arguments: Arguments) -> Answer:
    for group in hub.workspace.user_groups:
        if group.id == arguments.text("usergroup"):
            return {"users": list(group.users)}
    raise ApiError("no_such_subteam")


def _fields(hub: Hub, group: UserGroup, arguments: Arguments) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": group.id,
        "team_id": hub.workspace.team.id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": group.description,
        "handle": group.handle,
        "is_external": False,
        "date_create": 0,
        "date_update": 0,
        "date_delete": 0,
        "auto_type": None,
        "created_by": "USLACKBOT",
        "updated_by": "USLACKBOT",
        "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
    }
    if arguments.flag("include_count"):
        fields["user_count"] = len(group.users)
    if arguments.flag("include_users"):
        fields["users"] = list(group.users)
    return fields


_SCOPES = ("usergroups:read",)

METHODS = (
    Method("usergroups.list", _list, scopes=_SCOPES),
    Method("usergroups.users.list", _users, required=("usergroup",), scopes=_SCOPES),
)
