"""What Sam sees of a run that stands still, or is about to, and of what is in doubt meanwhile."""

from datetime import timedelta

import pytest

from app.domain.kinds import BulkType, BulkVerb, ItemStatus, OperationStatus
from app.domain.operation import Pause
from app.domain.words.pausing import Act, refused
from app.domain.words.verbs import wording
from blocks import channel, notices
from blocks.progress import progress
from blocks.run_view import ProgressView
from tests.blocks.checks import buttons, interactive, shown
from tests.blocks.samples import BY_ITSELF, BY_SAM, NOW, READER, STANDING, STATUSES, run

I = ItemStatus  # noqa: E741 - the name of one status is enough in long lists
Op = OperationStatus
WAITING = tuple(I.PENDING if one is I.EXECUTING else one for one in STATUSES)


def rows(view: ProgressView) -> list[str]:
    """The lines of the message."""
    return shown(progress(view).blocks).splitlines()


def test_a_paused_run_says_by_whom_and_since_when() -> None:
    said = rows(run(WAITING, Op.PAUSED, pause=BY_SAM))
    assert said[:4] == [
        "Paused: emailing 12 people",
        "▰▰▰▰▰▰▰▱▱▱  7 of 12 done, 1 failed",
        "7 sent · 1 failed · 4 queued",
        "Paused by <@USAM> at 14:30. Nothing more is sent until you say so.",
    ]
    assert "Failed: Invalid email address" in said
    assert not [row for row in said if row.startswith("Batch")]


def test_what_is_under_way_while_it_pauses_is_counted() -> None:
    said = rows(run(STATUSES, Op.PAUSED, pause=BY_SAM))
    assert said[0] == "Pausing: emailing 12 people"
    assert said[3] == "Pausing: 2 under way still end."
    one = (I.EXECUTING, *[I.PENDING] * 3)
    assert "Pausing: 1 under way still ends." in rows(run(one, Op.PAUSED, pause=BY_SAM))


def test_a_run_that_paused_by_itself_says_why_and_what_resume_does() -> None:
    said = rows(run(STANDING, Op.PAUSED, pause=BY_ITSELF))
    assert said[:5] == [
        "Paused: emailing 100 people",
        "▰▱▱▱▱▱▱▱▱▱  2 of 100 done, 10 failed",
        "2 sent · 10 failed · 88 queued",
        (
            "Paused by itself at 14:30: 10 of 12 failed the same way: Invalid email address. "
            "Nothing more is sent until you say so."
        ),
        "Resume goes on with the 88 left; what failed can be retried at the end.",
    ]
    message = progress(run(STANDING, Op.PAUSED, pause=BY_ITSELF))
    assert buttons(message) == ["Resume", "Cancel Execution", "View Details"]
    assert "Failed: Invalid email address" not in said  # it stands above


def test_other_reasons_than_the_one_it_paused_for_are_still_told() -> None:
    other = BY_ITSELF.model_copy(update={"text": "The mailbox is full."})
    said = rows(run(STANDING, Op.PAUSED, pause=other))
    assert "Failed: Invalid email address" in said


def test_failures_without_any_words_are_counted_all_the_same() -> None:
    silent = BY_ITSELF.model_copy(update={"text": ""})
    said = rows(run(STANDING, Op.PAUSED, pause=silent))
    why = "Paused by itself at 14:30: 10 of 12 failed the same way. "
    assert f"{why}Nothing more is sent until you say so." in said


def test_a_pause_of_another_day_says_which() -> None:
    before = Pause(by="USAM", at=NOW - timedelta(days=3))
    said = rows(run(WAITING, Op.PAUSED, pause=before))
    assert "Paused by <@USAM> on Fri 20 Nov, 14:32. Nothing more is sent until you say so." in said


def test_what_is_not_sent_while_paused_has_the_words_of_its_kind() -> None:
    view = run(WAITING, Op.PAUSED, pause=BY_SAM, kind=BulkType.CRM, verb=BulkVerb.UPDATE)
    assert any("Nothing more is updated until you say so." in row for row in rows(view))


def test_a_reason_of_the_provider_pings_nobody() -> None:
    rude = BY_ITSELF.model_copy(update={"text": "<!channel> is full"})
    (note,) = (
        block
        for block in progress(run(STANDING, Op.PAUSED, pause=rude)).blocks
        if block["block_id"] == "note"
    )
    assert note["text"]["type"] == "plain_text"
    assert "&lt;!channel&gt;" in notices.paused(run(STANDING, Op.PAUSED), rude).text


def test_a_pause_nobody_asked_for_is_also_a_reply() -> None:
    reply = notices.paused(run(STANDING, Op.PAUSED, pause=BY_ITSELF), BY_ITSELF)
    assert reply.text == (
        "Emailing 100 people: paused by itself: 10 of 12 failed the same way: Invalid email "
        "address. Nothing more is sent until you say so. The buttons are in the message above."
    )


def test_the_channel_sees_that_it_is_paused_in_counts_only() -> None:
    note = channel.channel_paused(
        wording(BulkType.EMAIL, BulkVerb.SEND), "Sam", run().progress.counts, READER
    )
    assert note.text == "Sam is emailing 12 people, paused: 7 of 12 done, 1 failed."


@pytest.mark.parametrize(
    ("minutes", "others", "said"),
    [
        (0.5, False, "done in less than a minute"),
        (-2, False, "done in less than a minute"),
        (12, False, "done about 14:44"),
        (12, True, "done about 14:44 (Europe/Berlin)"),
        (12 * 60, False, "done about Tue 24 Nov, 02:32 (Europe/Berlin)"),
    ],
)
def test_when_it_is_done_is_a_time(minutes: float, others: bool, said: str) -> None:  # noqa: FBT001 - a parameter
    view = run()
    ends = NOW + timedelta(minutes=minutes)
    timed = view.progress.model_copy(update={"estimated_completion": ends})
    assert f"Batch 1 of 2 · {said}" in rows(run(progress=timed, others=others))


def test_while_nobody_knows_when_nothing_is_promised() -> None:
    timed = run().progress.model_copy(update={"estimated_completion": None})
    assert "Batch 1 of 2" in rows(run(progress=timed))


def test_what_is_in_doubt_is_asked_about_while_the_rest_goes_on() -> None:
    view = run((*[I.IN_DOUBT] * 5, *[I.PENDING] * 5))
    message = progress(view)
    said = rows(view)
    asks = "Please look in the sent mail of sam@company.com, and say what you found."
    assert f"5 emails may or may not have been sent. No answer was recorded. {asks}" in said
    each = ["It was sent", "Send again"]
    every = ["All 5: it was sent", "All 5: send again"]
    steering = ["Pause", "Cancel Execution", "View Details"]
    assert buttons(message) == [*steering, *each * 3, *every]
    assert "and 2 more in doubt, under View Details" in said
    values = [one["value"] for one in interactive(message.blocks)]
    assert values[3:5] == ["o1|i0", "o1|i0"]
    few = progress(run((I.IN_DOUBT, I.PENDING)))
    assert buttons(few) == ["Pause", "Cancel Execution", *each]


@pytest.mark.parametrize(
    ("act", "status", "said"),
    [
        (Act.PAUSE, Op.PAUSED, "paused already"),
        (Act.PAUSE, Op.COMPLETED, "ended already; there is nothing to pause"),
        (Act.RESUME, Op.EXECUTING, "running already"),
        (Act.RESUME, Op.CANCELLED, "cannot go on"),
        (Act.CANCEL, Op.CANCELLED, "cancelled already"),
        (Act.CANCEL, Op.FAILED, "ended already; there is nothing to cancel"),
        (Act.RETRY, Op.CANCELLED, "cannot go on"),
    ],
)
def test_a_button_that_comes_too_late_says_why(act: Act, status: Op, said: str) -> None:
    assert said in refused(act, status)
