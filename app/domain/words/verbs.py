"""What each kind and verb is called, before, during and after: one table, in plain words."""

from collections.abc import Mapping

from app.domain.kinds import BulkType, BulkVerb, Manner
from app.domain.record import Entity
from app.domain.value import Value
from app.domain.words.reader import plural
from app.domain.words.saving import LOOK_IN


class Noun(Value):
    """A thing, in the singular and the plural."""

    one: str
    many: str

    def count(self, number: int) -> str:
        """Like "1 email" or "1,200 emails"."""
        return plural(number, self.one, self.many)

    def after(self, number: int) -> str:
        """The noun alone, as it stands after that number."""
        return self.one if number == 1 else self.many


class Wording(Value):
    """How an operation speaks of itself: "Email 12 people", "Emailing", "11 emails sent".

    `target` is what it is done to, `thing` what there is of it afterwards. `look_in` is where one
    in doubt is found, where that is not where its kind has them.
    """

    do: str
    doing: str
    done: str
    target: Noun
    thing: Noun
    again: str
    look_in: str = ""

    @property
    def was_done(self) -> str:
        """What a person says of one in doubt that happened."""
        return f"It was {self.done}"

    @property
    def was_not_done(self) -> str:
        """What a person says of one in doubt that did not happen."""
        return f"It was not {self.done}"

    @property
    def may_be_done(self) -> str:
        """What is known of one in doubt."""
        return f"may or may not have been {self.done}"


def wording(
    kind: BulkType,
    verb: BulkVerb,
    entity: Entity | None = None,
    manner: Manner | None = None,
) -> Wording:
    """The words for that kind and verb.

    `entity` makes a CRM record a lead or a deal, `manner` an update a move or a tagging.
    """
    special = _ON_MAILS.get(manner) if manner else None
    special = special or _OF_ENTITY.get((verb, entity)) or _SPECIAL.get((kind, verb))
    if special:
        return special
    if manner in _ON_INVITATIONS:
        return _plain(*_ON_INVITATIONS[manner], _MEETINGS)
    noun = _ENTITIES.get(entity, _NOUNS[kind]) if entity else _NOUNS[kind]
    if manner is Manner.MERGE:
        noun = Noun(one=f"group of {noun.many}", many=f"groups of {noun.many}")
    do, doing, done = _MANNERS[manner] if manner else _VERBS[verb]
    return _plain(do, doing, done, noun)


def _plain(do: str, doing: str, done: str, noun: Noun) -> Wording:
    """What is done to things that are the same things afterwards."""
    return Wording(do=do, doing=doing, done=done, target=noun, thing=noun, again=f"{do} again")


_PEOPLE = Noun(one="person", many="people")
_EVENTS = Noun(one="event", many="events")
_CONTACTS = Noun(one="contact", many="contacts")

_NOUNS = {
    BulkType.EMAIL: Noun(one="email", many="emails"),
    BulkType.CALENDAR: _EVENTS,
    BulkType.CONTACT: _CONTACTS,
    BulkType.CRM: Noun(one="CRM record", many="CRM records"),
}
_ENTITIES = {
    Entity.LEAD: Noun(one="lead", many="leads"),
    Entity.DEAL: Noun(one="deal", many="deals"),
}
_VERBS = {
    BulkVerb.SEND: ("Send", "Sending", "sent"),
    BulkVerb.CREATE: ("Create", "Creating", "created"),
    BulkVerb.UPDATE: ("Update", "Updating", "updated"),
    BulkVerb.DELETE: ("Delete", "Deleting", "deleted"),
}
_MANNERS = {
    Manner.MOVE: ("Move", "Moving", "moved"),
    Manner.TAG: ("Tag", "Tagging", "tagged"),
    Manner.UNTAG: ("Untag", "Untagging", "untagged"),
    Manner.REASSIGN: ("Reassign", "Reassigning", "reassigned"),
    Manner.ARCHIVE: ("Archive", "Archiving", "archived"),
    Manner.LABEL: ("Label", "Labelling", "labelled"),
    Manner.UNLABEL: ("Unlabel", "Unlabelling", "unlabelled"),
    Manner.MARK: ("Mark", "Marking", "marked"),
    Manner.MERGE: ("Merge", "Merging", "merged"),
}
_MAILS = Noun(one="email", many="emails")
_DRAFTS = Noun(one="draft", many="drafts")
_ON_MAILS = {
    Manner.REPLY: Wording(
        do="Reply to",
        doing="Replying to",
        done="answered",
        target=_MAILS,
        thing=_MAILS,
        again="Reply again",
    ),
    Manner.REPLY_ALL: Wording(
        do="Reply to everyone on",
        doing="Replying to everyone on",
        done="answered",
        target=_MAILS,
        thing=_MAILS,
        again="Reply again",
    ),
    Manner.FORWARD: Wording(
        do="Forward",
        doing="Forwarding",
        done="forwarded",
        target=_MAILS,
        thing=_MAILS,
        again="Forward again",
    ),
    Manner.DRAFT: Wording(
        do="Save",
        doing="Saving",
        done="saved",
        target=_DRAFTS,
        thing=_DRAFTS,
        again="Save again",
        look_in=LOOK_IN,
    ),
}
_ACTIVITIES = Noun(one="activity", many="activities")
_MEETINGS = Noun(one="meeting", many="meetings")
_ON_INVITATIONS = {
    Manner.ACCEPT: ("Accept", "Accepting", "accepted"),
    Manner.DECLINE: ("Decline", "Declining", "declined"),
    Manner.TENTATIVE: ("Tentatively accept", "Tentatively accepting", "tentatively accepted"),
}
_OF_ENTITY: Mapping[tuple[BulkVerb, Entity | None], Wording] = {
    (BulkVerb.CREATE, Entity.ACTIVITY): Wording(
        do="Log",
        doing="Logging",
        done="logged",
        target=_ACTIVITIES,
        thing=_ACTIVITIES,
        again="Log again",
    ),
}
_SPECIAL = {
    (BulkType.EMAIL, BulkVerb.DELETE): Wording(
        do="Delete",
        doing="Deleting",
        done="moved to the trash",
        target=_MAILS,
        thing=_MAILS,
        again="Delete again",
    ),
    (BulkType.CONTACT, BulkVerb.CREATE): Wording(
        do="Add",
        doing="Adding",
        done="added",
        target=_CONTACTS,
        thing=_CONTACTS,
        again="Add again",
    ),
    (BulkType.EMAIL, BulkVerb.SEND): Wording(
        do="Email",
        doing="Emailing",
        done="sent",
        target=_PEOPLE,
        thing=Noun(one="email", many="emails"),
        again="Send again",
    ),
    (BulkType.CALENDAR, BulkVerb.CREATE): Wording(
        do="Invite",
        doing="Inviting",
        done="sent",
        target=_PEOPLE,
        thing=Noun(one="invitation", many="invitations"),
        again="Send again",
    ),
    (BulkType.CALENDAR, BulkVerb.DELETE): Wording(
        do="Cancel",
        doing="Cancelling",
        done="cancelled",
        target=_EVENTS,
        thing=_EVENTS,
        again="Cancel again",
    ),
}
