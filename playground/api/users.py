"""users.* and usergroups.*: who people are."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from playground.api.method import Answer, Arguments, Method
from playground.api.pages import page
from playground.errors import ApiError
from playground.hub import Hub
from playground.workspace import Person


def _info(hub: Hub, arguments: Arguments) -> Answer:
    user = arguments.text("user")
    if user == hub.app.bot_user_id:
        return {"user": _bot_fields(hub)}
    person = hub.person(user)
    if person is None:
        raise ApiError("user_not_found")
    return {"user": _person_fields(hub, person)}


def _list(hub: Hub, arguments: Arguments) -> Answer:
    people = [_person_fields(hub, person) for person in hub.workspace.users]
    members = page("members", [*people, _bot_fields(hub)], arguments)
    return {**members, "cache_ts": int(hub.now())}


def _lookup_by_email(hub: Hub, arguments: Arguments) -> Answer:
    email = arguments.text("email").lower()
    for person in hub.workspace.users:
        if person.email and person.email.lower() == email and not person.deleted:
            return {"user": _person_fields(hub, person)}
    raise ApiError("users_not_found")


def _usergroups(_hub: Hub, _arguments: Arguments) -> Answer:
    return {"usergroups": []}


def _person_fields(hub: Hub, person: Person) -> dict[str, Any]:
    profile = {
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "title": "",
        "phone": "",
        "team": person.team_id or hub.workspace.team.id,
    } | ({"email": person.email} if person.email else {})
    fields = {
        "id": person.id,
        "team_id": person.team_id or hub.workspace.team.id,
        "name": person.name,
        "deleted": person.deleted,
        "profile": profile,
        "is_bot": False,
        "is_app_user": False,
        "updated": 0,
    }
    if hub.is_stranger(person):
        fields["is_stranger"] = True
    if person.deleted:
        return fields  # Slack tells little about people who left
    return fields | {
        "real_name": person.real_name,
        **_zone_fields(person.tz, hub.now()),
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": False,
        "is_email_confirmed": True,
    }


def _zone_fields(tz: str, now: float) -> dict[str, Any]:
    there = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(tz))
    offset = there.utcoffset()
    return {
        "tz": tz,
        "tz_label": there.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
    }


def _bot_fields(hub: Hub) -> dict[str, Any]:
    app, team = hub.app, hub.workspace.team
    return {
        "id": app.bot_user_id,
        "team_id": team.id,
        "name": app.bot_name.lower(),
        "deleted": False,
        "real_name": app.bot_name,
        "profile": {
            "real_name": app.bot_name,
            "display_name": "",
            "bot_id": app.bot_id,
            "api_app_id": app.app_id,
            "team": team.id,
        },
        "is_bot": True,
        "is_app_user": False,
        "is_admin": False,
        "is_restricted": False,
        "updated": 0,
        **_zone_fields("UTC", hub.now()),
    }


METHODS = (
    Method("users.info", _info, required=("user",)),
    Method("users.list", _list),
    Method("users.lookupByEmail", _lookup_by_email, required=("email",)),
    Method("usergroups.list", _usergroups),
)
