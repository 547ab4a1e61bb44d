"""Who is refused: people of other organisations, also where nothing else tells them apart."""

from typing import Any

import pytest

from app.domain.errors import NotYours
from app.domain.identity import Person, Tenant
from app.slack.people import _refuse_outsiders

ALONE = Person(tenant=Tenant(team_id="T1"), user_id="U1")
ON_GRID = Person(tenant=Tenant(team_id="T1", enterprise_id="E1"), user_id="U1")


@pytest.mark.parametrize(
    ("person", "user"),
    [
        (ALONE, {"team_id": "T1"}),
        (ALONE, {}),
        (ON_GRID, {"team_id": "T2", "enterprise_user": {"enterprise_id": "E1"}}),
    ],
)
def test_members_are_let_in(person: Person, user: dict[str, Any]) -> None:
    _refuse_outsiders(user, person)


@pytest.mark.parametrize(
    ("person", "user"),
    [
        (ALONE, {"team_id": "T2"}),
        (ALONE, {"team_id": "T1", "is_restricted": True}),
        (ALONE, {"team_id": "T1", "deleted": True}),
        (ON_GRID, {"team_id": "T2", "enterprise_user": {"enterprise_id": "E2"}}),
        (ON_GRID, {"team_id": "T1"}),
    ],
)
def test_outsiders_are_refused(person: Person, user: dict[str, Any]) -> None:
    with pytest.raises(NotYours):
        _refuse_outsiders(user, person)
