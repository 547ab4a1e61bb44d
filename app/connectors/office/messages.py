"""Mail as files: each message in the outbox folder is what a mail server would have been given."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from email_validator import ValidatedEmail

from app.connectors.office.addresses import parse
from app.connectors.office.seed.names import DOMAIN
from app.domain.actions import SendMail

# Seven bits only, so that any server would take it; addresses may still need UTF-8 headers.
_PLAIN = policy.SMTP.clone(cte_type="7bit")
_INTERNATIONAL = policy.SMTPUTF8.clone(cte_type="7bit")


class Sender(NamedTuple):
    """An account's address and the name it writes under."""

    address: ValidatedEmail
    name: str


def compose(
    sender: Sender,
    mail: SendMail,
    at: datetime,
    key: str,
    about: str = "",
    others: Sequence[str] = (),
) -> EmailMessage:
    """An RFC 5322 message that nobody delivers. Raises InvalidItem.

    `about` is the office's id of the mail that it answers or passes on, `others` get a copy.
    """
    recipient, copied = parse(mail.to), [parse(one) for one in others]
    international = any(one.smtputf8 for one in (recipient, sender.address, *copied))
    message = EmailMessage(policy=_INTERNATIONAL if international else _PLAIN)
    message["Message-ID"] = f"<{uuid4().hex}@{DOMAIN}>"
    message["Date"] = at
    message["From"] = _address(sender.address, sender.name)
    message["To"] = _address(recipient, mail.to_name)
    if copied:
        message["Cc"] = [_address(one, "") for one in copied]
    message["Subject"] = _one_line(mail.subject)
    message["List-Unsubscribe"] = f"<mailto:{sender.address.normalized}?subject=unsubscribe>"
    if about:
        message["In-Reply-To"] = message["References"] = f"<{about}@{DOMAIN}>"
    message["X-Bulkhead-Key"] = key
    message["X-Bulkhead-Sandbox"] = "Not delivered: the built-in office keeps it in this file."
    message.set_content(mail.body)
    return message


def post(message: EmailMessage, outbox: Path, at: datetime, number: int) -> Path:
    """Put the message into the outbox, whole or not at all; names sort by time, then number."""
    outbox.mkdir(parents=True, exist_ok=True)
    final = outbox / f"{at:%Y%m%dT%H%M%S%f}-{number:06}-{uuid4().hex[:8]}.eml"
    partial = final.with_suffix(".part")
    partial.write_bytes(message.as_bytes())
    return partial.replace(final)


def forwarded(note: str, mail: Mapping[str, Any]) -> str:
    """The text of a mail that is passed on, below the note."""
    head = f"From: {mail['sender']}\nDate: {mail['date']}\nSubject: {mail['subject']}"
    passed_on = f"---------- Forwarded message ----------\n{head}\n\n{mail['body']}"
    return f"{note}\n\n{passed_on}" if note else passed_on


def _address(address: ValidatedEmail, name: str) -> Address:
    domain = address.domain if address.smtputf8 else address.ascii_domain
    return Address(_one_line(name), username=address.local_part, domain=domain)


def _one_line(text: str) -> str:
    """A header has no line breaks, whoever wrote them into it."""
    return " ".join(text.split())
