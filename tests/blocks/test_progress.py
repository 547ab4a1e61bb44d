"""The message that Sam watches while a run goes on."""

from datetime import timedelta

import pytest

from app.domain.kinds import BulkType, BulkVerb, ItemStatus, OperationStatus
from app.domain.progress import Counts
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
        "▰▰▰▰▰▰▰▱▱▱▱▱  7 of 12 done",
        "7 sent · 1 failed · 2 sending · 2 queued",
        "failed   li@company.com: Invalid email address",
        "sending  eva@company.com",
        "sending  omar@company.com",
        "sent     bob@company.com    2.4 s",
        "sent     ana@company.com    2.3 s",
        "sent     tom@company.com    2.2 s",
        "sent     lisa@company.com   2.1 s",
        "sent     mike@company.com   2.0 s",
        "sent     sarah@company.com  1.9 s",
        "queued   pia@company.com",
        "and 1 more sent, 1 more queued",
        "Batch 1 of 2 · done about 14:34",
        "Cancel Execution",
        "Cancel this run?",
        "2 emails will not be sent. What was sent already (7) stays so.",
        "Cancel Execution",
        "Keep going",
    ]


def test_few_items_are_shown_in_their_own_order() -> None:
    few = rows(run((I.COMPLETED, I.EXECUTING, I.PENDING)))
    assert [line.split()[0] for line in few[3:6]] == ["sent", "sending", "queued"]


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
    assert {line.index(name) for line, name in zip(columns, names, strict=True)} == {9}
    assert columns[0].endswith("li@company.com          1.8 s")
    assert columns[2].endswith("somebody@example.org  2.0 s")


def test_of_a_hundred_the_failed_ones_are_never_crowded_out() -> None:
    crowd = (*[I.COMPLETED] * 86, *[I.EXECUTING] * 10, *[I.PENDING] * 3, I.FAILED)
    shown_rows = rows(run(crowd))
    assert shown_rows[3].startswith("failed   ")
    assert "and 84 more sent, 4 more sending, 2 more queued" in shown_rows


def test_the_notification_tells_the_state() -> None:
    assert progress(run()).text == "Emailing 12 people: 7 of 12 done"


@pytest.mark.parametrize(
    ("status", "title", "labels"),
    [
        (OperationStatus.CONFIRMED, "Starting: emailing 12 people", ["Cancel Execution"]),
        (OperationStatus.PAUSED, "Paused: emailing 12 people", ["Cancel Execution"]),
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
    assert rows(view)[1:3] == ["▰▰▰▱▱▱▱▱▱▱▱▱  1 of 4 done", "1 sent · 1 sending · 2 not started"]


@pytest.mark.parametrize(
    ("counts", "filled"),
    [
        (Counts(), 0),
        (Counts(pending=10_000), 0),
        (Counts(completed=1, pending=9_999), 1),
        (Counts(completed=9_999, pending=1), 11),
        (Counts(completed=10_000), 12),
    ],
)
def test_the_bar_is_full_only_at_the_end_and_empty_only_at_the_start(
    counts: Counts, filled: int
) -> None:
    assert bar(counts).count("▰") == filled
    assert len(bar(counts)) == 12


@pytest.mark.parametrize(
    ("kind", "verb", "title", "active"),
    [
        (BulkType.CALENDAR, BulkVerb.CREATE, "Inviting 1 person", "1 sending"),
        (BulkType.CALENDAR, BulkVerb.UPDATE, "Updating 1 event", "1 updating"),
        (BulkType.CALENDAR, BulkVerb.DELETE, "Cancelling 1 event", "1 cancelling"),
        (BulkType.CONTACT, BulkVerb.CREATE, "Adding 1 contact", "1 adding"),
        (BulkType.CRM, BulkVerb.DELETE, "Deleting 1 CRM record", "1 deleting"),
    ],
)
def test_each_kind_has_its_own_words(
    kind: BulkType, verb: BulkVerb, title: str, active: str
) -> None:
    said = rows(run((I.EXECUTING,), kind=kind, verb=verb))
    assert (said[0], said[2]) == (title, active)


@pytest.mark.parametrize("status", [I.FAILED, I.IN_DOUBT, I.SKIPPED])
def test_what_failed_or_is_in_doubt_is_not_done(status: ItemStatus) -> None:
    said = rows(run((*[status] * 9, I.PENDING)))
    assert said[1] == "▱▱▱▱▱▱▱▱▱▱▱▱  0 of 10 done"


def test_cancelling_asks_first() -> None:
    (button,) = interactive(progress(run()).blocks)
    assert button["confirm"]["title"]["text"] == "Cancel this run?"
    assert button["value"] == "o1"
