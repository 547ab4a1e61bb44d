"""How risky an item and an operation are, as data: the first rule that holds decides."""

from collections import Counter
from collections.abc import Callable, Iterable

from app.domain.actions import (
    Action,
    CreateRecord,
    DeleteRecord,
    ForwardMail,
    Invite,
    MergeRecords,
    ReplyMail,
    SendMail,
    UpdateRecord,
)
from app.domain.kinds import Risk
from app.domain.operation import BulkItem
from app.domain.plan import RESPONSE
from app.domain.record import Entity
from app.domain.value import Value


class Assessment(Value):
    """A risk and the reason for it, in a few words."""

    risk: Risk
    reason: str


Rule = tuple[Callable[[Action, str, int], bool], Risk, str]

MANY = 100
"""From this many items on, a send or an update is high risk: nobody reads them all."""


def domain_of(address: str) -> str:
    """The domain of a mail address, in lower case; empty where there is none."""
    return address.rpartition("@")[2].casefold()


def everyone(mail: SendMail | ReplyMail | ForwardMail) -> tuple[str, ...]:
    """The addresses that a mail goes to."""
    return (mail.to, *mail.others) if isinstance(mail, ReplyMail) else (mail.to,)


_MAILS = (SendMail, ReplyMail, ForwardMail)

ITEM_RULES: tuple[Rule, ...] = (
    (
        lambda a, _d, _n: isinstance(a, DeleteRecord) and a.entity is Entity.MAIL,
        Risk.MEDIUM,
        "moves an email to the trash",
    ),
    (
        lambda a, _d, _n: isinstance(a, UpdateRecord) and a.entity is Entity.MAIL,
        Risk.LOW,
        "sorts your own mail",
    ),
    (lambda a, _d, _n: isinstance(a, MergeRecords), Risk.HIGH, "makes several records one"),
    (
        lambda a, _d, _n: isinstance(a, DeleteRecord) and a.entity is not Entity.EVENT,
        Risk.HIGH,
        "removes a record",
    ),
    (
        lambda a, _d, n: isinstance(a, DeleteRecord) and n > 0,
        Risk.HIGH,
        "cancels a meeting with guests",
    ),
    (lambda a, _d, _n: isinstance(a, DeleteRecord), Risk.MEDIUM, "removes an event of your own"),
    (lambda a, _d, _n: isinstance(a, SendMail) and a.draft, Risk.LOW, "stays among your drafts"),
    (
        lambda a, d, _n: isinstance(a, _MAILS) and any(domain_of(to) != d for to in everyone(a)),
        Risk.MEDIUM,
        "goes outside your organisation",
    ),
    (
        lambda a, _d, n: isinstance(a, ReplyMail) and (n > 0 or bool(a.others)),
        Risk.MEDIUM,
        "goes to everyone on the email",
    ),
    (lambda a, _d, _n: isinstance(a, _MAILS), Risk.LOW, "goes to a colleague"),
    (
        lambda a, _d, _n: isinstance(a, UpdateRecord) and a.set.get(RESPONSE) == "declined",
        Risk.MEDIUM,
        "the organiser hears of it",
    ),
    (
        lambda a, _d, _n: isinstance(a, UpdateRecord) and RESPONSE in a.set,
        Risk.LOW,
        "answers for yourself only",
    ),
    (lambda a, _d, n: isinstance(a, UpdateRecord) and n > 0, Risk.MEDIUM, "guests are told"),
    (lambda a, _d, _n: isinstance(a, UpdateRecord), Risk.MEDIUM, "changes a record"),
    (lambda a, _d, _n: isinstance(a, Invite), Risk.LOW, "sends an invitation"),
    (lambda a, _d, _n: isinstance(a, CreateRecord), Risk.LOW, "adds a record"),
)


def assess_item(action: Action, own_domain: str, notifies: int) -> Assessment:
    """The risk of one action; `own_domain` is the requester's mail domain."""
    for holds, risk, reason in ITEM_RULES:
        if holds(action, own_domain.casefold(), notifies):
            return Assessment(risk=risk, reason=reason)
    raise AssertionError(f"no risk rule for {action.action}")


class RiskTally:
    """The risks of items that come some at a time."""

    def __init__(self, items: Iterable[BulkItem] = ()) -> None:
        self._counts: Counter[Risk] = Counter()
        self._reasons: dict[Risk, str] = {}
        self.add(items)

    def add(self, items: Iterable[BulkItem]) -> None:
        """The next ones, in their order."""
        for item in items:
            self._counts[item.risk] += 1
            self._reasons.setdefault(item.risk, item.risk_reason)

    def assessment(self) -> Assessment:
        """The highest risk so far, or high when there are too many to read."""
        if not self._counts:
            return Assessment(risk=Risk.LOW, reason="nothing to do")
        worst, count = max(self._counts, key=ORDER.__getitem__), self._counts.total()
        if count >= MANY and worst is not Risk.LOW:
            return Assessment(risk=Risk.HIGH, reason=f"{count:,} items at once")
        return Assessment(risk=worst, reason=self._reasons[worst])

    def by_risk(self) -> dict[Risk, int]:
        """How many are of each risk, the riskiest first."""
        return {risk: self._counts[risk] for risk in reversed(Risk) if self._counts[risk]}


def assess_operation(items: Iterable[BulkItem]) -> Assessment:
    """The highest risk among the items, or high when there are too many to read."""
    return RiskTally(items).assessment()


ORDER = {Risk.LOW: 0, Risk.MEDIUM: 1, Risk.HIGH: 2}


def by_risk(items: Iterable[BulkItem]) -> dict[Risk, int]:
    """How many items are of each risk, the riskiest first."""
    return RiskTally(items).by_risk()
