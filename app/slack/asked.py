"""A request on its way to a preview: what is kept of it while a question is open."""

import hashlib
from collections.abc import Mapping

from app.domain.errors import BadFile
from app.domain.files import Attached
from app.domain.identity import Conversation
from app.domain.operation import Place
from app.domain.plan import Question
from app.domain.roster import MadeIn
from app.domain.value import Value
from app.domain.words import files as words
from app.domain.words.reader import Reader
from app.engine.uploads import Uploads
from app.slack.deliveries import Request
from blocks import notices
from blocks.message import Message

MOST_CHARACTERS = 3_000
"""Of a request: what is longer is a document, and nobody could check how it was understood."""


class Asked(Value):
    """A request with the answers so far, and the question that is open.

    `speak_at` is the conversation in which previews and questions are shown; `follows` is the
    draft that the sentence changes; `attached` is the file that came with it.
    """

    id: str
    request: Request
    speak_at: Conversation
    answers: Mapping[str, str] = {}
    question: Question | None = None
    question_at: Place | None = None
    follows: str = ""
    attached: Attached | None = None


async def attached_to(request: Request, uploads: Uploads) -> Attached | None:
    """What is in the one file that came along, None without one. Raises BadFile, BulkError."""
    if not request.files:
        return None
    if request.files > 1:
        raise BadFile(words.two_attached(request.files))
    if not request.shared:  # Slack names none that another workspace keeps to itself
        raise BadFile(words.gone(""))
    return await uploads.look(request.shared[0])


def made_in(request: Request) -> MadeIn | None:
    """The channel of a request; None in direct messages."""
    where = request.conversation
    if where.private:
        return None
    return MadeIn(channel=where.channel, thread_ts=where.thread_ts or "", label=request.called)


def unreadable(request: Request, reader: Reader) -> Message | None:
    """What is said at once of a request that no planner could read."""
    if not request.text.strip():
        return notices.file_alone(_name_of(request)) if request.files else notices.empty_request()
    if len(request.text) > MOST_CHARACTERS:
        return notices.too_long(reader, MOST_CHARACTERS)
    return None


def _name_of(request: Request) -> str:
    return request.shared[0].name if len(request.shared) == 1 else ""


def id_of(request: Request) -> str:
    """The same for the same delivery: work done again after a restart meets its own draft."""
    where = request.conversation
    named = f"{where.tenant.key}:{where.channel}:{request.person.user_id}:{request.key}"
    return hashlib.sha256(named.encode()).hexdigest()[:24]


def note_key(request_id: str) -> str:
    """Where an open request is kept."""
    return f"request:{request_id}"
