"""The words of a run that stands still, and of buttons that come too late."""

from collections.abc import Mapping
from enum import StrEnum

from app.domain.kinds import OperationStatus
from app.domain.operation import Pause
from app.domain.progress import Counts
from app.domain.words.progress import standing
from app.domain.words.reader import Reader
from app.domain.words.verbs import Wording

PAUSE = "Pause"
RESUME = "Resume"


class Act(StrEnum):
    """What a person can do about a run that goes on, as a verb."""

    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    RETRY = "retry"


def pausing(reader: Reader, in_flight: int) -> str:
    """What still ends before a run stands still."""
    end = "ends" if in_flight == 1 else "end"
    return f"Pausing: {reader.number(in_flight)} under way still {end}."


def paused(words: Wording, who: str, since: str) -> str:
    """Like "Paused by @sam at 14:32. Nothing more is sent until you say so."."""
    by = " ".join(part for part in ("Paused", f"by {who}" if who else "", since) if part)
    return f"{by}. {_still(words)}"


def paused_by_itself(reader: Reader, words: Wording, pause: Pause, since: str, why: str) -> str:
    """Why a run paused without anybody's asking; `why` is what the provider says."""
    by = " ".join(part for part in ("Paused by itself", since) if part)
    share = f"{reader.number(pause.failed)} of {reader.number(pause.tried)} failed the same way"
    return f"{by}: {share}{f': {why}' if why else ''}. {_still(words)}"


def then(reader: Reader, counts: Counts) -> str:
    """What [Resume] does after failures, and what it does not."""
    left = "" if not counts.pending else f" with the {reader.number(counts.pending)} left"
    return f"{RESUME} goes on{left}; what failed can be retried at the end."


def paused_reply(reader: Reader, words: Wording, counts: Counts, pause: Pause, why: str) -> str:
    """The reply that notifies of such a pause, for an edit does not."""
    doing = f"{words.doing} {words.target.count(counts.total)}"
    said = paused_by_itself(reader, words, pause, "", why)
    return f"{doing}: {said[:1].lower()}{said[1:]} The buttons are in the message above."


def channel_paused(reader: Reader, words: Wording, name: str, counts: Counts) -> str:
    """What a channel sees of a paused run: "Sam is emailing 12 people, paused: 8 of 12 done."."""
    doing = f"{words.doing} {words.target.count(counts.total)}"
    who = name or "Someone"
    return f"{who} is {doing[:1].lower()}{doing[1:]}, paused: {standing(reader, words, counts)}."


def refused(act: Act, status: OperationStatus) -> str:
    """Why a run's button does nothing any more."""
    return _REFUSED[act].get(status) or f"This has ended already; there is nothing to {act}."


def not_in_doubt() -> str:
    """Somebody, or the provider, answered for an item before."""
    return "That is not in doubt any more. The message shows how it stands."


def nothing_to_retry() -> str:
    """Retry Failed was pressed before."""
    return "Nothing is left to retry: what had failed is tried again already."


def _still(words: Wording) -> str:
    return f"Nothing more is {words.done} until you say so."


_CANCELLED = OperationStatus.CANCELLED
_NOT_AGAIN = "This was cancelled, so it cannot go on. Ask again to get a new preview."
_NOT_YET = "This has not started yet. Cancel it if it is not to start."
_RUNNING = dict.fromkeys(
    (OperationStatus.CONFIRMED, OperationStatus.EXECUTING), "This is running already."
)
_REFUSED: Mapping[Act, Mapping[OperationStatus, str]] = {
    Act.PAUSE: {
        OperationStatus.PAUSED: "This is paused already. Press Resume to go on.",
        OperationStatus.SCHEDULED: _NOT_YET,
        _CANCELLED: "This was cancelled already; nothing new is started.",
    },
    Act.RESUME: {**_RUNNING, OperationStatus.SCHEDULED: _NOT_YET, _CANCELLED: _NOT_AGAIN},
    Act.CANCEL: {_CANCELLED: "This was cancelled already; nothing new is started."},
    Act.RETRY: {_CANCELLED: _NOT_AGAIN},
}
