"""A file that came with a request: whether the words speak of it, and who its people are."""

from collections.abc import Iterable

from app.domain.files import Attached, FoundColumn, FoundTable
from app.domain.plan import Choice, Refusal, Step, Template
from app.domain.schedule import Timing
from app.domain.sources import SlackPeople, Source, Upload
from app.domain.words import files as words
from app.domain.words import hints
from app.domain.words import planning as planning_words
from app.domain.words.readings import listed
from app.planning.columns import EMAIL, address_columns, called_fields, columns_of, is_clear
from app.planning.context import Asked, Context
from app.planning.lexicon import Act
from app.planning.upload_words import (
    ALONG,
    AS_OBJECT,
    AT_THE_VERB,
    FILE,
    FROM_FILE,
    PEOPLE_OF_FILE,
    SPOKEN_OF,
    THEM,
    TO_FILE,
)

_SENDING = (Act.MAIL, Act.SEND, Act.FORWARD, Act.REPLY)
_CREATED = ("name", "company", "city", "phone")
"""The fields of a person in a file that a new contact takes over."""


def take_upload(ctx: Context) -> None:
    """Take the words that mean the people in the file that came along; without one, refuse them.

    Raises a question where they do not speak of it: it may be what the request is about.
    """
    require_attached(ctx)
    attached = ctx.request.attached
    if attached is None or ctx.before:  # what follows another step says so of that one's people
        return
    _refuse_along(ctx)
    use = ctx.answer(_key("use", attached))
    if use == words.IGNORE:
        return
    if not _take_words(ctx) and use != words.USE:
        raise _use_or_not(ctx, attached)
    ctx.upload = _upload(ctx, attached)
    ctx.sentence.note(attached.name)


def require_attached(ctx: Context) -> None:
    """Raise Asked where the words need a file and none came, or want one to be sent along."""
    if ctx.request.attached is None and SPOKEN_OF.search(ctx.sentence.rest):
        _refuse_along(ctx)
        raise Asked(Refusal(text=words.none_attached(), hint=words.ATTACH))


def _refuse_along(ctx: Context) -> None:
    """A file can be a list of people, and not something to send along."""
    rest = ctx.sentence.rest
    sends = ctx.act in _SENDING and AS_OBJECT.match(rest, ctx.after_verb)
    if ALONG.search(rest) or sends or (ctx.act is Act.FORWARD and FILE.search(rest)):
        text = planning_words.not_yet("attachments")
        raise Asked(Refusal(text=text, hint=words.WITHOUT_FILE))


def _take_words(ctx: Context) -> bool:
    """Whether the words speak of the people in the file; they are taken once."""
    at_verb = AT_THE_VERB.match(ctx.sentence.rest, ctx.after_verb)
    if at_verb:
        ctx.sentence.blank(*at_verb.span())
        return True
    patterns = (PEOPLE_OF_FILE, FROM_FILE, TO_FILE, THEM)
    return any(ctx.sentence.take(pattern) for pattern in patterns)


def _use_or_not(ctx: Context, attached: Attached) -> Asked:
    choices = (
        Choice(label=words.use_label(), value=words.USE),
        Choice(label=words.ignore_label(), value=words.IGNORE),
    )
    return ctx.ask(_key("use", attached), words.use_it(attached.name), choices)


def _upload(ctx: Context, attached: Attached) -> Upload:
    table = _table(ctx, attached)
    address = _address(ctx, attached, table)
    columns = columns_of(table.columns, address)
    return Upload(file=attached.id, name=attached.name, columns=columns, sheet=table.name)


def _table(ctx: Context, attached: Attached) -> FoundTable:
    """The one sheet that can be meant, or that the person named."""
    tables = [one for one in attached.tables if address_columns(one.columns)]
    if not tables:
        raise Asked(Refusal(text=words.no_addresses(attached.name), hint=words.SEND_WITHOUT))
    key = _key("sheet", attached)
    chosen = [one for one in tables if len(tables) == 1 or one.name == ctx.answer(key)]
    if not chosen:
        choices = [Choice(label=one.name, value=one.name) for one in tables]
        raise ctx.ask(key, words.which_sheet(attached.name), choices)
    return chosen[0]


def _address(ctx: Context, attached: Attached, table: FoundTable) -> FoundColumn:
    """The column with the addresses; where several may be it, or only some rows have one, ask."""
    found = address_columns(table.columns)
    if is_clear(found):
        return found[0]
    key = _key("addresses", attached)
    chosen = [one for one in found if one.heading == ctx.answer(key)]
    if not chosen:
        choices = [
            Choice(label=one.heading, value=one.heading, detail=words.addresses_in(one.addresses))
            for one in found
        ]
        raise ctx.ask(key, words.which_column(attached.name), choices)
    return chosen[0]


def _key(about: str, attached: Attached) -> str:
    """With a colon, so that it is asked once for both cases of a condition."""
    return f"{about}:{attached.name}"


def people_of(upload: Upload) -> str:
    """The people of a file, as a reading tells of them."""
    heading = next(one.heading for one in upload.columns if one.field == EMAIL)
    return words.people_of(upload.name, heading, upload.sheet)


def contact_values(upload: Upload) -> dict[str, object]:
    """What a new contact takes over of each row."""
    there = {one.field for one in upload.columns}
    taken = [field for field in _CREATED if field in there or field == "name"]
    return {field: f"{{{{ {field} }}}}" for field in (EMAIL, *taken)}


def taken_over(upload: Upload) -> str:
    """The headings that a new contact's other fields come from, in a reading."""
    fields = (*_CREATED, "first_name", "last_name")
    return listed([one.heading for one in upload.columns if one.field in fields])


def without(source: Upload | SlackPeople, addresses: Iterable[str]) -> Upload | SlackPeople:
    """The people of a file, or of a place in Slack, without some."""
    out = (*source.exclude, *addresses)
    return source.model_copy(update={"exclude": tuple(dict.fromkeys(out))})


def fields_of(source: Source, template: Template) -> Template:
    """The text with a file's columns by the names of their fields."""
    if not isinstance(source, Upload):
        return template
    update = {
        "subject": called_fields(template.subject, source.columns),
        "body": called_fields(template.body, source.columns),
    }
    return template.model_copy(update=update)


def require_once(step: Step, timing: Timing | None) -> None:
    """Raise Asked where a file would have to be read again for every run."""
    if isinstance(step.source, Upload) and timing is not None and timing.every is not None:
        raise Asked(Refusal(text=words.not_again_and_again(), hint=words.SAY_ONCE))


def not_with_a_file() -> Asked:
    """The refusal of what cannot take its people from a file, to be raised."""
    return Asked(Refusal(text=words.only_people(), hint=words.USE_FOR))


def where_to_type() -> Asked:
    """The refusal of an import without a file or an address, to be raised."""
    return Asked(Refusal(text=words.none_attached(), hint=f"{words.ATTACH} {hints.ADD}"))
