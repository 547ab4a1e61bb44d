"""Names that blocks and their listeners share, and the values that buttons carry.

A value names things and never holds them: every id in it is looked up again on the server,
within the tenant. Parts are joined with "|"; each is percent-encoded, so that no part can hold
the mark.
"""

import hashlib
import re
from dataclasses import astuple, dataclass
from typing import Self
from urllib.parse import quote, unquote

from app.domain.errors import BadValue
from app.domain.words import notices as words
from blocks.limits import BUTTON_VALUE

# Modals
EDIT = "edit"
ITEMS = "items"
DETAILS = "details"
TYPE_ANSWER = "type_answer"
LOADING = "loading"

# A draft's buttons; value: DraftRef
DRAFT_CONFIRM = "draft_confirm"
DRAFT_EDIT = "draft_edit"
DRAFT_ITEMS = "draft_items"
DRAFT_CANCEL = "draft_cancel"

# The same of what follows a draft, shown in its preview; value: DraftRef
THEN_EDIT = re.compile(r"then_edit:\d+")
THEN_ITEMS = re.compile(r"then_items:\d+")

SCHEDULE_UNASKED = "schedule_unasked"  # the selected option's value: UnaskedRef

# What starts later
START_NOW = "start_now"  # value: OperationRef
RUN_NOW = "run_now"  # value: OperationRef of one that never started
SCHEDULE_STOP = re.compile(r"schedule_stop:\d+")  # value: ScheduleRef
SCHEDULE_RUN_NOW = "schedule_run_now"  # value: ScheduleRef
LISTED_CANCEL = re.compile(r"listed_cancel:\d+")  # value: OperationRef

# A question's buttons
ANSWER = re.compile(r"answer:\d+")  # value: AnswerRef
ANSWER_SELECT = "answer_select"  # the selected option's value: AnswerRef
ANSWER_SEARCH = "answer_search"  # likewise; its options are asked for while the person types
ANSWERS = "answers:{}"  # block_id of all of them; {} is a QuestionRef, for the search
ANSWER_TYPE = "answer_type"  # value: QuestionRef; opens TYPE_ANSWER
ANSWER_CANCEL = "answer_cancel"  # value: QuestionRef

# An operation's buttons; value: OperationRef
OPERATION_CANCEL = "operation_cancel"
OPERATION_PAUSE = "operation_pause"
OPERATION_RESUME = "operation_resume"
OPERATION_RETRY = "operation_retry"
OPERATION_DETAILS = "operation_details"
OPERATION_DONE = "operation_done"
FEEDBACK_YES = "feedback_yes"
FEEDBACK_NO = "feedback_no"
IN_DOUBT_ALL_DONE = "in_doubt_all_done"
IN_DOUBT_ALL_AGAIN = "in_doubt_all_again"
IN_DOUBT_ALL_NOT_DONE = "in_doubt_all_not_done"

# An item's buttons, in messages and in View Details; value: ItemRef
IN_DOUBT_DONE = re.compile(r"in_doubt_done:\d+")
IN_DOUBT_AGAIN = re.compile(r"in_doubt_again:\d+")
IN_DOUBT_NOT_DONE = re.compile(r"in_doubt_not_done:\d+")

# In the modals
ITEM_TOGGLE = re.compile(r"item_toggle:\d+")  # value: ToggleRef
PAGE_PREVIOUS = "page_previous"  # value: the page to show, counted from 0
PAGE_NEXT = "page_next"
ITEMS_SEARCH = "items_search"
DETAILS_STATUS = "details_status"

# Inputs: block_id and action_id are the same, so that an error is shown where it belongs.
ANSWER_INPUT = "answer_input"
EDIT_SUBJECT = "edit_subject"
EDIT_BODY = "edit_body"
EDIT_TITLE = "edit_title"
EDIT_DATE = "edit_date"
EDIT_TIME = "edit_time"
EDIT_MINUTES = "edit_minutes"
EDIT_PEOPLE = "edit_people"
EDIT_CHANGE = "edit_change:{}"  # the place of the change within the step
EDIT_VALUE = "edit_value:{}"  # the place of the value within the step

_MARK = "|"
_OUT, _IN = "out", "in"


def numbered(action: re.Pattern[str], number: int) -> str:
    """The action_id of the button with that number; unique within its message."""
    return action.pattern.replace(r"\d+", str(number))


@dataclass(frozen=True)
class _Ref:
    """Parts that are packed into one string and read back from it."""

    @property
    def value(self) -> str:
        """For a button's `value` or a modal's `private_metadata`, at most 2,000 characters."""
        packed = _MARK.join(quote(str(part), safe="") for part in astuple(self))
        if len(packed) > BUTTON_VALUE:
            raise ValueError(f"a value of {len(packed)} characters does not fit into a button")
        return packed

    @classmethod
    def _parts(cls, value: str) -> list[str]:
        parts = [unquote(part) for part in value.split(_MARK)]
        if len(parts) != len(cls.__dataclass_fields__):
            raise BadValue(words.button_gone())
        return parts

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read a value back. Raises BadValue for one that was not made here."""
        return cls(*cls._parts(value))


@dataclass(frozen=True)
class DraftRef(_Ref):
    """A draft, and the digest of what was shown: "draft_id|digest"."""

    draft_id: str
    digest: str


@dataclass(frozen=True)
class OperationRef(_Ref):
    """A running or ended operation: "operation_id"."""

    operation_id: str


@dataclass(frozen=True)
class ScheduleRef(_Ref):
    """A schedule that repeats: "schedule_id"."""

    schedule_id: str


@dataclass(frozen=True)
class UnaskedRef(_Ref):
    """A schedule's draft, and up to how many items it runs without asking: "draft_id|most".

    0: it asks each time.
    """

    draft_id: str
    most: int

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read a value back. Raises BadValue for one that was not made here."""
        draft_id, most = cls._parts(value)
        return cls(draft_id, number(most))


@dataclass(frozen=True)
class ItemRef(_Ref):
    """An item of an operation: "operation_id|item_id"."""

    owner_id: str
    item_id: str


@dataclass(frozen=True)
class ToggleRef(_Ref):
    """An item of a draft and where the press wants it: "draft_id|item_id|out" or "…|in".

    It says which way, so that a press that is worked on twice ends where one does.
    """

    draft_id: str
    item_id: str
    to: str

    @classmethod
    def of(cls, draft_id: str, item_id: str, *, out: bool) -> Self:
        """The press that takes the item out, or puts it back."""
        return cls(draft_id, item_id, _OUT if out else _IN)

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read a value back. Raises BadValue for one that was not made here."""
        draft_id, item_id, to = cls._parts(value)
        if to not in {_OUT, _IN}:
            raise BadValue(words.button_gone())
        return cls(draft_id, item_id, to)

    @property
    def out(self) -> bool:
        """Whether the item is to be taken out."""
        return self.to == _OUT


@dataclass(frozen=True)
class QuestionRef(_Ref):
    """A question that was asked: "request_id|token"; the token stands for the question's key."""

    request_id: str
    token: str

    @classmethod
    def of(cls, request_id: str, key: str) -> Self:
        """The question with that key; keys can be long, so a digest of eight digits stands."""
        return cls(request_id, hashlib.sha256(key.encode(errors="replace")).hexdigest()[:8])


@dataclass(frozen=True)
class AnswerRef(_Ref):
    """One choice of a question: "request_id|token|place of the choice"."""

    request_id: str
    token: str
    place: int

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read a value back. Raises BadValue for one that was not made here."""
        request_id, token, place = cls._parts(value)
        return cls(request_id, token, number(place))

    @property
    def question(self) -> QuestionRef:
        """The question this answers."""
        return QuestionRef(self.request_id, self.token)


@dataclass(frozen=True)
class ItemsState(_Ref):
    """What the See all modal shows (its private_metadata): "draft_id|digest|page|search"."""

    draft_id: str
    digest: str
    page: int = 0
    search: str = ""

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read a value back. Raises BadValue for one that was not made here."""
        draft_id, digest, page, search = cls._parts(value)
        return cls(draft_id, digest, number(page), search)


@dataclass(frozen=True)
class DetailsState(_Ref):
    """What the View Details modal shows: "operation_id|page|status", no status meaning all."""

    operation_id: str
    page: int = 0
    status: str = ""

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read a value back. Raises BadValue for one that was not made here."""
        operation_id, page, status = cls._parts(value)
        return cls(operation_id, number(page), status)


def number(value: str) -> int:
    """A page or a place. Raises BadValue for anything but a small whole number."""
    if not re.fullmatch(r"[0-9]{1,6}", value):
        raise BadValue(words.button_gone())
    return int(value)
