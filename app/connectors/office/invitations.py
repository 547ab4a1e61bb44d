"""Answers to invitations: each event knows who accepted, who declined and who may come."""

from collections.abc import Mapping
from typing import Any

from app.connectors.office.folding import fold
from app.domain.errors import InvalidItem, PermissionRefused
from app.domain.plan import RESPONSE
from app.domain.record import Entity

_ANSWERS = ("accepted", "declined", "tentative")


def own_answer(entity: Entity, given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The account's answer to an event, if there is one, and what else is to be set."""
    others = {field: value for field, value in given.items() if field != RESPONSE}
    if entity is not Entity.EVENT or RESPONSE not in given:
        return "", dict(given)
    if given[RESPONSE] not in _ANSWERS:
        raise InvalidItem(f"An answer is one of: {', '.join(_ANSWERS)}.")
    return str(given[RESPONSE]), others


def answered(event: Mapping[str, Any], answer: str, account: str) -> dict[str, Any]:
    """The event with the account's answer, in place of any before. Raises PermissionRefused."""
    me = fold(account)
    if me not in map(fold, event["attendees"]) or me == fold(event["organizer"]):
        raise PermissionRefused("Only people who are invited by somebody else can answer.")
    fields = dict(event)
    for field in _ANSWERS:  # a file from before there were answers has none of these
        fields[field] = [one for one in event.get(field, []) if fold(one) != me]
    fields[answer] = [*fields[answer], account]
    return fields
