"""What is said of starts, rules and hours: when it will be, what was missed, what to do."""

from collections.abc import Sequence
from datetime import datetime, time

from app.domain.identity import Requester
from app.domain.schedule import ALL_DAYS, WORKDAYS, Every, Hours, Once, Timing
from app.domain.words.reader import Reader, plural

_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LAST_DAY = 31
_TEENS = range(11, 14)
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def place(zone: str) -> str:
    """A zone as people call it: "Europe/Berlin" is "Berlin"."""
    return zone.rpartition("/")[2].replace("_", " ")


def moment(reader: Reader, at: datetime) -> str:
    """Like "Tue 24 Nov 09:00 (Berlin)"."""
    return f"{reader.day(at)} {reader.time(at)} ({place(reader.zone)})"


def clock(at: time) -> str:
    """Like "09:00"."""
    return f"{at:%H:%M}"


def timing(said: Timing, now: datetime, zone: str) -> str:
    """The line of a reading that says when: dates resolved, with the sender's `zone`.

    Empty for at once.
    """
    parts = []
    if said.once:
        parts.append(once(said.once, now))
    if said.every:
        parts.append(every(said.every, now))
    if said.hours:
        parts.append(hours(said.hours, zone))
    return "; ".join(parts)


def once(start: Once, now: datetime) -> str:
    """Like "Starts Tue 24 Nov 09:00 (Berlin)"."""
    return f"Starts {moment(Reader(zone=start.zone).reading_at(now), start.at)}"


def every(rule: Every, now: datetime) -> str:
    """Like "Every Monday at 08:00 (Berlin), first on Mon 30 Nov"."""
    first = Reader(zone=rule.zone).reading_at(now).day(rule.next_after(now))
    return f"{again(rule)}, first on {first}"


def again(rule: Every) -> str:
    """Like "Every Monday at 08:00 (Berlin)"."""
    return f"{_which_days(rule)} at {clock(rule.at)} ({place(rule.zone)})"


def _which_days(rule: Every) -> str:
    if rule.month_day == _LAST_DAY:
        return "On the last day of each month"
    if rule.month_day is not None:
        return f"On the {ordinal(rule.month_day)} of each month"
    if rule.weekdays == ALL_DAYS:
        return "Every day"
    if rule.weekdays == WORKDAYS:
        return "Every weekday"
    names = [_DAY_NAMES[day] for day in rule.weekdays]
    return f"Every {_joined(names)}"


def hours(window: Hours, zone: str = "") -> str:
    """Like "Only between 09:00 and 17:00, Monday to Friday, in each recipient's time"."""
    within = f"Only between {clock(window.start)} and {clock(window.end)}"
    yours = f"in your time ({place(zone)})" if zone else "in your time"
    whose = yours if window.whose == "sender" else "in each recipient's time"
    return f"{within}, {_open_days(window.weekdays)}, {whose}"


def _open_days(weekdays: tuple[int, ...]) -> str:
    if weekdays == ALL_DAYS:
        return "on any day"
    if weekdays == WORKDAYS:
        return "Monday to Friday"
    return f"on {_joined([_DAY_NAMES[day] for day in weekdays])}"


def ordinal(number: int) -> str:
    """Like "1st", "12th" or "23rd"."""
    ending = "th" if number in _TEENS else _ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


def _joined(names: Sequence[str]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1]) if names[1:] else names)


# What the planner asks


def which_time(said: str) -> str:
    """A day or a rule without a time."""
    return f"At what time should it start {said}?"


def over_already(said: str) -> str:
    """A start in the past."""
    return f"{said} is over. When should it start?"


def too_far(said: str) -> str:
    """A start in more than a year."""
    return f"{said} is more than a year away. When should it start?"


def which_or_start(said: str) -> str:
    """Words that may say which meeting, or when to begin."""
    return f"Does “{said}” say which meeting, or when to do it?"


def message_or_start(said: str) -> str:
    """Words at the end of a message that may as well say when to send it."""
    return f"Does “{said}” belong to the message, or say when to send it?"


RIGHT_NOW = "Right now"
MESSAGE_CHOICES = (("later", "It says when to send it"), ("text", "It belongs to the message"))
WHICH_CHOICES = (("which", "It says which meeting"), ("later", "It says when to do it"))
SAY_WHEN = (
    "Say when at the beginning or at the end, for example: “Tomorrow at 9, email all customers in "
    "Berlin that we moved”."
)
SAY_RULE = (
    "What works: “every Monday at 8:00”, “every weekday at 9” or “on the first of each month at "
    "9”, at the beginning or at the end."
)
UNCLEAR_RULE = (
    "I did not understand this repeating request, and repeating meetings are not there yet. "
    "Nothing was done."
)
UNCLEAR_WHEN = "I did not understand when to do it. Nothing was done."


# Messages

CONFIRM_SCHEDULE = "Confirm schedule"
ASK_EACH_TIME = "Ask each time"
START_NOW = "Start now"
CANCEL = "Cancel"
CANCEL_TITLE = "Cancel this start?"
CANCEL_TEXT = "It will not start, and nothing of it is done."
CANCEL_START = "Cancel the start"
KEEP = "Keep it"
RUN_NOW = "Run now"
STOP = "Stop"
STOP_TITLE = "Stop this schedule?"
STOP_TEXT = "There will be no more runs. A run that is confirmed already stays."
LOOKED_AT = (
    "Two minutes before, I look once more. Who is no longer meant is left out; if there is more to "
    "do, I ask you again."
)
HELD = "There is more to do than you confirmed: confirm the new preview, or it will not start."
HELD_FOR_NOW = (
    "There is more to do than you confirmed, so it was not started. Confirm the new preview; "
    "otherwise I look once more two minutes before the start."
)
LIST_TITLE = "Your schedules"
NEXT_ONLY = "Only what comes next is shown here."
NOTHING_LISTED = "Nothing of yours is scheduled. Try: “Every Monday at 8:00, email …”."
ASKS = "Each run is shown to you 30 minutes before, and asks for your Confirm."
RUN_AGAIN = "Run now makes a new preview; nothing is done before you confirm it."


def unasked(most: int) -> str:
    """The choice to let runs run by themselves."""
    return f"Run without asking, up to {plural(most, 'item')}"


def runs_unasked(most: int) -> str:
    """What that means, said of a confirmed schedule."""
    return (
        f"Each run is shown to you 30 minutes before, and runs without asking where it has at most "
        f"{plural(most, 'item')}."
    )


def scheduled(doing: str) -> str:
    """Like "Scheduled: emailing 12 people"."""
    return f"Scheduled: {doing[:1].lower()}{doing[1:]}"


def not_started(doing: str) -> str:
    """Like "Not started: emailing 12 people"."""
    return f"Not started: {doing[:1].lower()}{doing[1:]}"


def starts(reader: Reader, at: datetime) -> str:
    """Like "Starts Tue 24 Nov 09:00 (Berlin)"."""
    return f"Starts {moment(reader, at)}"


def was_to_start(reader: Reader, at: datetime, why: str) -> str:
    """What was to happen when, and why it did not."""
    return f"It was to start {moment(reader, at)}. {why} Nothing was done."


def late(reader: Reader, at: datetime, why: str) -> str:
    """It started, but not in time, for that reason."""
    return f"This started late: it was due at {reader.time(at)}. {why}."


def by_itself(count: int, most: int) -> str:
    """A run that was confirmed by itself."""
    return f"Confirmed by itself: {plural(count, 'item')}, and you allowed up to {most:,}."


def waits_until(reader: Reader, now: datetime, at: datetime) -> str:
    """Like "Waits until 09:00 (Berlin)": its hours are closed; with the day where it is another."""
    same_day = reader.day(now) == reader.day(at)
    when = f"{reader.time(at)} ({place(reader.zone)})" if same_day else moment(reader, at)
    return f"Waits until {when}"


def next_run(reader: Reader, at: datetime) -> str:
    """Like "Next run: Mon 30 Nov 08:00 (Berlin)"."""
    return f"Next run: {moment(reader, at)}"


def no_run(reader: Reader, at: datetime, why: str) -> str:
    """A run that there is none of."""
    return f"No run {moment(reader, at)}: {why}"


def stopped(why: str) -> str:
    """A schedule that has no more runs."""
    return f"This schedule was stopped: {why}"


def stopped_by(rule: str) -> str:
    """The answer to Stop."""
    return f"Stopped: {rule}. There will be no more runs."


def title_of_schedule(do: str) -> str:
    """Like "Schedule: email 12 people"."""
    return f"Schedule: {do[:1].lower()}{do[1:]}"


# What becomes of a start

NO_LONGER = "It is not among what you asked for any more"
CHANGED_SINCE = "The record changed since you confirmed"
UNCLEAR_NOW = "It is not clear any more what your words mean. Ask again."
NO_OPERATION = "This is a schedule. Its preview has the button that confirms it."
NOT_SCHEDULED = "It does not wait for its start any more."
LOOKED_AT_NOW = "Its start is being looked at just now. Try again in a minute."
STARTED_BEFORE = (
    "What this preview was to take the place of has started, or was cancelled. Nothing was done. "
    "Ask again to see what is left to do."
)
REPLACED_BEFORE = "Another preview of this start was confirmed already. Nothing more was done."
NO_MEMBER = "Only members of this workspace can have operations run here."
GREW_NOW = "There is more to do than you confirmed. A new preview shows it; confirm that one."
GREW_UNCONFIRMED = (
    "There was more to do than you confirmed, and nobody confirmed the new preview in time."
)


SCHEDULED_ALREADY = "This schedule is confirmed already. Say “my schedules” to see it."
UNREADABLE = "One of your schedules cannot be read any more, and was stopped. Ask for it again."
NO_SCHEDULE = "That schedule was stopped already."
RUN_STOPPED = "Its schedule was stopped, so this run does not happen."
DELETES_ASK = "What deletes asks each time."


def only_owner(name: str) -> str:
    """Somebody else chose to let it run without asking."""
    return f"Only {name or 'its owner'} can choose that. Nothing was changed."


NEW_SINCE = "New since you confirmed"
_OF_TIME = (NEW_SINCE, "Starts ", "Only between ")


def without_time(reading: Sequence[str]) -> tuple[str, ...]:
    """A reading without its lines about when, for another time."""
    return tuple(line for line in reading if not line.startswith(_OF_TIME))


def new_since(few: Sequence[str], count: int, at: datetime, requester: Requester) -> str:
    """What came to a set since it was confirmed."""
    more = f" and {count - len(few):,} more" if count > len(few) else ""
    since = Reader.of(requester).moment(at)
    return f"{NEW_SINCE} on {since}: {', '.join(few)}{more}. Nothing starts without a new Confirm"
