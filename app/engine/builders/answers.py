"""Mails answered and passed on: one item for each mail, or for each mail and recipient."""

import re
from collections.abc import Sequence
from dataclasses import replace
from email.utils import getaddresses

from app.domain.actions import ForwardMail, ReplyMail
from app.domain.plan import SendHow, Template
from app.domain.record import Entity, Record
from app.domain.words import mails as words
from app.engine.builders.addresses import normalise, reachable
from app.engine.builders.base import Built, Placed, Shown, Task, beginning, make_item
from app.engine.builders.mail import MAIL_FIELDS, mail_values
from app.engine.templates import CompiledText, MissingField

_RE = re.compile(r"re\s*:", re.IGNORECASE)
_FW = re.compile(r"(?:fwd?|wg)\s*:", re.IGNORECASE)


def build_replies(task: Task, records: Sequence[Placed]) -> Built:
    """One answer to each mail that somebody else wrote; to everyone on it where that was said."""
    built = Built()
    body = _body(task)
    for one in records:
        sender = _sender(task, one, built)
        others = _others(task, one, built, sender) if sender else None
        if sender is None or others is None:
            continue
        try:
            text = body.render(mail_values(task, _person(sender, "")))
        except MissingField as missing:
            built.leave_out(one, _label(sender, one.record), missing.text)
            continue
        subject = _with_prefix("Re: ", _RE, one.record)
        action = ReplyMail(
            id=one.record.id,
            to=sender,
            subject=subject,
            body=text,
            all=task.step.how is SendHow.REPLY_ALL,
            others=others,
        )
        shown = _shown(words.and_others(sender, len(others)), one.record, text)
        make_item(task, built, action, one, replace(shown, notifies=len(others)))
    return built


def build_forwards(task: Task, records: Sequence[Placed]) -> Built:
    """Each mail to each of the recipients once; an item's id is the mail's place and theirs."""
    built = Built()
    note = _body(task)
    people = _reached(task, built)
    for one in records:
        for place, person, address in people:
            item = Placed(f"{one.id}-{place}", one.record)
            try:
                text = note.render(mail_values(task, person))
            except MissingField as missing:
                built.leave_out(item, _label(address, one.record), missing.text)
                continue
            action = ForwardMail(
                id=one.record.id,
                to=address,
                to_name=person.text("name"),
                subject=_with_prefix("Fwd: ", _FW, one.record),
                note=text,
            )
            make_item(task, built, action, item, _shown(address, one.record, text))
    return built


def _body(task: Task) -> CompiledText:
    template = task.step.template or Template(subject="", body="")
    return task.templates.compile_mail(template, MAIL_FIELDS)[1]


def _sender(task: Task, one: Placed, built: Built) -> str | None:
    """Who wrote the mail; None, with the reason listed, where they cannot be answered."""
    given = one.record.text("sender")
    address = normalise(given)
    if address is None:
        built.leave_out(one, _label(given, one.record), words.no_sender())
    elif address.casefold() == (task.requester.email or "").casefold():
        built.leave_out(one, _label(address, one.record), words.own_mail())
        return None
    return address


def _others(task: Task, one: Placed, built: Built, sender: str) -> tuple[str, ...] | None:
    """Everybody else on the mail but the requester; None, with the reason, where one is broken."""
    if task.step.how is not SendHow.REPLY_ALL:
        return ()
    seen, others = {sender.casefold(), (task.requester.email or "").casefold()}, []
    for given in _recipients(one.record):
        address = normalise(given)
        if address is None:
            built.leave_out(one, _label(sender, one.record), words.broken_recipient(given))
            return None
        if address.casefold() not in seen:
            seen.add(address.casefold())
            others.append(address)
    return tuple(others)


def _recipients(mail: Record) -> list[str]:
    """The addresses that a mail went to, with names around them or not."""
    held = [mail.fields.get(field) or [] for field in ("to", "cc")]
    texts = [str(one) for several in held for one in _several(several)]
    return [address or text for text in texts for _, address in getaddresses([text])]


def _several(held: object) -> list[object]:
    return list(held) if isinstance(held, list) else [held]


def _reached(task: Task, built: Built) -> list[tuple[str, Record, str]]:
    """The recipients that can be written to; the others are listed, and no edit makes items of them."""
    alone = Built()
    placed = [Placed(str(place), record) for place, record in enumerate(task.recipients, 1)]
    people = [(one.id, one.record, address) for one, address in reachable(placed, alone)]
    built.left_out += [
        one.model_copy(update={"held": "", "settled": True}) for one in alone.left_out
    ]
    return people


def _person(address: str, name: str) -> Record:
    return Record(entity=Entity.PERSON, id=address, fields={"email": address, "name": name})


def _with_prefix(prefix: str, present: re.Pattern[str], mail: Record) -> str:
    subject = " ".join(mail.text("subject").split())
    return subject if present.match(subject) else f"{prefix}{subject}"


def _label(address: str, mail: Record) -> str:
    return words.to_about(address, " ".join(mail.text("subject").split()))


def _shown(address: str, mail: Record, text: str) -> Shown:
    return Shown(label=_label(address, mail), preview=beginning(text or mail.text("body")))
