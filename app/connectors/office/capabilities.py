"""What the office can do, as data."""

from app.connectors.office.settings import OfficeSettings
from app.domain.actions import Action, ForwardMail, Invite, ReplyMail, SendMail
from app.domain.batching import SOURCE_DESIGN_LIMITS, BatchLimits
from app.domain.kinds import BulkType, BulkVerb
from app.domain.ports import Capability, Idempotency, Undo
from app.domain.record import Entity

# Mail goes out one message a call and cannot be taken back or asked for: the honest worst case.
# The rest is keyed, and a call carries a batch of the usual size.
_SUPPORT = (
    (BulkType.EMAIL, BulkVerb.SEND, Idempotency.NONE, Undo.NONE),
    (BulkType.EMAIL, BulkVerb.UPDATE, Idempotency.KEY, Undo.EXACT),
    (BulkType.EMAIL, BulkVerb.DELETE, Idempotency.KEY, Undo.RECREATE),
    (BulkType.CALENDAR, BulkVerb.CREATE, Idempotency.KEY, Undo.EXACT),
    (BulkType.CALENDAR, BulkVerb.UPDATE, Idempotency.KEY, Undo.EXACT),
    (BulkType.CALENDAR, BulkVerb.DELETE, Idempotency.KEY, Undo.RECREATE),
    (BulkType.CONTACT, BulkVerb.CREATE, Idempotency.KEY, Undo.EXACT),
    (BulkType.CONTACT, BulkVerb.UPDATE, Idempotency.KEY, Undo.EXACT),
    (BulkType.CONTACT, BulkVerb.DELETE, Idempotency.KEY, Undo.RECREATE),
    (BulkType.CRM, BulkVerb.CREATE, Idempotency.KEY, Undo.EXACT),
    (BulkType.CRM, BulkVerb.UPDATE, Idempotency.KEY, Undo.EXACT),
    (BulkType.CRM, BulkVerb.DELETE, Idempotency.KEY, Undo.RECREATE),
)

_WORK = 0.001
"""Seconds an item takes without any latency: a message of a few lines, composed and written."""

_KIND_OF_ENTITY = {
    Entity.COLLEAGUE: BulkType.CONTACT,
    Entity.CONTACT: BulkType.CONTACT,
    Entity.PERSON: BulkType.CONTACT,
    Entity.EVENT: BulkType.CALENDAR,
    Entity.MAIL: BulkType.EMAIL,
    Entity.LEAD: BulkType.CRM,
    Entity.DEAL: BulkType.CRM,
    Entity.ACTIVITY: BulkType.CRM,
}


def capabilities(settings: OfficeSettings) -> tuple[Capability, ...]:
    """The table above with the limits that the settings leave or make."""
    return tuple(
        Capability(
            kind=kind,
            verb=verb,
            call_items=call_items(kind),
            limits=_limits(kind, settings),
            idempotency=idempotency,
            undo=undo,
            latency=settings.latency + _WORK,
            longest_call=_longest_call(kind, settings),
        )
        for kind, verb, idempotency, undo in _SUPPORT
    )


def _longest_call(kind: BulkType, settings: OfficeSettings) -> float:
    """A call is this process's own work: it ends with it, so there is no time-out to wait for."""
    return call_items(kind) * (settings.latency + _WORK)


def call_items(kind: BulkType) -> int:
    """How many items of that kind one call carries."""
    return 1 if kind is BulkType.EMAIL else SOURCE_DESIGN_LIMITS[kind].default


def kind_of_action(action: Action) -> BulkType:
    """The kind whose limits an action counts against."""
    if isinstance(action, SendMail | ReplyMail | ForwardMail):
        return BulkType.EMAIL
    if isinstance(action, Invite):
        return BulkType.CALENDAR
    return _KIND_OF_ENTITY[action.entity]


def _limits(kind: BulkType, settings: OfficeSettings) -> BatchLimits:
    limits = SOURCE_DESIGN_LIMITS[kind]
    return limits.model_copy(update={"quota": settings.quotas.get(kind, limits.quota)})
