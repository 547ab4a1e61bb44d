"""users.*: who people are. Answers and errors are those of Slack's reference of each method."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from playground.api.method import Answer, Arguments, Caller, Method
from playground.api.pages import page
from playground.errors import ApiError
from playground.hub import Hub
from playground.workspace import Person

_EMAIL_SCOPE = "users:read.email"
_LOCALE = "en-US"


def _info(hub: Hub, arguments: Arguments) -> Answer:
    return {"user": _found(hub, arguments, arguments.text("user"))}


def _list(hub: Hub, arguments: Arguments) -> Answer:
    everybody = [*(person.id for person in hub.workspace.users), hub.app.bot_user_id]
    members = page("members", everybody, arguments)
    members["members"] = [_found(hub, arguments, user) for user in members["members"]]
    return {**members, "cache_ts": int(hub.now())}


def _lookup_by_email(hub: Hub, arguments: Arguments) -> Answer:
    email = arguments.text("email").lower()
    for person in hub.workspace.users:
        if person.email and person.email.lower() == email and not person.deleted:
            return {"user": _found(hub, arguments, person.id)}
    raise ApiError("users_not_found")


def _presence(hub: Hub, arguments: Arguments) -> Answer:
    user = arguments.text("user") or hub.app.bot_user_id
    person = hub.person(user)
    if person is None and user != hub.app.bot_user_id:
        raise ApiError("user_not_found")
    # Everybody in the playground is at their desk, but for those who left.
    return {"presence": "away" if person is not None and person.deleted else "active"}


def _profile(hub: Hub, arguments: Arguments) -> Answer:
    user = arguments.text("user") or hub.app.bot_user_id
    return {"profile": _found(hub, arguments, user)["profile"]}


def _found(hub: Hub, arguments: Arguments, user: str) -> dict[str, Any]:
    """Describe a person or the bot. Raises ApiError user_not_found."""
    person = hub.person(user)
    if person is not None:
        fields = _person_fields(hub, person, arguments.caller)
    elif user == hub.app.bot_user_id:
        fields = _bot_fields(hub)
    else:
        raise ApiError("user_not_found")
    return fields | ({"locale": _LOCALE} if arguments.flag("include_locale") else {})


def _person_fields(hub: Hub, person: Person, caller: Caller) -> dict[str, Any]:
    team = person.team_id or hub.workspace.team.id
    fields = {
        "id": person.id,
        "team_id": team,
        "name": person.name,
        "deleted": person.deleted,
        "profile": _profile_fields(person, team, caller),
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
        "who_can_share_contact_card": "EVERYONE",
    }


def _profile_fields(person: Person, team: str, caller: Caller) -> dict[str, Any]:
    first, _, last = person.real_name.partition(" ")
    fields = {
        "title": "",
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "first_name": first,
        "last_name": last,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "fields": {},
        "status_text": "",
        "status_emoji": "",
        "status_emoji_display_info": [],
        "status_expiration": 0,
        "team": team,
    }
    # Addresses are told only to those who asked for them at the installation.
    if person.email and _EMAIL_SCOPE in caller.scopes:
        fields["email"] = person.email
    return fields


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
            "real_name_normalized": app.bot_name,
            "display_name": "",
            "display_name_normalized": "",
            "bot_id": app.bot_id,
            "api_app_id": app.app_id,
            "always_active": True,
            "team": team.id,
        },
        "is_bot": True,
        "is_app_user": False,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "updated": 0,
        **_zone_fields("UTC", hub.now()),
    }


_READ = ("users:read",)

METHODS = (
    Method("users.info", _info, required=("user",), scopes=_READ),
    Method("users.list", _list, scopes=_READ),
    Method("users.lookupByEmail", _lookup_by_email, required=("email",), scopes=(_EMAIL_SCOPE,)),
    Method("users.getPresence", _presence, scopes=_READ),
    Method("users.profile.get", _profile, scopes=("users.profile:read",)),
)
