"""Short messages: what happened, what was not done, what to do now."""

from app.domain.errors import BulkheadError
from app.domain.operation import Pause
from app.domain.words import files, pausing
from app.domain.words import notices as words
from app.domain.words import summary as summary_words
from app.domain.words.reader import Reader
from blocks import limits
from blocks.elements import bullets, paragraph, rich, run, section
from blocks.message import Message, message
from blocks.run_view import ProgressView, why_paused
from blocks.text import prose


def in_direct_messages() -> Message:
    """Where the preview went, said in the channel to the requester only."""
    return _notice(words.in_direct_messages())


def finished(view: ProgressView) -> Message:
    """The reply after a run of more than a minute."""
    now = view.progress
    return _notice(summary_words.finished(view.reader, view.words, now.status, now.counts))


def paused(view: ProgressView, pause: Pause) -> Message:
    """The reply after a run that paused by itself: an edit notifies nobody."""
    why = why_paused(pause)
    counts = view.progress.counts
    return _notice(pausing.paused_reply(view.reader, view.words, counts, pause, why))


def empty_request() -> Message:
    """Nothing was asked: how to ask, with three examples."""
    intro, examples = paragraph(run(words.empty_request())), bullets(words.EXAMPLES)
    return message(words.empty_request_text(), [rich("empty", intro, examples)])


def file_alone(name: str) -> Message:
    """A file came without a request."""
    return _notice(f"{files.say_what_to_do(name)} {files.USE_FOR}")


def too_long(reader: Reader, limit: int) -> Message:
    """The request has more than `limit` characters."""
    return _notice(words.too_long(reader, limit))


def problem(error: BulkheadError, not_done: str = "", what_next: str = "") -> Message:
    """An error: its text, and what was not done and what to do where the text does not say so."""
    return _notice(words.went_wrong(error.text, not_done, what_next))


def _notice(text: str) -> Message:
    return message(text, [section("notice", prose(text, limits.QUESTION))])
