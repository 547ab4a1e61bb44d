"""Mails: one to each address, subject and body filled in."""

from collections.abc import Mapping, Sequence

from app.domain.actions import SendMail
from app.domain.plan import SendHow, Step, Template
from app.domain.record import Record
from app.domain.sources import Upload
from app.engine.builders.addresses import reachable
from app.engine.builders.base import Built, Placed, Shown, Task, beginning, make_item, name_of
from app.engine.templates import MissingField

MAIL_FIELDS = (
    "name", "first_name", "email", "company", "city", "department",
    "event_title", "event_day", "my_name", "my_email",
)  # fmt: skip
"""The {{ fields }} that a mail's texts may use."""


def mail_fields(step: Step) -> tuple[str, ...]:
    """Those of this step: the columns of a file are fields of its people."""
    if not isinstance(step.source, Upload):
        return MAIL_FIELDS
    return tuple(dict.fromkeys((*MAIL_FIELDS, *(one.field for one in step.source.columns))))


def mail_values(task: Task, record: Record) -> Mapping[str, str]:
    """The fields' values for one recipient."""
    name = record.text("name")
    return {
        **{key: record.text(key) for key in mail_fields(task.step)},
        "name": name,
        "first_name": record.text("first_name") or (name.split()[0] if name.split() else ""),
        "event_title": task.facts.get("event_title", ""),
        "event_day": task.facts.get("event_day", ""),
        "my_name": task.requester.name,
        "my_email": task.requester.email or "",
    }


def build_mails(task: Task, records: Sequence[Placed]) -> Built:
    """One mail a reachable recipient, or one draft; a recipient for whom a field is empty is left out."""
    built = Built()
    template = task.step.template or Template(subject="", body="")
    subject, body = task.templates.compile_mail(template, mail_fields(task.step))
    for one, address in reachable(records, built):
        record = one.record
        values = mail_values(task, record)
        try:
            texts = _one_line(subject.render(values)), body.render(values)
        except MissingField as missing:
            built.leave_out(one, f"{name_of(record)} ({address})", missing.text)
            continue
        action = SendMail(
            to=address,
            to_name=record.text("name"),
            subject=texts[0],
            body=texts[1],
            draft=task.step.how is SendHow.DRAFT,
        )
        shown = Shown(label=address, preview=beginning(texts[1]))
        make_item(task, built, action, one, shown)
    return built


def _one_line(subject: str) -> str:
    """A subject is one line: a line break in it would start a header of somebody's own."""
    return " ".join(subject.split())
