"""Items that came finished, without any planner: checked, and their risk assessed here."""

from collections.abc import Iterable, Mapping, Sequence

from app.domain.actions import Action, CreateRecord, ForwardMail, Invite, ReplyMail, SendMail
from app.domain.errors import BadValue
from app.domain.identity import Requester
from app.domain.kinds import BulkType, BulkVerb
from app.domain.operation import BulkItem
from app.domain.record import Entity
from app.domain.risk import assess_item, domain_of
from app.domain.words import engine as words
from app.engine.builders.addresses import normalise

Act = tuple[str, Entity | None]
"""An action's name, and the entity it is about where it has one."""

ACTS: Mapping[tuple[BulkType, BulkVerb], frozenset[Act]] = {
    (BulkType.EMAIL, BulkVerb.SEND): frozenset(
        {("send_mail", None), ("reply_mail", None), ("forward_mail", None)}
    ),
    (BulkType.EMAIL, BulkVerb.UPDATE): frozenset({("update_record", Entity.MAIL)}),
    (BulkType.EMAIL, BulkVerb.DELETE): frozenset({("delete_record", Entity.MAIL)}),
    (BulkType.CALENDAR, BulkVerb.CREATE): frozenset(
        {("invite", None), ("create_record", Entity.EVENT)}
    ),
    (BulkType.CALENDAR, BulkVerb.UPDATE): frozenset({("update_record", Entity.EVENT)}),
    (BulkType.CALENDAR, BulkVerb.DELETE): frozenset({("delete_record", Entity.EVENT)}),
    (BulkType.CONTACT, BulkVerb.CREATE): frozenset({("create_record", Entity.CONTACT)}),
    (BulkType.CONTACT, BulkVerb.UPDATE): frozenset(
        {("update_record", Entity.CONTACT), ("merge_records", Entity.CONTACT)}
    ),
    (BulkType.CONTACT, BulkVerb.DELETE): frozenset({("delete_record", Entity.CONTACT)}),
    (BulkType.CRM, BulkVerb.CREATE): frozenset(
        {
            ("create_record", Entity.LEAD),
            ("create_record", Entity.DEAL),
            ("create_record", Entity.ACTIVITY),
        }
    ),
    (BulkType.CRM, BulkVerb.UPDATE): frozenset(
        {
            ("update_record", Entity.LEAD),
            ("update_record", Entity.DEAL),
            ("merge_records", Entity.LEAD),
            ("merge_records", Entity.DEAL),
        }
    ),
    (BulkType.CRM, BulkVerb.DELETE): frozenset(
        {("delete_record", Entity.LEAD), ("delete_record", Entity.DEAL)}
    ),
}
"""What an operation of each kind and verb may be made of."""


def checked_items(
    kind: BulkType, verb: BulkVerb, items: Sequence[BulkItem], requester: Requester
) -> list[BulkItem]:
    """The items, each with the risk that follows from what it does. Raises BadValue.

    What goes to an address is shown with it, whatever label it came with.

    Ids must be unique, actions those of the kind and verb, addresses valid; a message goes to an
    address once, and so does an invitation to one event or a new contact.
    """
    _require_ids(item.id for item in items)
    reached: set[tuple[str, str]] = set()
    for item in items:
        act = (item.parameters.action, getattr(item.parameters, "entity", None))
        if act not in ACTS.get((kind, verb), frozenset()):
            raise BadValue(words.item_does_not_fit(item.label, kind.value, verb.value))
        _require_address(item, reached)
    own_domain = domain_of(requester.email or "")
    return [_assessed(item, own_domain) for item in items]


def _require_ids(ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for item_id in ids:
        if not item_id:
            raise BadValue(words.item_without_id())
        if item_id in seen:
            raise BadValue(words.item_twice(item_id))
        seen.add(item_id)


def _require_address(item: BulkItem, reached: set[tuple[str, str]]) -> None:
    """Refuse an address that is none, or that was reached in the same way before."""
    target = _target(item.parameters)
    if target is None:
        return
    way, given = target
    address = normalise(given)
    if address is None:
        raise BadValue(words.item_address(item.label, words.invalid_address()))
    if (way, address.casefold()) in reached:
        raise BadValue(words.item_address(item.label, words.duplicate_address()))
    reached.add((way, address.casefold()))
    others = item.parameters.others if isinstance(item.parameters, ReplyMail) else ()
    if not all(map(normalise, others)):
        raise BadValue(words.item_address(item.label, words.invalid_address()))


def _target(action: Action) -> tuple[str, str] | None:
    """What an action does to which address; None where it is about no address."""
    match action:
        case SendMail():
            return "mail", action.to
        case ReplyMail() | ForwardMail():
            return f"{action.action} {action.id}", action.to
        case Invite():
            return f"event {action.event_key}", action.attendee
        case CreateRecord(entity=Entity.CONTACT):
            return "contact", str(action.values.get("email", ""))
        case _:
            return None


def _assessed(item: BulkItem, own_domain: str) -> BulkItem:
    found = assess_item(item.parameters, own_domain, item.notifies)
    return item.model_copy(
        update={"label": _label(item), "risk": found.risk, "risk_reason": found.reason}
    )


def _label(item: BulkItem) -> str:
    match item.parameters:
        case SendMail(to=address) | Invite(attendee=address):
            return address
        case _:
            return item.label
