"""Short messages say what happened, what was not done, and what to do now."""

import pytest

from app.domain.errors import DraftGone
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.progress import Counts
from app.domain.words.engine import not_yours
from app.domain.words.verbs import Wording
from blocks import channel, notices
from blocks.draft_content import wording_of
from blocks.summary import told
from tests.blocks.checks import shown
from tests.blocks.samples import DELETE_STEP, READER, draft, run

MAIL = wording_of(draft())


def test_an_error_in_three_parts() -> None:
    message = notices.problem(
        DraftGone("This preview expired."), "Nothing was sent.", "Ask again for a fresh one."
    )
    assert message.text == "This preview expired. Nothing was sent. Ask again for a fresh one."
    assert notices.problem(DraftGone("It is gone.")).text == "It is gone."


def test_only_the_requester_may_press() -> None:
    assert not_yours("Sam") == "Only Sam can do that here. Nothing was changed."
    assert "the person who asked" in not_yours("")


def test_an_empty_request_shows_three_examples() -> None:
    assert "Push my meetings tomorrow by 30 minutes" in shown(notices.empty_request().blocks)


def test_a_long_request_says_how_long_it_may_be() -> None:
    assert "at most 4,000 characters" in notices.too_long(READER, 4_000).text


def test_a_channel_sees_counts_only() -> None:
    preparing = "Sam is preparing to email 12 people. The preview is in their direct messages."
    assert channel.channel_preparing(MAIL, "Sam", 12).text == preparing
    going = channel.channel_running(MAIL, "Sam", run().progress.counts, READER)
    assert going.text == "Sam is emailing 12 people: 7 of 12 done, 1 failed."
    assert channel.channel_finished("Sam", "12 emails sent").text == "Sam: 12 emails sent."
    stopped = told(run((ItemStatus.COMPLETED, ItemStatus.CANCELLED), OperationStatus.CANCELLED))
    once = "Sam: cancelled, 1 of 2 emails sent."
    assert channel.channel_finished("Sam", stopped).text == once


@pytest.mark.parametrize(
    ("said", "how", "expected"),
    [
        (MAIL, "expired", "Sam: the preview expired before it was confirmed. No email was sent."),
        (
            wording_of(draft(DELETE_STEP)),
            "cancelled",
            "Sam: the preview was cancelled. No event was cancelled.",
        ),
    ],
)
def test_a_draft_that_did_not_run(said: Wording, how: str, expected: str) -> None:
    assert channel.channel_closed(said, "Sam", how).text == expected


def test_a_name_is_never_a_mention_in_a_channel() -> None:
    note = channel.channel_running(MAIL, "<!channel>", Counts(pending=1), READER)
    assert note.text == "&lt;!channel&gt; is emailing 1 person: 0 of 1 done."
    assert note.blocks[0]["text"]["type"] == "plain_text"
