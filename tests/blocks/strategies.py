"""Domain values as a hostile or unlucky world makes them."""

from datetime import timedelta

from hypothesis import strategies as st

from app.domain.actions import DeleteRecord, SendMail, UpdateRecord
from app.domain.errors import ErrorType, ItemError
from app.domain.kinds import BulkType, BulkVerb, ItemStatus, OperationStatus, Risk
from app.domain.operation import BulkDraft, BulkItem, Change, LeftOut, Pause
from app.domain.plan import Choice, FieldChange, Question, Step, Template
from app.domain.progress import BulkProgress, Counts, ItemLine
from app.domain.record import Entity
from blocks.run_view import ProgressView
from tests.blocks.checks import PINGS
from tests.blocks.samples import (
    CREATE_STEP,
    DEAL_STEP,
    DELETE_STEP,
    INVITE_STEP,
    MAIL_STEP,
    NOW,
    READER,
    SHIFT_STEP,
    draft,
)

ODD = (
    "",
    " \n\n\t ",
    *PINGS,
    "a & b < c > d",
    "x" * 3_000,
    '"' * 3_000,
    "\\" * 3_000,
    "&<>" * 1_000,
    "\U0001f600" * 3_000,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 500,
    "e\u0301" * 2_000,
    "\u05e9\u05dc\u05d5\u05dd" * 400,
    "\u202egnp.exe",
    "*bold* _it_ `code` ~gone~",
    "line\n" * 600,
    "\x00\x07bell",
    "{{ name }}",
)
texts = st.one_of(st.sampled_from(ODD), st.text(max_size=40))
counts = st.integers(0, 3) | st.integers(0, 10**6)


def lists(element: st.SearchStrategy, most: int = 8) -> st.SearchStrategy:
    """Tuples of a few of them."""
    return st.lists(element, max_size=most).map(tuple)


left_out = st.builds(LeftOut, label=texts, reason=texts)
changes = st.builds(Change, field=texts, old=texts, new=texts)
parameters = st.one_of(
    st.builds(SendMail, to=texts, subject=texts, body=texts),
    st.builds(UpdateRecord, entity=st.just(Entity.DEAL), id=texts, version=texts, set=st.just({})),
    st.builds(DeleteRecord, entity=st.just(Entity.EVENT), id=texts, version=texts),
)


@st.composite
def items(draw: st.DrawFn, most: int = 20) -> list[BulkItem]:
    """Items with unique ids, as an operation has them."""
    one = st.builds(
        BulkItem,
        id=st.just("i"),
        parameters=parameters,
        label=texts,
        preview=texts,
        changes=lists(changes),
        risk=st.sampled_from(Risk),
        risk_reason=texts,
        notifies=counts,
    )
    drawn = draw(st.lists(one, max_size=most))
    return [item.model_copy(update={"id": f"i{place}"}) for place, item in enumerate(drawn)]


mail_steps = st.builds(
    lambda subject, body, name: MAIL_STEP.model_copy(
        update={"template": Template(subject=subject, body=body, name=name)}
    ),
    texts,
    texts,
    st.none() | texts,
)
value_steps = st.builds(
    lambda field, value: DEAL_STEP.model_copy(
        update={"changes": (*DEAL_STEP.changes, FieldChange(field=field, how="set", value=value))}
    ),
    texts,
    texts | st.integers(-(10**9), 10**9) | st.booleans() | st.none() | lists(texts),
)
steps: st.SearchStrategy[Step | None] = st.one_of(
    st.sampled_from((None, MAIL_STEP, INVITE_STEP, SHIFT_STEP, DELETE_STEP, CREATE_STEP)),
    mail_steps,
    value_steps,
)


@st.composite
def drafts(draw: st.DrawFn) -> BulkDraft:
    """A draft of anything; its left-outs go into the ten thousands."""
    left = draw(lists(left_out)) * draw(st.sampled_from((1, 1, 2_500)))
    return draft(
        draw(steps),
        total=draw(counts),
        risk=draw(st.sampled_from(Risk)),
        reason=draw(texts),
        notifies=draw(counts),
        reading=draw(lists(texts)),
        warnings=draw(lists(texts)),
        left_out=left,
        excluded=frozenset(draw(st.lists(st.sampled_from(("i0", "i1", "i2"))))),
        send_at=draw(st.none() | st.just(NOW + timedelta(days=1))),
    )


risks = st.dictionaries(st.sampled_from(Risk), counts)
choices = st.builds(Choice, label=texts, value=texts, detail=texts)
questions = st.builds(
    Question,
    key=texts,
    text=texts.filter(bool),
    choices=lists(choices, 12) | lists(choices, 3).map(lambda few: few * 60),
    open_ended=st.booleans(),
    understood=lists(texts),
    not_understood=lists(texts),
)


ENDS = tuple(NOW + timedelta(minutes=minutes) for minutes in (-5, 0, 1, 70, 3_000))
pauses = st.builds(
    Pause,
    by=st.sampled_from(("", "USAM", "<!channel>")),
    at=st.sampled_from((None, NOW, NOW - timedelta(days=400))),
    error=st.none() | st.sampled_from(ErrorType),
    failed=counts,
    tried=counts,
    text=texts,
)


@st.composite
def views(draw: st.DrawFn, *statuses: OperationStatus) -> ProgressView:
    """A look at a run with any counts; its lines are some of the items."""
    counted = Counts(**{status.value: draw(counts) for status in ItemStatus})
    return ProgressView(
        kind=draw(st.sampled_from(BulkType)),
        verb=draw(st.sampled_from(BulkVerb)),
        progress=BulkProgress(
            draft_id="d1",
            operation_id="o1",
            status=draw(st.sampled_from(statuses or tuple(OperationStatus))),
            counts=counted,
            current_batch=draw(counts),
            total_batches=draw(counts),
            start_time=draw(st.none() | st.just(NOW - timedelta(hours=1))),
            estimated_completion=draw(st.none() | st.sampled_from(ENDS)),
            finished_at=draw(st.none() | st.just(NOW)),
        ),
        lines=draw(_lines(counted)),
        reader=READER,
        now=NOW,
        starts_at=draw(st.none() | st.just(NOW)),
        account=draw(st.sampled_from(("", "sam@company.com"))),
        pause=draw(st.none() | pauses),
        others=draw(st.booleans()),
    )


@st.composite
def _lines(draw: st.DrawFn, counted: Counts) -> list[ItemLine]:
    errors = st.builds(ItemError, type=st.sampled_from(ErrorType), message=texts)
    found: list[ItemLine] = []
    for status in ItemStatus:
        for _ in range(min(getattr(counted, status.value), draw(st.integers(0, 12)))):
            line = ItemLine(
                id=f"i{len(found)}",
                label=draw(texts),
                status=status,
                seconds=draw(st.none() | st.floats(0, 10**6)),
                error=draw(st.none() | errors),
                note=draw(texts),
                preview=draw(texts),
            )
            found.append(line)
    return found
