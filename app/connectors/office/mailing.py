"""Mails of an account: sent, answered, passed on, or saved among its drafts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.connectors.office.addresses import parse
from app.connectors.office.fields import empty_values
from app.connectors.office.instants import iso
from app.connectors.office.messages import Sender, compose, forwarded, post
from app.connectors.office.records import GONE, Records, Skipped, Stored, identity_of
from app.domain.actions import ForwardMail, ReplyMail, SendMail
from app.domain.record import Entity

Mail = SendMail | ReplyMail | ForwardMail


@dataclass(frozen=True)
class Mailing:
    """What the account writes, at one moment; each message that leaves is a file in the outbox."""

    records: Records
    account: str
    at: datetime
    outbox: Path

    def carry_out(self, mail: Mail, key: str) -> str:
        """Do it, and return the reference of what was made."""
        match mail:
            case ReplyMail():
                return self._reply(mail, key)
            case ForwardMail():
                return self._forward(mail, key)
            case SendMail(draft=True):
                return self._save(mail, key)
            case SendMail():
                return self._send(mail, key)

    def _reply(self, reply: ReplyMail, key: str) -> str:
        """Answer whoever wrote the mail, and the others on it; it counts as answered then."""
        answered = self._mail(reply.id)
        mail = SendMail(to=reply.to, to_name=reply.to_name, subject=reply.subject, body=reply.body)
        reference = self._send(mail, key, about=reply.id, others=reply.others)
        self.records.mark(Entity.MAIL, reply.id, answered.fields | {"answered": True})
        return reference

    def _forward(self, forward: ForwardMail, key: str) -> str:
        body = forwarded(forward.note, self._mail(forward.id).fields)
        mail = SendMail(to=forward.to, to_name=forward.to_name, subject=forward.subject, body=body)
        return self._send(mail, key, about=forward.id)

    def _mail(self, identity: str) -> Stored:
        found = self.records.get(Entity.MAIL, identity)
        if found is None:
            raise Skipped(GONE)
        return found

    def _send(self, mail: SendMail, key: str, about: str = "", others: Sequence[str] = ()) -> str:
        sender = Sender(parse(self.account), self.records.name_of(self.account))
        message = compose(sender, mail, self.at, key, about, others)
        fields = self._written(mail) | {"folder": "sent", "cc": list(others)}
        reference = str(message["Message-ID"])
        number = self.records.add(Entity.MAIL, identity_of(Entity.MAIL, reference), fields)
        post(message, self.outbox, self.at, number)
        return reference

    def _save(self, mail: SendMail, key: str) -> str:
        """Among the drafts of the account; no message is composed, for nobody gets one."""
        parse(mail.to)
        identity = identity_of(Entity.MAIL, key)
        self.records.add(Entity.MAIL, identity, self._written(mail) | {"folder": "drafts"})
        return identity

    def _written(self, mail: SendMail) -> dict[str, Any]:
        """The fields of a mail that the account wrote now."""
        return empty_values(Entity.MAIL) | {
            "sender": self.account,
            "to": mail.to,
            "subject": mail.subject,
            "date": iso(self.at),
            "body": mail.body,
        }
