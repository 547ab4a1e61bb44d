"""The message that Sam watches while a run goes on."""

from datetime import timedelta

import pytest

from app.domain.errors import ErrorType, ItemError
from app.domain.kinds import BulkType, BulkVerb, ItemStatus, OperationStatus
from app.domain.progress import Counts
from blocks.columns import width
from blocks.progress import bar, progress
from blocks.run_view import ProgressView
from tests.blocks.checks import buttons, interactive, shown
from tests.blocks.samples import NOW, STATUSES, lines, run

I = ItemStatus  # noqa: E741 - the name of one status is enough in long lists


def rows(view: ProgressView) -> list[str]:
    """The lines of the message."""
    return shown(progress(view).blocks).splitlines()


def test_a_run_of_twelve() -> None:
    assert rows(run()) == [
        "Emailing 12 people",
        "▰▰▰▰▰▰▰▱▱▱  7 of 12 done, 1 failed",
        "7 sent · 1 failed · 2 under way · 2 queued",
        "failed     li@company.com",
        "under way  eva@company.com",
        "under way  omar@company.com",
        "sent       bob@company.com  2.4 s",
        "sent       ana@company.com  2.3 s",
        "queued     pia@company.com",
        "queued     max@company.com",
        "and 5 more",
        "Failed: Invalid email address",
        "Batch 1 of 2 · done about 14:34",
        "Pause",
        "Cancel Execution",
        "Cancel this run?",
        (
            "What is not sent yet will not be sent; only what is under way still ends. "
            "What was sent stays sent."
        ),
        "Cancel Execution",
        "Keep going",
    ]


def test_few_items_are_shown_in_their_own_order_but_what_failed_first() -> None:
    few = rows(run((I.COMPLETED, I.EXECUTING, I.FAILED, I.PENDING)))
    assert [line.split("  ")[0] for line in few[3:7]] == ["failed", "sent", "under way", "queued"]


def test_names_of_any_width_leave_the_columns_straight() -> None:
    names = ("li@company.com", "渡辺@example.jp", "a.very.long.name.of.somebody@example.org", "bob")
    done = [
        line.model_copy(update={"label": name})
        for line, name in zip(lines((I.COMPLETED,) * 3 + (I.PENDING,)), names, strict=True)
    ]
    block = next(
        block
        for block in progress(run((I.COMPLETED,) * 3 + (I.PENDING,), lines=done)).blocks
        if block["block_id"] == "items"
    )
    (part,) = block["elements"]
    assert part["type"] == "rich_text_preformatted"
    columns = shown(part).splitlines()
    assert columns == [
        "sent       li@company.com   1.8 s",
        "sent       渡辺@example.jp  1.9 s",  # two of its letters are twice as wide
        "sent       a.very.long.n…y@example.org",  # and no room for its time
        "queued     bob",
    ]


def test_of_a_hundred_the_failed_ones_are_never_crowded_out() -> None:
    crowd = (*[I.COMPLETED] * 86, *[I.EXECUTING] * 10, *[I.PENDING] * 3, I.FAILED)
    shown_rows = rows(run(crowd))
    assert shown_rows[3].startswith("failed   ")
    assert "and 93 more" in shown_rows


ADDRESSES = (
    "odette.oliveira.de.carvalho@polartools-international.example",
    "Call with Cobalt Studio about the second quarter (Tue 24 Nov, 14:00)",
    "渡辺渡辺渡辺渡辺渡辺渡辺渡辺渡辺渡辺渡辺渡辺渡辺@example.jp",
    "שלום שלום שלום שלום שלום שלום שלום שלום שלום",
    "e\u0301" * 80,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 40,
)


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("status", list(I))
def test_no_row_is_wider_than_a_thread(name: str, status: ItemStatus) -> None:
    long = [line.model_copy(update={"label": name}) for line in lines((status,) * 12)]
    block = next(
        block
        for block in progress(run((status,) * 12, lines=long)).blocks
        if block["block_id"] == "items"
    )
    for row in shown(block).splitlines():
        assert width(row) <= 38, row
        assert ("…" in row) is not row.startswith("and ")


def test_both_ends_of_a_long_name_are_kept() -> None:
    (long,) = lines((I.EXECUTING,))
    long = long.model_copy(update={"label": ADDRESSES[0]})
    assert "under way  odette.olivei…ional.example" in rows(run((I.EXECUTING,), lines=[long]))


def test_why_items_failed_is_said_once_below_them() -> None:
    said = rows(run((*[I.FAILED] * 6, *[I.IN_DOUBT] * 2, *[I.PENDING] * 30)))
    assert said.count("Failed: Invalid email address") == 1
    assert not any("Invalid" in row for row in said if row.startswith("failed"))


def waiting(seconds: int) -> ProgressView:
    """A run in which one item waits so long for its next attempt."""
    sent, queued, other = lines((I.COMPLETED, I.PENDING, I.PENDING))
    error = ItemError(type=ErrorType.NETWORK, message="The connection dropped.")
    due = NOW + timedelta(seconds=seconds)
    waits = queued.model_copy(update={"error": error, "again_at": due})
    return run((I.COMPLETED, I.PENDING, I.PENDING), lines=[sent, other, waits])


def test_what_is_tried_again_says_so_and_when() -> None:
    soon = rows(waiting(3))
    assert soon[3] == "retrying   sarah@company.com"
    assert "Trying again soon: The connection dropped" in soon
    assert "Trying again at 14:33:05: The connection dropped" in rows(waiting(65))


def test_an_attempt_after_a_failure_tells_why_there_was_one() -> None:
    (again,) = lines((I.EXECUTING,))
    error = ItemError(type=ErrorType.NETWORK, message="The connection dropped.")
    said = rows(run((I.EXECUTING,), lines=[again.model_copy(update={"error": error})]))
    assert said[3:5] == ["under way  john@company.com", "Trying again soon: The connection dropped"]


def test_the_notification_tells_the_state() -> None:
    assert progress(run()).text == "Emailing 12 people: 7 of 12 done, 1 failed"


@pytest.mark.parametrize(
    ("status", "title", "labels"),
    [
        (OperationStatus.CONFIRMED, "Starting: emailing 12 people", ["Pause", "Cancel Execution"]),
        (OperationStatus.EXECUTING, "Emailing 12 people", ["Pause", "Cancel Execution"]),
        (
            OperationStatus.PAUSED,
            "Pausing: emailing 12 people",
            ["Resume", "Cancel Execution", "View Details"],
        ),
        (OperationStatus.CANCELLED, "Stopping: emailing 12 people", []),
    ],
)
def test_each_state_says_so(status: OperationStatus, title: str, labels: list[str]) -> None:
    message = progress(run(STATUSES, status))
    assert shown(message.blocks[0]) == title
    assert buttons(message) == labels


def test_a_scheduled_run_says_when_it_starts() -> None:
    later = NOW + timedelta(days=1)
    view = run((I.PENDING,) * 12, OperationStatus.SCHEDULED, starts_at=later)
    assert "Starts on Tue 24 Nov, 14:32 (Europe/Berlin)." in rows(view)


def test_what_a_cancel_kept_from_starting_is_not_done() -> None:
    view = run((I.COMPLETED, I.EXECUTING, I.CANCELLED, I.CANCELLED), OperationStatus.CANCELLED)
    assert rows(view)[1:3] == ["▰▰▱▱▱▱▱▱▱▱  1 of 4 done", "1 sent · 1 under way · 2 not started"]


@pytest.mark.parametrize(
    ("counts", "filled"),
    [
        (Counts(), 0),
        (Counts(pending=10_000), 0),
        (Counts(completed=1, pending=9_999), 1),
        (Counts(completed=9_999, pending=1), 9),
        (Counts(failed=9_999, executing=1), 9),
        (Counts(completed=5, failed=3, in_doubt=1, pending=1), 9),
        (Counts(completed=5, cancelled=5), 5),
        (Counts(completed=10_000), 10),
    ],
)
def test_the_bar_is_full_only_at_the_end_and_empty_only_at_the_start(
    counts: Counts, filled: int
) -> None:
    assert bar(counts).count("▰") == filled
    assert len(bar(counts)) == 10


@pytest.mark.parametrize(
    ("kind", "verb", "title", "active"),
    [
        (BulkType.CALENDAR, BulkVerb.CREATE, "Inviting 1 person", "1 under way"),
        (BulkType.CALENDAR, BulkVerb.UPDATE, "Updating 1 event", "1 under way"),
        (BulkType.CALENDAR, BulkVerb.DELETE, "Cancelling 1 event", "1 under way"),
        (BulkType.CONTACT, BulkVerb.CREATE, "Adding 1 contact", "1 under way"),
        (BulkType.CRM, BulkVerb.DELETE, "Deleting 1 CRM record", "1 under way"),
    ],
)
def test_each_kind_has_its_own_words(
    kind: BulkType, verb: BulkVerb, title: str, active: str
) -> None:
    said = rows(run((I.EXECUTING,), kind=kind, verb=verb))
    assert (said[0], said[2]) == (title, active)


@pytest.mark.parametrize(
    ("status", "word"), [(I.FAILED, "failed"), (I.IN_DOUBT, "in doubt"), (I.SKIPPED, "skipped")]
)
def test_what_failed_or_is_in_doubt_is_over_and_not_done(status: ItemStatus, word: str) -> None:
    said = rows(run((*[status] * 9, I.PENDING)))
    assert said[1] == f"▰▰▰▰▰▰▰▰▰▱  0 of 10 done, 9 {word}"


def test_cancelling_asks_first() -> None:
    _, button = interactive(progress(run()).blocks)
    assert button["confirm"]["title"]["text"] == "Cancel this run?"
    assert button["value"] == "o1"
