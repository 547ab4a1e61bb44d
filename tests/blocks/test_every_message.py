"""Whatever a draft or a run holds, Slack takes what is shown, and nobody is pinged by it."""

import re
from collections.abc import Mapping
from dataclasses import replace

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.domain.errors import BulkheadError, ErrorType, ItemError
from app.domain.kinds import ItemStatus, OperationStatus, Risk
from app.domain.operation import BulkDraft, BulkItem, LeftOut, Pause
from app.domain.plan import Choice, Question, Refusal, Step
from app.domain.progress import Counts, ItemLine
from blocks import channel, notices
from blocks.columns import width
from blocks.details_view import details_view, shown_of
from blocks.draft_content import wording_of
from blocks.edit_view import edit_view, loading_view
from blocks.items_view import ItemSearch, items_view, searched
from blocks.message import Block, Message
from blocks.paging import span_of
from blocks.preview import Closed, ClosedHow, Shown, preview, preview_closed
from blocks.progress import progress
from blocks.question import (
    answer_view,
    choice_options,
    question,
    question_answered,
    question_cancelled,
    refusal,
)
from blocks.run_view import ProgressView, interesting
from blocks.summary import summary, summary_done
from tests.blocks.checks import assert_fits, assert_view_fits, shown
from tests.blocks.samples import NOW, READER, draft, mail, run, with_risks
from tests.blocks.strategies import drafts, items, questions, risks, steps, texts, views

_ENDED = (OperationStatus.COMPLETED, OperationStatus.FAILED, OperationStatus.CANCELLED)
_RUNNING = tuple(status for status in OperationStatus if status not in _ENDED)
several = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@several
@given(drafts(), items(), risks)
def test_any_preview_fits(a_draft: BulkDraft, some: list[BulkItem], by: Mapping[Risk, int]) -> None:
    assert_fits(preview(Shown(with_risks(a_draft, by), some), (), READER))
    closed = Closed(ClosedHow.CONFIRMED, NOW, "USAM")
    assert_fits(preview_closed(Shown(with_risks(a_draft, by), some), (), READER, closed))


def test_the_longest_preview_fits() -> None:
    """Every part at once, each of it all quotation marks, which double in JSON."""
    long = '"' * 3_000
    full = draft(
        reading=(long,) * 9,
        warnings=(long,) * 9,
        left_out=tuple(LeftOut(label=long, reason=f"{place}{long}") for place in range(9)) * 9,
        reason=long,
        risk=Risk.HIGH,
        notifies=10**9,
    )
    item = mail(0).model_copy(update={"label": long, "preview": long})
    assert_fits(
        preview(
            Shown(with_risks(full, {Risk.HIGH: 10**9, Risk.LOW: 10**9}), [item] * 3), (), READER
        )
    )


@several
@given(views(*_RUNNING, OperationStatus.CANCELLED))
def test_any_progress_fits_and_its_numbers_add_up(view: ProgressView) -> None:
    message = progress(view)
    assert_fits(message)
    counts = view.progress.counts
    text = shown(message.blocks)
    assert _sum_of(text.splitlines()[2]) == counts.total
    if view.lines:
        more = [line for line in text.splitlines() if re.fullmatch(r"and [\d,]+ more", line)]
        assert len(interesting(view.lines)) + sum(map(_sum_of, more)) == counts.total
        table = next(block for block in message.blocks if block["block_id"] == "items")
        drawn = shown(table).splitlines()
        assert len(drawn) <= 8
        assert all(width(row) <= 38 for row in drawn)


@several
@given(views(*_ENDED), st.none() | st.booleans())
def test_any_summary_fits_and_its_numbers_add_up(view: ProgressView, right: bool | None) -> None:  # noqa: FBT001 - drawn
    for message in (summary(view, right=right), summary_done(view, right=right)):
        assert_fits(message)
        title, *below = (shown(block) for block in message.blocks)
        counts = view.progress.counts
        figures = "".join(below[:1]) if message.blocks[1:2] and _is_figures(message) else ""
        done = re.search(r"\d[\d,]*", title)  # "11 of 12 emails sent": the first number is done
        told = _sum_of(done.group()) if done else 0
        told += _sum_of(figures.partition("Total time: ")[0])
        told += sum(_sum_of(shown(block).splitlines()[0]) for block in _parts(message))
        assert told == counts.total


def test_the_longest_progress_fits() -> None:
    """Paused by itself, with all that can be said, each of it all quotation marks."""
    long = '"' * 3_000
    statuses = tuple(status for status in ItemStatus for _ in range(20))
    lines = [
        ItemLine(
            id=f"item-{place:032}",
            label=long,
            status=status,
            error=ItemError(type=ErrorType.NETWORK, message=f"{place}{long}"),
        )
        for place, status in enumerate(statuses)
    ]
    pause = Pause(at=NOW, error=ErrorType.NETWORK, failed=10**9, tried=10**9, text=long)
    view = run(statuses, OperationStatus.PAUSED, lines=lines, pause=pause)
    progress_id = view.progress.model_copy(update={"operation_id": "operation-" + "0" * 32})
    assert_fits(progress(replace(view, progress=progress_id)))
    assert_fits(notices.paused(view, pause))


def test_the_longest_summary_fits() -> None:
    long = '"' * 3_000
    statuses = (*[ItemStatus.FAILED] * 50, *[ItemStatus.SKIPPED] * 50, *[ItemStatus.IN_DOUBT] * 50)
    lines = [
        ItemLine(id=f"item-{place:032}", label=long, status=status, note=f"{place % 8}{long}")
        for place, status in enumerate(statuses)
    ]
    view = run(statuses, OperationStatus.COMPLETED, lines=lines)
    progress_id = view.progress.model_copy(update={"operation_id": "operation-" + "0" * 32})
    assert_fits(summary(replace(view, progress=progress_id)))


@several
@given(questions)
@example(
    Question(
        key="k",
        text="Which?",
        choices=tuple(Choice(label=f"{n}" + '"' * 99, value="v") for n in range(100)),
    )
)
def test_any_question_fits(asked: Question) -> None:
    assert_fits(question(asked, READER, "r1"))
    assert_fits(question_answered(asked, asked.text, "USAM", NOW, READER))
    assert_fits(question_cancelled(asked, "<!channel>", NOW, READER))
    assert_view_fits(answer_view(asked, "r1"))
    assert len(choice_options(asked, "r1")) <= 100


@several
@given(drafts(), items(40), st.integers(0, 9), texts)
def test_any_list_of_items_fits(
    a_draft: BulkDraft, some: list[BulkItem], page: int, search: str
) -> None:
    wanted = searched(search)
    found = ItemSearch(wanted, page)
    found.look_at(some)
    assert_view_fits(items_view(a_draft, found.page, READER, wanted))


@several
@given(steps, items(1), st.lists(texts, max_size=12))
def test_any_edit_form_fits(step: Step | None, some: list[BulkItem], fields: list[str]) -> None:
    assert_view_fits(edit_view(draft(step), some[0] if some else None, fields))


@several
@given(views(), st.integers(0, 9), st.none() | st.sampled_from(ItemStatus))
def test_any_details_fit(view: ProgressView, page: int, status: ItemStatus | None) -> None:
    at = span_of(shown_of(view.progress.counts, status), page)
    found = view.of(status) if status else list(view.lines)
    one_page = replace(view, lines=found[at.start : at.start + at.size])
    assert_view_fits(details_view(one_page, page, status))


@several
@given(texts, views(*_ENDED))
def test_any_notice_fits(text: str, view: ProgressView) -> None:
    said = wording_of(draft())
    for message in (
        refusal(Refusal(text=text or "No.", hint=text)),
        notices.in_direct_messages(),
        notices.finished(view),
        notices.empty_request(),
        notices.file_alone("x" * 300 + ".csv"),
        notices.too_long(READER, 4_000),
        notices.problem(BulkheadError(text or "No."), "Nothing was done.", "Ask again."),
        channel.channel_preparing(said, text, 12),
        channel.channel_running(said, text, Counts(pending=3), READER),
        channel.channel_paused(said, text, Counts(pending=3), READER),
        channel.channel_finished(text, "12 emails sent"),
        channel.channel_closed(said, text, "expired"),
    ):
        assert_fits(message)
    assert_view_fits(loading_view("Edit"))


def _is_figures(message: Message) -> bool:
    return bool(message.blocks[1]["block_id"] == "counts")


def _parts(message: Message) -> list[Block]:
    """The parts of a summary that begin with how many they are about."""
    told = {ItemStatus.FAILED.value, ItemStatus.SKIPPED.value, "in_doubt"}
    return [block for block in message.blocks if block["block_id"] in told]


def _sum_of(line: str) -> int:
    return sum(int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", line))
