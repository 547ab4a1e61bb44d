"""Which rule reads a sentence: by its verb and the first kind of record that it names."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.domain.record import Entity
from app.planning import (
    activities,
    answers,
    attendance,
    contacts,
    correspondence,
    crm,
    fields,
    handover,
    invitations,
    mail,
    meetings,
    merging,
    new_leads,
    sorting,
)
from app.planning.context import Context, Drafted
from app.planning.lexicon import Act

Read = Callable[[Context], Awaitable[Drafted]]


@dataclass(frozen=True)
class Rule:
    """Who reads a sentence with one of these verbs and, first, one of these kinds of record.

    Without `entities` the verb alone decides.
    """

    acts: frozenset[Act]
    read: Read
    entities: frozenset[Entity | None] = frozenset()


def _rule(read: Read, *acts: Act, on: tuple[Entity | None, ...] = ()) -> Rule:
    return Rule(frozenset(acts), read, frozenset(on))


_CRM = (Entity.LEAD, Entity.DEAL)
RULES: tuple[Rule, ...] = (
    _rule(sorting.archive, Act.ARCHIVE, on=(Entity.MAIL,)),
    _rule(sorting.trash, Act.DELETE, on=(Entity.MAIL,)),
    _rule(sorting.mark, Act.MARK, on=(Entity.MAIL,)),
    _rule(sorting.label, Act.TAG, on=(Entity.MAIL,)),
    _rule(sorting.unlabel, Act.UNTAG, on=(Entity.MAIL,)),
    _rule(activities.log, Act.LOG),
    _rule(mail.send, Act.MAIL, Act.FOLLOW_UP, Act.SEND, Act.DRAFT),
    _rule(invitations.invite, Act.INVITE),
    _rule(crm.create, Act.CREATE, Act.ADD, on=(Entity.DEAL,)),
    _rule(new_leads.add, Act.CREATE, Act.ADD, on=(Entity.LEAD,)),
    _rule(invitations.invite, Act.CREATE, on=(Entity.EVENT,)),
    _rule(attendance.remove, Act.DELETE, on=(Entity.EVENT,)),
    _rule(meetings.cancel, Act.CANCEL, on=(Entity.EVENT,)),
    _rule(meetings.cancel, Act.CANCEL, on=(None,)),
    _rule(handover.move, Act.MOVE, on=(None,)),
    _rule(meetings.shift, Act.SHIFT, Act.MOVE, on=(Entity.EVENT, None)),
    _rule(answers.answer, Act.ANSWER, on=(Entity.EVENT, None)),
    _rule(merging.merge, Act.MERGE),
    _rule(correspondence.reply, Act.REPLY),
    _rule(correspondence.forward, Act.FORWARD),
    _rule(meetings.rename, Act.RENAME, on=(Entity.EVENT, None)),
    _rule(meetings.rename, Act.SET, on=(Entity.EVENT,)),
    _rule(contacts.untag, Act.UNTAG),
    _rule(contacts.tag, Act.TAG),
    _rule(contacts.tag, Act.MARK, on=(Entity.CONTACT,)),
    _rule(attendance.add, Act.ADD, on=(Entity.EVENT, None)),
    _rule(contacts.add, Act.ADD, Act.CREATE, Act.IMPORT, on=(Entity.CONTACT, None)),
    _rule(contacts.delete, Act.DELETE, on=(Entity.CONTACT,)),
    _rule(crm.delete, Act.DELETE, on=_CRM),
    _rule(crm.assign, Act.ASSIGN, on=_CRM),
    _rule(crm.move, Act.MOVE, Act.MARK, on=_CRM),
    _rule(handover.assign, Act.ASSIGN, on=(None,)),
    _rule(fields.set_field, Act.SET, on=(*_CRM, Entity.CONTACT, None)),
)
"""Tried in this order; the first that fits reads the sentence."""


_ADDING = (Act.ADD, Act.CREATE, Act.IMPORT)
_OF_FILES = frozenset({mail.send, invitations.invite, contacts.add})
"""What can be done for the people in a file."""


def rule_for_file(act: Act, entity: Entity | None) -> Read | None:
    """What reads a sentence about the people in a file; None where nothing can be done for them."""
    if act in _ADDING and entity in (Entity.CONTACT, None):
        return contacts.add
    rule = rule_for(act, entity)
    return rule if rule in _OF_FILES else None


def rule_for(act: Act, entity: Entity | None) -> Read | None:
    """What reads it; None where nothing fits."""
    for rule in RULES:
        if act in rule.acts and (not rule.entities or entity in rule.entities):
            return rule.read
    return None
