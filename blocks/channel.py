"""What a channel sees of a person's operation: counts, never recipients, texts or values."""

from app.domain.progress import Counts
from app.domain.words import drafts as words
from app.domain.words.reader import Reader
from app.domain.words.verbs import Wording
from blocks import limits
from blocks.elements import section
from blocks.message import Message, message
from blocks.text import line


def channel_preparing(words_of: Wording, name: str, included: int) -> Message:
    """While the preview waits in the direct messages of the person called `name`."""
    return _note(words.channel_preparing(words_of, line(name, limits.LABEL), included))


def channel_running(words_of: Wording, name: str, counts: Counts, reader: Reader) -> Message:
    """While it runs."""
    return _note(words.channel_running(reader, words_of, line(name, limits.LABEL), counts))


def channel_finished(name: str, result: str) -> Message:
    """When it ended; `result` is the title of the summary."""
    return _note(words.channel_finished(line(name, limits.LABEL), result))


def channel_cancelled(words_of: Wording, name: str) -> Message:
    """When the draft was called off."""
    return _note(words.channel_cancelled(words_of, line(name, limits.LABEL)))


def channel_expired(words_of: Wording, name: str) -> Message:
    """When nobody confirmed the draft in time."""
    return _note(words.channel_expired(words_of, line(name, limits.LABEL)))


def _note(text: str) -> Message:
    return message(text, [section("note", text)])
