"""The words of questions and of modals: editing, the list of items, the details."""

from collections.abc import Sequence

from app.domain.words.reader import Reader, plural
from app.domain.words.verbs import Wording

# Questions
UNDERSTOOD = "I understood"
NOT_UNDERSTOOD = "I did not understand"
TYPE_ANSWER = "Type an answer"
CANCEL = "Cancel"
CHOOSE = "Choose"
ANSWER_TITLE = "Your answer"
ANSWER_LABEL = "Answer"
SEND_ANSWER = "Answer"
CHOICE = "(no words)"


# Modals
CLOSE = "Close"
BACK = "Back"
SAVE = "Update preview"
DONE = "Done"
EDIT_TITLE = "Edit"
ITEMS_TITLE = "All items"
DETAILS_TITLE = "Details"
LOADING = "One moment…"
SUBJECT = "Subject"
BODY = "Text"
EVENT_TITLE = "Title"
DATE = "Date"
TIME = "Time"
MINUTES = "Length in minutes"
PEOPLE = "People"
PEOPLE_HINT = "Addresses, one a line. Add some, or take some out."
SHIFT = "Move by minutes"
SHIFT_HINT = "Negative numbers move to an earlier time."
SEVERAL_HINT = "Separate several values with commas."
LEAVE_PEOPLE_OUT = "To leave people out, press See all in the preview."
TAKE_ITEMS_OUT = "There is nothing to edit here. To take items out, press See all in the preview."
NOT_EDITABLE = (
    "This draft came with finished items. To take some out, press See all in the preview."
)
TOO_LONG_TO_EDIT = "The text is too long for this form and stays as it is."
TAKEN_OUT = "Taken out: "
TO_PREVIEW = "Back to preview"
AT_ONCE = "Exclude and Include take effect at once. Closing loses nothing."
EXCLUDE = "Exclude"
INCLUDE = "Include"
PREVIOUS = "Previous"
NEXT = "Next"
SEARCH = "Find"
SEARCH_HINT = "Part of a name, an address or the text. Press Enter."
NOTHING_FOUND = "Nothing here. Clear the search or the filter to see more."
ALL_VALUE = "all"
SHOW = "Show"


def listed(parts: Sequence[str]) -> str:
    """Like "delete · events · 1-30 Nov"."""
    return " · ".join(parts)


def find_one(reader: Reader, count: int) -> str:
    """The placeholder of a menu that is searched, like "Type to find one of 5,000"."""
    return f"Type to find one of {reader.number(count)}"


def answered(label: str, who: str, at: str) -> str:
    """Like "@sam chose Sarah Lee at 14:32"."""
    return f"{who} answered “{label}” at {at}"


def cancelled_by(who: str, at: str) -> str:
    """Said where a question was called off."""
    return f"Cancelled by {who} at {at}. Nothing was done."


def other_question() -> str:
    """An answer to a question that is no longer open."""
    return "This answers an earlier question. Please answer the newest one."


def page(reader: Reader, current: int, pages: int) -> str:
    """Like "Page 2 of 7"; `current` counts from one."""
    return f"Page {reader.number(current)} of {reader.number(pages)}"


def included(reader: Reader, words: Wording, count: int, excluded: int) -> str:
    """Like "12 people, 3 taken out"."""
    out = f", {reader.number(excluded)} taken out" if excluded else ""
    return f"{words.target.count(count)}{out}"


def button_for(action: str, label: str) -> str:
    """What a screen reader says of one of many equal buttons: "Exclude: john@company.com"."""
    return f"{action}: {label}"


def texts_removed(days: int) -> str:
    """Said of a run that ended so long ago, or (0) whose workspace uninstalled the app since."""
    when = f"{plural(days, 'day')} after the end" if days else "when Bulkhead was uninstalled"
    return f"Names and texts were removed {when}. What became of each item stays."


def all_items(reader: Reader, count: int) -> str:
    """The menu's entry for every status."""
    return f"All ({reader.number(count)})"


def found(reader: Reader, count: int) -> str:
    """How many a search found."""
    return f"{reader.number(count)} found"


def risk(level: str, reason: str) -> str:
    """Like "Medium risk: goes outside your organisation"."""
    return f"{level.capitalize()} risk: {reason}" if reason else f"{level.capitalize()} risk"


def fields_hint(fields: str) -> str:
    """Which fields a text may use."""
    return f"Fields you can use: {fields}" if fields else ""


def sample_title(label: str) -> str:
    """The title over one recipient's finished text."""
    return f"What {label} will get"


def zone_hint(zone: str) -> str:
    """Which zone a time is in."""
    return f"In {zone} time."


def new_value(field: str) -> str:
    """The label of an input for an update's new value."""
    return f"New value: {field}"


def added_value(field: str) -> str:
    """The label of an input for what is added to a list."""
    return f"Add to {field}"


def removed_value(field: str) -> str:
    """The label of an input for what is removed from a list."""
    return f"Remove from {field}"


def missing(what: str) -> str:
    """An input that may not be empty."""
    return f"{what} can't be empty."


def not_a_number(what: str) -> str:
    """An input that must be a number."""
    return f"{what} must be a whole number."


def not_an_amount(what: str) -> str:
    """An input that must be a number, decimals allowed."""
    return f"{what} must be a number, like 12.50."


def minutes_range(low: int, high: int) -> str:
    """How long an event may be."""
    return f"Enter between {low:,} and {high:,} minutes."


def no_shift() -> str:
    """A move by nothing."""
    return "Enter how many minutes to move by, other than 0."


def shift_range(days: int) -> str:
    """How far meetings may be moved."""
    return f"That is too far. Meetings can be moved by up to {days:,} days."


def too_far_ahead(years: int) -> str:
    """A start in another age."""
    return f"That is more than {years} years ahead. Pick an earlier day."


def in_the_past() -> str:
    """A start that is over."""
    return "That is in the past. Pick a later day or time."


def no_such_time(zone: str) -> str:
    """A time that the change of clocks leaves out."""
    return f"The clocks change then: this time does not exist in {zone}. Pick another."
