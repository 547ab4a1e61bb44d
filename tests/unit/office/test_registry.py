"""Connectors are found by themselves, and asked in turn."""

import asyncio
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

import app.connectors
from app.connectors.context import ConnectorContext
from app.connectors.office import Office, connect
from app.connectors.registry import Registry, discover
from app.domain.errors import NotThereYet
from app.domain.identity import Person, Requester, Tenant
from app.domain.kinds import BulkType, BulkVerb
from app.domain.operation import Account
from app.domain.ports import Connector
from app.domain.record import Entity

SAM = Requester(
    person=Person(tenant=Tenant(team_id="T1"), user_id="U1"),
    name="Sam Rivera",
    email="sam@harbor.example",
)


class StoppedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 23, 9, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def context(data: Path, **options: str) -> ConnectorContext:
    return ConnectorContext(data=data, options=options, clock=StoppedClock())


def unconfigured(_: ConnectorContext) -> Connector | None:
    return None


async def test_the_office_is_found_and_acts_for_the_requester(tmp_path: Path) -> None:
    assert connect in discover()
    registry = Registry.connected(context(tmp_path), [unconfigured, *discover()])
    account = Account(provider="office", name="sam@harbor.example", tenant_key="T1")

    office, reading_for = registry.reading(SAM, Entity.DEAL)
    acting, acting_for, capability = registry.acting(SAM, BulkType.EMAIL, BulkVerb.SEND)

    assert isinstance(office, Office)
    assert office is acting is registry.named("office")
    assert reading_for == acting_for == account
    assert (capability.kind, capability.verb) == (BulkType.EMAIL, BulkVerb.SEND)
    assert await office.values(account, Entity.DEAL, "stage")
    assert (tmp_path / "sandbox" / "office.db").exists()
    await registry.close()


def test_a_configured_provider_is_asked_before_the_sandbox(tmp_path: Path) -> None:
    first = connect(context(tmp_path / "elsewhere"))
    first.name = "elsewhere"
    registry = Registry.connected(context(tmp_path), [lambda _: first, connect])
    assert registry.reading(SAM, Entity.MAIL)[1].provider == "elsewhere"
    assert registry.named("office") is not first


def test_a_new_connector_is_one_file_and_asked_before_the_sandbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "zeppelin_post.py").write_text("def connect(context):\n    return None\n")
    monkeypatch.setattr(app.connectors, "__path__", [*app.connectors.__path__, str(tmp_path)])
    [new, *_, last] = discover()
    monkeypatch.delitem(sys.modules, "app.connectors.zeppelin_post")
    assert (new.__module__, last) == ("app.connectors.zeppelin_post", connect)


def test_what_nobody_can_do_is_said(tmp_path: Path) -> None:
    registry = Registry.connected(context(tmp_path), [unconfigured])
    with pytest.raises(NotThereYet, match="holds lead records"):
        registry.reading(SAM, Entity.LEAD)
    with pytest.raises(NotThereYet, match="can send email items"):
        registry.acting(SAM, BulkType.EMAIL, BulkVerb.SEND)
    with pytest.raises(NotThereYet, match="no provider gmail"):
        registry.named("gmail")


def test_a_profile_without_an_address_is_told_what_to_do(tmp_path: Path) -> None:
    registry = Registry.connected(context(tmp_path))
    with pytest.raises(NotThereYet, match="Slack profile has no email address"):
        registry.reading(SAM.model_copy(update={"email": None}), Entity.MAIL)


@pytest.mark.parametrize(
    "options",
    [
        {"OFFICE_LATENCY": "soon"},
        {"OFFICE_FAILURE_RATE": "1.5"},
        {"OFFICE_SEED": "other"},
        {"OFFICE_ZONE": "Mars/Base"},
        {"OFFICE_QUOTAS": '{"bulk_email": {"limit": 0}}'},
        {"OFFICE_QUOTAS": "{"},
        {"OFFICE_LATENCI": "1"},
    ],
)
def test_an_unusable_setting_is_named(tmp_path: Path, options: Mapping[str, str]) -> None:
    [name] = options
    with pytest.raises(ValueError, match=name):
        connect(context(tmp_path, **options))
