"""An office as the contract wants it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.connectors.office import Office
from app.domain.actions import (
    Action,
    CreateRecord,
    DeleteRecord,
    Invite,
    MergeRecords,
    Other,
    ReplyMail,
    SendMail,
    UpdateRecord,
)
from app.domain.kinds import BulkType, BulkVerb
from app.domain.operation import Account
from app.domain.ports import Capability
from app.domain.record import Entity, Record
from app.domain.sources import Query
from tests.contract.connector_steps import records

SAM = Account(provider="office", name="sam@harbor.example")

_ENTITY = {
    BulkType.EMAIL: Entity.MAIL,
    BulkType.CALENDAR: Entity.EVENT,
    BulkType.CONTACT: Entity.CONTACT,
    BulkType.CRM: Entity.LEAD,
}
_CHANGE: dict[BulkType, dict[str, Any]] = {
    BulkType.EMAIL: {"answered": True},
    BulkType.CALENDAR: {"location": "Room 4"},
    BulkType.CONTACT: {"tags": ["vip", "neu"]},
    BulkType.CRM: {"owner": "jinsoo@harbor.example"},
}


@dataclass
class OfficeSubject:
    """An office, and what the contract asks of it."""

    connector: Office
    account: Account = SAM
    made: int = field(default=0)

    async def action(self, capability: Capability, number: int) -> Action:
        self.made += 1
        match capability.verb:
            case BulkVerb.SEND:
                return SendMail(
                    to="zoe@lumenworks.example", subject="Grüße", body="山田さん、hello"
                )
            case BulkVerb.CREATE if capability.kind is BulkType.CALENDAR:
                return invitation(f"guest{self.made}@acme.example")
            case BulkVerb.CREATE:
                values = {"name": "New", "email": f"new{self.made}@acme.example"}
                return CreateRecord(entity=_ENTITY[capability.kind], values=values)
        known = await records(self, Query(entity=_ENTITY[capability.kind]))
        record = known[number]
        target = _target(record)
        if capability.verb is BulkVerb.UPDATE:
            return UpdateRecord(**target, set=_CHANGE[capability.kind])
        return DeleteRecord(**target)

    def unacceptable(self, capability: Capability) -> Action:
        if capability.verb is BulkVerb.SEND:
            return SendMail(to="tom@vela..example", subject="Hello", body="Hello")
        if capability.kind is BulkType.CALENDAR and capability.verb is BulkVerb.CREATE:
            return invitation("nobody")
        return CreateRecord(entity=_ENTITY[capability.kind], values={"shoe_size": "44"})

    async def kept_ways(self) -> Mapping[str, Action]:
        """One of each, over records as they are now."""
        leads = await records(self, Query(entity=Entity.LEAD))
        events = await records(self, Query(entity=Entity.EVENT))
        contacts = await records(self, Query(entity=Entity.CONTACT))
        invited = [
            one
            for one in events
            if self.account.name in one.fields["attendees"]
            and one.text("organizer") != self.account.name
        ]
        kept, *others = contacts[:3]
        called = {"kind": "call", "about": "lead", "about_id": leads[0].id}
        return {
            "draft": SendMail(to="zoe@acme.example", subject="Grüße", body="Hi", draft=True),
            "activity": CreateRecord(entity=Entity.ACTIVITY, values=called),
            "answer": UpdateRecord(**_target(invited[0]), set={"response": "accepted"}),
            "merge": MergeRecords(
                **_target(kept),
                set={"city": "Bonn"},
                others=tuple(Other(id=one.id, version=one.version) for one in others),
            ),
        }

    async def sent_ways(self) -> Mapping[str, Action]:
        mails = await records(self, Query(entity=Entity.MAIL))
        copied = next(one for one in mails if one.fields["cc"])
        return {
            "reply to all": ReplyMail(
                id=copied.id,
                to=copied.text("sender"),
                subject="Re: Hello",
                body="Noted",
                all=True,
                others=tuple(copied.fields["cc"]),
            )
        }

    async def times(self, key: str) -> int:
        return (await self.connector.effects()).get(key, 0)


def _target(record: Record) -> dict[str, Any]:
    return {"entity": record.entity, "id": record.id, "version": record.version}


def invitation(attendee: str) -> Invite:
    return Invite(
        event_key="kick-off",
        title="Kick-off",
        start="2026-11-30T09:00:00Z",
        end="2026-11-30T10:00:00Z",
        zone="Europe/Berlin",
        attendee=attendee,
    )
