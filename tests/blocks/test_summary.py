"""What Sam is told at the end: the truth, and what can still be done."""

import pytest

from app.domain.errors import ErrorType, ItemError
from app.domain.kinds import BulkType, BulkVerb, ItemStatus, OperationStatus
from app.domain.progress import ItemLine
from blocks import notices
from blocks.message import Message
from blocks.run_view import ProgressView
from blocks.summary import result, summary, summary_done
from tests.blocks.checks import buttons, interactive, shown
from tests.blocks.samples import lines, run

I = ItemStatus  # noqa: E741 - the name of one status is enough in long lists
Op = OperationStatus
ALL_BUT_ONE = run((*[I.COMPLETED] * 11, I.FAILED), Op.COMPLETED)


def rows(message: Message) -> list[str]:
    """The lines of the message."""
    return shown(message.blocks).splitlines()


def test_the_summary_of_the_source_design() -> None:
    assert rows(summary(ALL_BUT_ONE)) == [
        "11 of 12 emails sent",
        "Total time: 3 min 42 s",
        "Failed: 1",
        "Invalid email address: max@company.com",
        "Retry Failed (1)",
        "View Details",
        "Done",
        "Was this right?",
        "Yes",
        "No",
    ]


@pytest.mark.parametrize(
    ("statuses", "status", "title"),
    [
        ((I.COMPLETED,), Op.COMPLETED, "1 email sent"),
        ((I.COMPLETED,) * 12, Op.COMPLETED, "12 emails sent"),
        ((I.COMPLETED, I.SKIPPED), Op.COMPLETED, "1 of 2 emails sent"),
        ((I.FAILED,) * 3, Op.FAILED, "Nothing was sent"),
        ((I.IN_DOUBT,), Op.FAILED, "No email is known to be sent"),
        (
            (*[I.COMPLETED] * 40, *[I.CANCELLED] * 60),
            Op.CANCELLED,
            "Cancelled: 40 of 100 emails sent",
        ),
        ((I.CANCELLED,) * 2, Op.CANCELLED, "Cancelled: 0 of 2 emails sent"),
    ],
)
def test_the_title_tells_the_truth(
    statuses: tuple[ItemStatus, ...], status: OperationStatus, title: str
) -> None:
    assert result(run(statuses, status)) == title


def test_cancelled_events_are_not_confused_with_a_cancelled_run() -> None:
    words = {"kind": BulkType.CALENDAR, "verb": BulkVerb.DELETE}
    stopped = run((I.COMPLETED, I.CANCELLED), Op.CANCELLED, **words)
    assert result(stopped) == "Stopped: 1 of 2 events cancelled"
    assert rows(summary(stopped))[1].startswith("1 not started · Total time: ")


def test_nothing_to_retry_without_failures() -> None:
    assert buttons(summary(run((I.COMPLETED,), Op.COMPLETED)))[0] == "View Details"


def test_a_cancelled_run_is_over_for_good() -> None:
    message = summary(run((I.FAILED, I.CANCELLED, I.IN_DOUBT), Op.CANCELLED))
    assert buttons(message)[:3] == ["It was sent", "It was not sent", "View Details"]


def test_failures_are_grouped_by_reason_and_counted() -> None:
    said = rows(summary(run((*[I.COMPLETED], *[I.FAILED] * 15, I.SKIPPED), Op.COMPLETED)))
    assert "Failed: 15" in said
    grouped = "Invalid email address: sarah@company.com, mike@company.com, lisa@company.com"
    assert f"{grouped} and 12 more" in said
    assert "Skipped: 1" in said
    assert any(row.startswith("The record changed since the preview: ") for row in said)


def test_failures_that_were_not_handed_over_are_counted_too() -> None:
    many = run((*[I.COMPLETED], *[I.FAILED] * 500), Op.COMPLETED, lines=lines((I.FAILED,) * 2))
    said = rows(summary(many))
    assert "Failed: 500" in said
    assert "and 498 more" in said


def in_doubt(count: int, status: OperationStatus = Op.COMPLETED) -> ProgressView:
    """A run with one sent and so many in doubt."""
    return run((I.COMPLETED, *[I.IN_DOUBT] * count), status)


def test_each_in_doubt_is_asked_about_and_all_at_once() -> None:
    message = summary(in_doubt(2))
    said = rows(message)
    why = "2 emails may or may not have been sent. No answer was recorded."
    where = "Please look in the sent mail of sam@company.com, and say what you found."
    assert f"{why} {where}" in said
    assert buttons(message)[:6] == [
        "It was sent",
        "Send again",
        "It was sent",
        "Send again",
        "All 2: it was sent",
        "All 2: send again",
    ]
    assert [each["value"] for each in interactive(message.blocks)][:2] == ["o1|i1", "o1|i1"]


def test_one_in_doubt_needs_no_button_for_all() -> None:
    assert buttons(summary(in_doubt(1)))[:3] == ["It was sent", "Send again", "View Details"]


def test_many_in_doubt_are_not_all_listed() -> None:
    said = rows(summary(in_doubt(40)))
    assert said.count("It was sent") == 5 + 1  # and in the dialog for all
    assert "and 35 more in doubt, under View Details" in said


def test_sending_all_again_warns_of_doubles() -> None:
    again = next(
        each
        for each in interactive(summary(in_doubt(3)).blocks)
        if each["action_id"] == "in_doubt_all_again"
    )
    expected = "Those that were sent already will be sent twice."
    assert again["confirm"]["text"]["text"] == expected


@pytest.mark.parametrize(("right", "thanks"), [(True, "was right"), (False, "was not right")])
def test_an_answer_is_thanked_for(right: bool, thanks: str) -> None:  # noqa: FBT001 - a parameter
    message = summary(ALL_BUT_ONE, right=right)
    assert "Yes" not in buttons(message)
    assert any(thanks in row for row in rows(message))


def test_done_takes_the_buttons_away_and_keeps_the_facts() -> None:
    message = summary_done(ALL_BUT_ONE)
    assert buttons(message) == []
    assert "11 of 12 emails sent" in rows(message)


def test_done_keeps_the_answers_that_are_still_owed() -> None:
    message = summary_done(in_doubt(2))
    each, every = ["It was sent", "Send again"], ["All 2: it was sent", "All 2: send again"]
    assert buttons(message) == [*each, *each, *every]
    assert "1 of 3 emails sent" in rows(message)
    assert any("may or may not" in row for row in rows(message))


def test_a_reason_that_ends_its_sentence_ends_it_once() -> None:
    error = ItemError(type=ErrorType.NETWORK, message="The mailbox is full (simulated).")
    failed = ItemLine(id="i0", label="li@company.com", status=I.FAILED, error=error)
    said = rows(summary(run((I.FAILED,), Op.FAILED, lines=[failed])))
    assert "The mailbox is full (simulated): li@company.com" in said


def test_the_reply_after_a_long_run() -> None:
    assert notices.finished(ALL_BUT_ONE).text == "Finished: 11 of 12 emails sent (1 failed)"
    assert notices.finished(in_doubt(2)).text == "Finished: 1 of 3 emails sent (2 in doubt)"
    whole = run((I.COMPLETED,) * 12, Op.COMPLETED)
    assert notices.finished(whole).text == "Done: 12 emails sent"
    stopped = run((I.COMPLETED, I.FAILED, I.CANCELLED), Op.CANCELLED)
    assert notices.finished(stopped).text == "Cancelled: 1 of 3 emails sent (1 failed)"


def test_a_notification_of_the_end_counts_what_its_title_does_not() -> None:
    assert summary(ALL_BUT_ONE).text == "11 of 12 emails sent (1 failed)"
    assert summary(run((I.COMPLETED,), Op.COMPLETED)).text == "1 email sent"


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        ((I.COMPLETED, I.CANCELLED), Op.CANCELLED),
        ((I.FAILED,) * 3, Op.FAILED),
        ((I.SKIPPED,) * 3, Op.COMPLETED),
    ],
)
def test_only_what_was_done_can_have_been_right(
    statuses: tuple[ItemStatus, ...], status: OperationStatus
) -> None:
    message = summary(run(statuses, status))
    assert "Was this right?" not in rows(message)
    assert "Yes" not in buttons(message)
