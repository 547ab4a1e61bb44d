"""The connectors there are: found in this package, asked in turn.

A new connector is one module or package beside this one that has
`connect(context: ConnectorContext) -> Connector | None`; None says that it is not configured.
A module with `SANDBOX = True` is asked last, so that a configured provider takes its place.
"""

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from typing import Protocol, cast

import app.connectors
from app.connectors.context import ConnectorContext
from app.domain.errors import NotThereYet
from app.domain.identity import Requester
from app.domain.kinds import BulkType, BulkVerb
from app.domain.operation import Account
from app.domain.ports import Capability, Connector
from app.domain.record import Entity

Connect = Callable[[ConnectorContext], Connector | None]


class _ConnectorModule(Protocol):
    __name__: str
    connect: Connect


def discover() -> tuple[Connect, ...]:
    """The `connect` of every module of app.connectors that has one, sandboxes last."""
    names = [found.name for found in pkgutil.iter_modules(app.connectors.__path__)]
    modules = [importlib.import_module(f"{app.connectors.__name__}.{name}") for name in names]
    connectors = [
        cast("_ConnectorModule", module) for module in modules if hasattr(module, "connect")
    ]
    connectors.sort(key=lambda module: (getattr(module, "SANDBOX", False), module.__name__))
    return tuple(module.connect for module in connectors)


class Registry:
    """Implements ports.Connectors: the first connector that can is the one that does."""

    def __init__(self, connectors: Sequence[Connector]) -> None:
        self._connectors = tuple(connectors)

    @classmethod
    def connected(
        cls, context: ConnectorContext, connects: Sequence[Connect] | None = None
    ) -> "Registry":
        """A registry of all that are configured; `connects` defaults to what discover() finds."""
        made = [connect(context) for connect in (discover() if connects is None else connects)]
        return cls([connector for connector in made if connector is not None])

    def reading(self, requester: Requester, entity: Entity) -> tuple[Connector, Account]:
        """Who holds records of that entity for the requester. Raises NotThereYet."""
        for connector in self._connectors:
            if entity in connector.entities:
                return connector, _account(connector, requester)
        raise NotThereYet(f"No connected provider holds {entity.value} records yet.")

    def acting(
        self, requester: Requester, kind: BulkType, verb: BulkVerb
    ) -> tuple[Connector, Account, Capability]:
        """Who carries out that kind and verb for the requester. Raises NotThereYet."""
        for connector in self._connectors:
            for capability in connector.capabilities:
                if (capability.kind, capability.verb) == (kind, verb):
                    return connector, _account(connector, requester), capability
        does, what = (part.value.removeprefix("bulk_") for part in (verb, kind))
        raise NotThereYet(f"No connected provider can {does} {what} items yet.")

    def named(self, provider: str) -> Connector:
        """The connector of that name. Raises NotThereYet."""
        for connector in self._connectors:
            if connector.name == provider:
                return connector
        raise NotThereYet(f"There is no provider {provider} here. Ask your administrator.")

    async def close(self) -> None:
        """Close every connector."""
        for connector in self._connectors:
            await connector.close()


def _account(connector: Connector, requester: Requester) -> Account:
    if not requester.email:
        raise NotThereYet("Your Slack profile has no email address. Add one, then ask again.")
    tenant_key = requester.person.tenant.key
    return Account(provider=connector.name, name=requester.email, tenant_key=tenant_key)
