"""An operation under way, with all that is needed to carry out its items."""

from dataclasses import dataclass

from app.domain.operation import BulkOperation
from app.domain.ports import Capability, Connector
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
        return (account.provider, account.name, f"{self.operation.type}:{self.operation.operation}")
