"""An operation under way, with all that is needed to carry out its items."""

from dataclasses import dataclass

from app.domain.errors import NotThereYet
from app.domain.operation import BulkOperation
from app.domain.ports import Capability, Connector, Connectors
from app.domain.words import engine as words
from app.engine.lanes import Lane


@dataclass(frozen=True)
class Run:
    """An operation, who carries it out, and the lane its calls share."""

    operation: BulkOperation
    connector: Connector
    capability: Capability
    lane: Lane

    @property
    def key(self) -> tuple[str, str]:
        """The tenant and the id."""
        return (self.operation.requester.person.tenant.key, self.operation.id)

    @property
    def limit_key(self) -> tuple[str, str, str]:
        """What the provider's quota counts by: provider, account, operation."""
        account = self.operation.account
        whose = f"{account.tenant_key}:{account.name}"
        return (account.provider, whose, f"{self.operation.type}:{self.operation.operation}")


def provider_of(connectors: Connectors, operation: BulkOperation) -> tuple[Connector, Capability]:
    """Who carries out a confirmed operation: the provider that the preview named, and no other.

    A provider that was connected since then takes new operations only. Raises NotThereYet.
    """
    connector = connectors.named(operation.account.provider)
    for capability in connector.capabilities:
        if (capability.kind, capability.verb) == (operation.type, operation.operation):
            return connector, capability
    raise NotThereYet(words.not_there_yet(operation.type, operation.operation))
