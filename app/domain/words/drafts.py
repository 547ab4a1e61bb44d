"""The words of a preview, of the list of its items, and of what a channel sees of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.domain.kinds import BulkType, BulkVerb, Risk
from app.domain.progress import Counts
from app.domain.words.crm import FIELD_NAMES
from app.domain.words.progress import standing
from app.domain.words.reader import Reader, plural
from app.domain.words.verbs import Wording

CONFIRM = "Confirm All"
EDIT = "Edit"
CANCEL = "Cancel"
BACK = "Back"
SUBJECT = "Subject"
EVENT = "Event"
RUNS_AT = "Runs at"
RISK = "Risk"
NOTIFIED = "Note"
UNDERSTOOD = "What I understood"
WARNINGS = "Please note"
OWN_TEXT = "your own words"
UNTITLED = "(no name)"
NO_TEXT = "(empty)"
CONFIRMED = "Confirmed"
SCHEDULED = "Scheduled"
CANCELLED = "Cancelled"
EXPIRED = "Expired"
REPLACED = "Replaced by a newer preview"
NOTHING_LEFT = "Everything is taken out. Put something back under See all, or cancel."
NOTHING_TODAY = (
    "There is nothing to do today. Each run looks anew, shows what it would do, and waits for your "
    "Confirm."
)


def title(words: Wording, count: int) -> str:
    """Like "Email 12 people"."""
    return f"{words.do} {words.target.count(count)}"


def asks(title: str) -> str:
    """What a notification says of a preview."""
    return f"{title}? Nothing happens before you confirm."


def account_label(kind: BulkType) -> str:
    """What the account is to that kind: a mail comes from it."""
    return _ACCOUNT_LABELS.get(kind, "Account")


def account(name: str, provider: str) -> str:
    """Like "sam@company.com (office)"."""
    return f"{name} ({provider})" if name else provider


def duration(reader: Reader, seconds: float, at: datetime | None) -> str:
    """Like "Takes about 4 minutes: done about 14:36 if confirmed at 14:32".

    Both times, since a preview may be confirmed much later; `at` is when it was estimated.
    """
    takes = f"Takes {_roughly(seconds)}"
    if at is None or seconds <= _MINUTE:
        return takes
    ends = at + timedelta(seconds=seconds)
    done = reader.time(ends) if reader.day(ends) == reader.day(at) else reader.moment(ends)
    return f"{takes}: done about {done} if confirmed at {reader.time(at)}"


def small_print(*parts: str) -> str:
    """What is good to know and seldom decides, on one line; empty parts are left out."""
    return " · ".join(part for part in parts if part)


def template(name: str) -> str:
    """Like "Template: Follow up"."""
    return f"Template: {name}" if name else ""


def template_name(name: str) -> str:
    """A built-in text's name as words: "follow_up" is "Follow up"."""
    return FIELD_NAMES.get(name, name.replace("_", " ").strip()).capitalize()


def risk(level: Risk, reason: str, groups: str) -> str:
    """Like "Medium, goes outside your organisation (2 medium · 10 low)"."""
    told = ", ".join(part for part in (level.value.capitalize(), reason) if part)
    return f"{told} ({groups})" if groups else told


def risk_groups(reader: Reader, by_risk: Mapping[Risk, int]) -> str:
    """Like "2 high · 10 low"; empty unless there is more than one group."""
    groups = [f"{reader.number(count)} {level.value}" for level, count in by_risk.items() if count]
    return " · ".join(groups) if len(groups) > 1 else ""


def notified(kind: BulkType, verb: BulkVerb, count: int) -> str:
    """Who else will hear of it: "5 guests get an update from the calendar"; empty if nobody."""
    if not count:
        return ""
    what = {BulkVerb.DELETE: "a cancellation", BulkVerb.UPDATE: "an update"}.get(verb)
    if kind is BulkType.CALENDAR and what:
        guests, get = plural(count, "guest"), "gets" if count == 1 else "get"
        return f"{guests} {get} {what} from the calendar"
    return f"{plural(count, 'other person', 'other people')} will be told"


def samples_title(reader: Reader, shown: int, total: int) -> str:
    """Like "Preview (first 3 of 12)", or just "Preview" when all are shown."""
    if shown == total:
        return "Preview"
    return f"Preview (first {reader.number(shown)} of {reader.number(total)})"


def quoted(text: str) -> str:
    """The beginning of a text, in quotation marks."""
    return f"“{text}”"


def change(field: str, old: str, new: str) -> str:
    """Like "Start: 09:00 → 10:00"; fields are shown as words."""
    return f"{field_name(field)}: {old or NO_TEXT} → {new or NO_TEXT}"


def full_stop(text: str) -> str:
    """The text as a sentence that ends; one that was cut ends already."""
    return text if text.endswith(_ENDS) else f"{text}."


def sentence(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def field_name(field: str) -> str:
    """A field's name as words: "created_at" is "Created at"."""
    return sentence(FIELD_NAMES.get(field, field.replace("_", " ").strip())) or "Field"


def more_changes(count: int) -> str:
    """How many changed fields of an item are not shown."""
    return f"and {plural(count, 'more change')}"


def left_out_title(reader: Reader, count: int) -> str:
    """Like "Left out: 10"."""
    return f"Left out: {reader.number(count)}"


def grouped(reader: Reader, names: str, unnamed: int) -> str:
    """Like "ann@example.org, bob@example.org and 7 more"."""
    return f"{names} and {reader.number(unnamed)} more" if unnamed else names


def other_reasons(reader: Reader, count: int) -> str:
    """How many are not listed under a reason."""
    return f"and {reader.number(count)} more"


def excluded(reader: Reader, count: int) -> str:
    """How many the person took out themselves."""
    back = "it" if count == 1 else "them"
    return f"You took out {reader.number(count)}; See all can put {back} back." if count else ""


def was_excluded(reader: Reader, count: int) -> str:
    """The same once the preview is over and nothing can be put back."""
    return f"You took out {reader.number(count)}." if count else ""


def expires(reader: Reader, at: datetime) -> str:
    """Until when the preview can be confirmed."""
    return f"Expires on {reader.moment(at)} ({reader.zone})"


def event(reader: Reader, name: str, starts: datetime, minutes: int) -> str:
    """Like "Pipeline review, Thu 26 Nov, 10:00, 30 min (Europe/Berlin)"."""
    return f"{name}, {reader.moment(starts)}, {minutes:,} min ({reader.zone})"


def when(reader: Reader, at: datetime) -> str:
    """When a scheduled operation starts."""
    return f"{reader.moment(at)} ({reader.zone})"


def see_all(reader: Reader, count: int) -> str:
    """Like "See all 12"."""
    return f"See all {reader.number(count)}"


def confirm_text(reason: str, told: str) -> str:
    """Why the dialog asks."""
    return " ".join(f"{sentence(part)}." for part in ("High risk", reason, told) if part)


def closed(how: str, who: str, at: str) -> str:
    """Like "Cancelled by @sam at 14:32. Nothing was done."; `who` is empty when nobody did it."""
    ended = f"{how} by {who} at {at}." if who else f"{how} at {at}."
    return f"{ended} {_AFTER[how]}" if how in _AFTER else ended


def channel_preparing(words: Wording, name: str, count: int) -> str:
    """What a channel sees of a preview."""
    sentence = f"{_subject(name)} is preparing to {_lower(title(words, count))}."
    return f"{sentence} The preview is in their direct messages."


def channel_running(reader: Reader, words: Wording, name: str, counts: Counts) -> str:
    """What a channel sees of a run: "Sam is emailing 12 people: 8 of 12 done, 1 failed."."""
    doing = f"{words.doing} {words.target.count(counts.total)}"
    return f"{_subject(name)} is {_lower(doing)}: {standing(reader, words, counts)}."


def channel_finished(name: str, result: str) -> str:
    """What a channel sees at the end; `result` is the summary's title within a sentence."""
    return f"{_subject(name)}: {result}."


def channel_closed(words: Wording, name: str, how: str) -> str:
    """What a channel sees of a draft that did not run: `how` is "cancelled" or "expired"."""
    return f"{_subject(name)}: the preview {_CLOSED[how]}. No {words.thing.one} was {words.done}."


def _roughly(seconds: float) -> str:
    if seconds <= _A_FEW:
        return "a few seconds"
    if seconds <= _MINUTE:
        return "under a minute"
    if round(seconds / _MINUTE) < _MINUTE:
        return f"about {plural(round(seconds / _MINUTE), 'minute')}"
    return f"about {plural(round(seconds / _HOUR), 'hour')}"


_A_FEW, _MINUTE, _HOUR = 10, 60, 3600
_ACCOUNT_LABELS = {BulkType.EMAIL: "From"}
_ENDS = (".", "!", "?", "…", "\u2069")  # the last ends a text that is written right to left
_AFTER = {
    CONFIRMED: "Progress is in the thread.",
    SCHEDULED: "When it runs is in the thread.",
    CANCELLED: "Nothing was done.",
    EXPIRED: "Nothing was done. Ask again for a new preview.",
}
_CLOSED = {"cancelled": "was cancelled", "expired": "expired before it was confirmed"}


def _subject(name: str) -> str:
    return name or "Someone"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
