"""An operation under way, with all that is needed to carry out its items."""

from dataclasses import dataclass
from functools import cached_property

from app.domain.batching import window_key
from app.domain.errors import NotThereYet
from app.domain.kinds import Risk
from app.domain.ledger import WindowUse
from app.domain.operation import Account, BulkOperation
from app.domain.ports import Capability, Connector, Connectors
from app.domain.words import engine as words
from app.engine.rate_limiter import account_prefix, owner_of_quota


@dataclass(frozen=True)
class Run:
    """An operation and who carries it out."""

    operation: BulkOperation
    connector: Connector
    capability: Capability

    @cached_property
    def key(self) -> tuple[str, str]:
        """The tenant and the id."""
        return (self.operation.requester.person.tenant.key, self.operation.id)

    @property
    def account(self) -> Account:
        """Whose account the calls go through."""
        return self.operation.account

    @cached_property
    def account_key(self) -> str:
        """The account, for what is counted by it."""
        return account_prefix(self.account)

    @cached_property
    def limit_key(self) -> str:
        """What the provider's quota counts by: provider, account, operation."""
        what = f"{self.operation.type}:{self.operation.operation}"
        return window_key(self.account.provider, owner_of_quota(self.account), what)

    @cached_property
    def window(self) -> WindowUse | None:
        """Where claims take their permits from; None where the provider declares no quota."""
        quota = self.capability.limits.quota
        return WindowUse(self.limit_key, quota) if quota else None

    @cached_property
    def most_together(self) -> int:
        """Items of a batch at most: the provider's maximum, or what was agreed to.

        That is where a person asked for a size, or where few at a time are there to notice a
        mistake early.
        """
        agreed = (
            self.operation.options.batch_size or self.operation.metadata.risk_level is Risk.HIGH
        )
        maximum = self.capability.limits.maximum
        return max(1, min(self.operation.metadata.batch_size, maximum) if agreed else maximum)

    def items_a_call(self, size: int) -> int:
        """Items of one call, where so many go together."""
        return min(self.capability.call_items, size)

    def calls_in_flight(self, size: int) -> int:
        """Calls that the run may have in flight, where so many items go together."""
        together = size * self.operation.options.parallel_batches
        return max(1, together // self.items_a_call(size))


def provider_of(connectors: Connectors, operation: BulkOperation) -> tuple[Connector, Capability]:
    """Who carries out a confirmed operation: the provider that the preview named, and no other.

    A provider that was connected since then takes new operations only. Raises NotThereYet.
    """
    connector = connectors.named(operation.account.provider)
    for capability in connector.capabilities:
        if (capability.kind, capability.verb) == (operation.type, operation.operation):
            return connector, capability
    raise NotThereYet(words.not_there_yet(operation.type, operation.operation))


def run_of(connectors: Connectors, operation: BulkOperation) -> Run:
    """The operation with who carries it out. Raises NotThereYet."""
    connector, capability = provider_of(connectors, operation)
    return Run(operation, connector, capability)
