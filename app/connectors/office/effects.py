"""What each action does to the office's records."""

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any, assert_never

from app.connectors.office.addresses import parse
from app.connectors.office.fields import FIELDS, READ_ONLY, checked, empty_values
from app.connectors.office.folding import fold
from app.connectors.office.instants import iso
from app.connectors.office.invitations import answered, own_answer
from app.connectors.office.mailing import Mailing
from app.connectors.office.merging import merge
from app.connectors.office.records import GONE, Records, Skipped, Stored, identity_of
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
from app.domain.errors import BulkError, InvalidItem, PermissionRefused
from app.domain.ports import Call, Outcome
from app.domain.record import Entity

_MAILS = (SendMail, ReplyMail, ForwardMail)


class Effects:
    """The effects of one call of an account, within one transaction.

    A key that was carried out before answers done again and changes nothing; mail that
    leaves has no such memory, as mail servers have none.
    """

    def __init__(
        self, connection: sqlite3.Connection, account: str, at: datetime, outbox: Path
    ) -> None:
        self._connection = connection
        self._account = account
        self._at = at
        self._records = Records(connection, mailbox=fold(account))
        self._mailing = Mailing(self._records, account, at, outbox)

    def carry_out(self, call: Call) -> Outcome:
        """The outcome of one item; what fails or is skipped changes nothing."""
        before = reference_of(self._connection, call.key)
        if before is not None:
            return Outcome(item_id=call.item_id, result="done", reference=before)
        try:
            reference = self._act(call)
        except Skipped as skipped:
            return Outcome(item_id=call.item_id, result="skipped", note=str(skipped))
        except BulkError as error:
            return failed(call, error)
        except UnicodeEncodeError:
            return failed(call, InvalidItem("The text has broken characters. Type it again."))
        self._remember(call.key, reference, replayable=not leaves(call.action))
        return Outcome(item_id=call.item_id, result="done", reference=reference)

    def _act(self, call: Call) -> str:
        """Do it, and return the reference of what was made or changed."""
        match call.action:
            case SendMail() | ReplyMail() | ForwardMail() as mail:
                return self._mailing.carry_out(mail, call.key)
            case Invite() as invitation:
                return self._invite(invitation)
            case CreateRecord() as creation:
                return self._create(creation, identity_of(creation.entity, call.key))
            case UpdateRecord() as update:
                return self._update(update)
            case DeleteRecord() as deletion:
                return self._delete(deletion)
            case MergeRecords() as several:
                _writable(several.entity)
                return merge(self._records, several)
            case _:
                assert_never(call.action)

    def _invite(self, invitation: Invite) -> str:
        address = parse(invitation.attendee).normalized
        identity = identity_of(Entity.EVENT, invitation.event_key)
        event = self._records.get(Entity.EVENT, identity)
        if event is None:
            details = {"title": invitation.title, "start": invitation.start, "end": invitation.end}
            self._records.add(Entity.EVENT, identity, self._new_event(details, [address]))
        elif fold(address) not in map(fold, event.fields["attendees"]):
            attendees = [*event.fields["attendees"], address]
            self._records.replace(Entity.EVENT, identity, event.fields | {"attendees": attendees})
        return identity

    def _create(self, creation: CreateRecord, identity: str) -> str:
        entity = creation.entity
        _writable(entity)
        values = empty_values(entity) | checked(entity, creation.values)
        if entity is Entity.CONTACT and self._records.has_contact_with(values["email"]):
            raise InvalidItem("A contact with this address exists already")
        if entity is Entity.EVENT:
            values = self._new_event(values, values["attendees"])
        if entity is Entity.ACTIVITY:
            self._require_about(values)
        if values.get("created_at") == "":
            values["created_at"] = iso(self._at)
        self._records.add(entity, identity, values)
        return identity

    def _require_about(self, activity: dict[str, Any]) -> None:
        """What was done for a record that is gone since is logged nowhere."""
        known = {entity.value: entity for entity in FIELDS}
        about = known.get(activity["about"])
        if about is None:
            raise InvalidItem("An activity is about a lead, a deal or a contact.")
        if self._records.get(about, activity["about_id"]) is None:
            raise Skipped(GONE)

    def _new_event(self, values: dict[str, Any], guests: list[str]) -> dict[str, Any]:
        """An event of this account unless another organizes it; organizers attend their events."""
        event = empty_values(Entity.EVENT) | values
        organizer = event["organizer"] or self._account
        others = [guest for guest in guests if fold(guest) != fold(organizer)]
        return event | {"organizer": organizer, "attendees": [organizer, *others]}

    def _update(self, update: UpdateRecord) -> str:
        current = self._current(update)
        answer, changed = own_answer(update.entity, update.set)
        fields = current.fields | checked(update.entity, changed)
        if answer:
            fields = answered(fields, answer, self._account)
        self._records.replace(update.entity, update.id, fields)
        return update.id

    def _delete(self, deletion: DeleteRecord) -> str:
        """Mails go to the trash, as mail programs have it; other records are gone."""
        current = self._current(deletion)
        if deletion.entity is Entity.MAIL:
            self._records.replace(Entity.MAIL, deletion.id, current.fields | {"folder": "trash"})
        else:
            self._records.remove(deletion.entity, deletion.id)
        return deletion.id

    def _current(self, action: UpdateRecord | DeleteRecord) -> Stored:
        """The record as it was shown. Raises Skipped when it is another now."""
        _writable(action.entity)
        return self._records.as_shown(action.entity, action.id, action.version)

    def _remember(self, key: str, reference: str, *, replayable: bool) -> None:
        self._connection.execute(
            "INSERT INTO effects (key, count, at) VALUES (?, 1, ?)"
            " ON CONFLICT (key) DO UPDATE SET count = count + 1, at = excluded.at",
            (key, iso(self._at)),
        )
        if replayable:
            self._connection.execute("INSERT INTO applied VALUES (?, ?)", (key, reference))


def leaves(action: Action) -> bool:
    """Whether an action sends something out, of which no server remembers whether it did."""
    return isinstance(action, _MAILS) and not (isinstance(action, SendMail) and action.draft)


def reference_of(connection: sqlite3.Connection, key: str) -> str | None:
    """What the key made or changed, or None when it was not carried out."""
    row = connection.execute("SELECT reference FROM applied WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else None


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How often each key was carried out."""
    return dict(connection.execute("SELECT key, count FROM effects").fetchall())


def failed(call: Call, error: BulkError) -> Outcome:
    """The outcome of an item that could not be carried out."""
    return Outcome(item_id=call.item_id, result="failed", error=error.as_item_error(call.item_id))


def _writable(entity: Entity) -> None:
    if entity in READ_ONLY:
        raise PermissionRefused("The staff directory can only be read here.")
