"""The words of a run that ended: what happened, what did not, and what may have."""

from app.domain.kinds import BulkType, OperationStatus
from app.domain.progress import Counts
from app.domain.words.reader import Reader
from app.domain.words.verbs import Wording

RETRY_TITLE = "Failed"
SKIPPED_TITLE = "Skipped"
DETAILS = "View Details"
DONE = "Done"
BACK = "Back"
RIGHT = "Was this right?"
YES = "Yes"
NO = "No"
NO_REASON = "No reason was given"


def title(reader: Reader, words: Wording, status: OperationStatus, counts: Counts) -> str:
    """The truth in one line: "11 of 12 emails sent", "Nothing was sent"."""
    done, total = counts.completed, counts.total
    if status is OperationStatus.CANCELLED:
        lead = "Stopped" if words.done == "cancelled" else "Cancelled"
        return f"{lead}: {_share(reader, words, done, total)}"
    if not done and counts.in_doubt:
        return f"No {words.thing.one} is known to be {words.done}"
    return _share(reader, words, done, total) if done else f"Nothing was {words.done}"


def told(reader: Reader, words: Wording, status: OperationStatus, counts: Counts) -> str:
    """The title within a sentence: "cancelled, 40 of 100 emails sent"."""
    said = title(reader, words, status, counts).replace(": ", ", ")
    return f"{said[:1].lower()}{said[1:]}"


def figures(counted: str, time: str) -> str:
    """Like "55 not started · Total time: 3 min 42 s"; empty parts are left out."""
    return " · ".join(part for part in (counted, time) if part)


def total_time(reader: Reader, seconds: float) -> str:
    """Like "Total time: 3 min 42 s"."""
    return f"Total time: {reader.duration(seconds)}"


def failed_title(reader: Reader, count: int) -> str:
    """The title over what failed."""
    return f"{RETRY_TITLE}: {reader.number(count)}"


def skipped_title(reader: Reader, count: int) -> str:
    """The title over what was left alone."""
    return f"{SKIPPED_TITLE}: {reader.number(count)}"


def in_doubt(words: Wording, count: int) -> str:
    """What is not known, and why."""
    what = f"{words.thing.count(count)} {words.may_be_done}."
    return f"{what} No answer was recorded."


def in_doubt_ask(words: Wording, kind: BulkType, account: str) -> str:
    """What the person can do about it: where to look."""
    whose = f" of {account}" if account else ""
    return f"Please look in {words.look_in or _WHERE[kind]}{whose}, and say what you found."


def in_doubt_more(reader: Reader, count: int) -> str:
    """How many in doubt are not listed."""
    return f"and {reader.number(count)} more in doubt, under {DETAILS}"


def all_of_them(count: int, answer: str) -> str:
    """A button's text for all in doubt at once: "All 3: It was sent"."""
    return f"All {count:,}: {answer[:1].lower()}{answer[1:]}"


def all_title(words: Wording, count: int, answer: str) -> str:
    """The question before all in doubt are settled at once."""
    return f"{answer}: all {words.thing.count(count)}?"


def all_again_text(words: Wording) -> str:
    """What may happen when all in doubt are done again."""
    return f"Those that were {words.done} already will be {words.done} twice."


def all_settled_text() -> str:
    """What an answer for all in doubt means."""
    return "Your answer is recorded as it is. It cannot be taken back."


def retry(reader: Reader, count: int) -> str:
    """Like "Retry Failed (3)"."""
    return f"Retry Failed ({reader.number(count)})"


def thanks(*, right: bool) -> str:
    """What stands where the question was."""
    return (
        "You said this was right. Thank you."
        if right
        else "You said this was not right. Thank you."
    )


def finished(reader: Reader, words: Wording, status: OperationStatus, counts: Counts) -> str:
    """The reply after a run of more than a minute: "Finished: 118 of 120 emails sent"."""
    heading = title(reader, words, status, counts)
    if status is not OperationStatus.CANCELLED:
        lead = "Done" if counts.completed == counts.total else "Finished"
        heading = f"{lead}: {heading[:1].lower()}{heading[1:]}"
    failed = f"{reader.number(counts.failed)} failed" if counts.failed else ""
    doubt = f"{reader.number(counts.in_doubt)} in doubt" if counts.in_doubt else ""
    rest = ", ".join(part for part in (failed, doubt) if part)
    return f"{heading} ({rest})" if rest else heading


_WHERE = {
    BulkType.EMAIL: "the sent mail",
    BulkType.CALENDAR: "the calendar",
    BulkType.CONTACT: "the contacts",
    BulkType.CRM: "the CRM",
}


def _share(reader: Reader, words: Wording, done: int, total: int) -> str:
    if done == total:
        return f"{words.thing.count(total)} {words.done}"
    things = words.thing.after(total)
    return f"{reader.number(done)} of {reader.number(total)} {things} {words.done}"
