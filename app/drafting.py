"""How what makes and decides drafts is joined."""

from dataclasses import dataclass

from app.domain.allowance import Allowances
from app.domain.journal import DraftStore, OperationStore
from app.domain.ports import Clock, Dispatcher
from app.engine.assembly import Assembly
from app.engine.cautions import Cautions
from app.engine.confirmations import Confirmations
from app.engine.drafts import BulkDraftManager
from app.engine.sequences import Sequences


@dataclass(frozen=True)
class Drafting:
    """What makes drafts, and decides them."""

    assembly: Assembly
    manager: BulkDraftManager
    sequences: Sequences
    cautions: Cautions
    confirmations: Confirmations


@dataclass(frozen=True)
class Kept:
    """Where drafts and operations are kept."""

    drafts: DraftStore
    operations: OperationStore


def drafting_of(
    assembly: Assembly,
    kept: Kept,
    dispatcher: Dispatcher,
    clock: Clock,
    approvers: frozenset[str] = frozenset(),
    allowances: Allowances | None = None,
) -> Drafting:
    """All of it; without `allowances`, nobody has a limit."""
    sequences = Sequences(assembly, assembly.resolver, kept.drafts)
    cautions = Cautions(kept.operations, clock, allowances)
    confirmations = Confirmations(sequences, kept.drafts, kept.operations, dispatcher)
    manager = BulkDraftManager(
        assembly,
        sequences,
        cautions,
        confirmations,
        kept.drafts,
        kept.operations,
        clock,
        approvers,
    )
    return Drafting(assembly, manager, sequences, cautions, confirmations)
