"""What Sam reads before pressing Confirm."""

import pytest

from app.domain.kinds import Risk
from app.domain.operation import BulkDraft, BulkItem, Change, LeftOut
from app.domain.plan import Step, Template
from app.domain.risk import by_risk
from blocks.message import Message
from blocks.preview import Closed, ClosedHow, Shown, preview, preview_closed
from tests.blocks.checks import buttons, interactive, mrkdwn, shown
from tests.blocks.samples import (
    DELETE_STEP,
    INVITE_STEP,
    MAIL_STEP,
    NOW,
    READER,
    REVIEWED,
    SHIFT_STEP,
    draft,
    event_change,
    event_removal,
    invitation,
    mail,
    with_risks,
)

MAILS = [mail(place) for place in range(12)]


def of(a_draft: BulkDraft, some: list[BulkItem]) -> Message:
    """Its preview."""
    return preview(Shown(with_risks(a_draft, by_risk(some)), some), (), READER)


def test_the_follow_up_mail_of_the_source_design() -> None:
    text = shown(of(REVIEWED, MAILS).blocks).splitlines()
    for line in (
        "Email 11 people",
        "Everyone at yesterday's meeting “Q4 planning” (Sun 22 Nov), except you.",
        "Subject: Follow-up: Q4 planning",
        "From: sam@company.com (office)",
        "Risk: Low, goes to a colleague",
        "Preview (first 3 of 11)",
        "john@company.com",
        "“Thanks for the productive discussion about the road map.”",
        "Left out: 2",
        "Has no address: Room 4",
        "3 of them got the same text from you today.",
        "You took out 1; See all can put it back.",
    ):
        assert line in text
    small = "Template: Follow up · Takes under a minute"
    assert f"{small} · Expires on Mon 23 Nov, 15:32 (Europe/Berlin)" in text


def test_one_thing_understood_is_a_sentence_and_several_are_a_list() -> None:
    one = of(REVIEWED, MAILS)
    assert "What I understood" not in shown(one.blocks)
    assert one.blocks[1]["text"]["type"] == "plain_text"
    several = (*REVIEWED.reading, "Only those in sales")
    text = shown(of(draft(reading=several), MAILS).blocks).splitlines()
    assert text[1:4] == ["What I understood", *several]


def test_a_long_text_ends_after_a_word() -> None:
    long = (
        "Thank you for taking part in Q4 planning on Sun 22 Nov. If anything was left open, write."
    )
    item = MAILS[0].model_copy(update={"preview": f"{long} And then there is more to say."})
    text = shown(of(draft(), [item]).blocks)
    assert (
        "“Thank you for taking part in Q4 planning on Sun 22 Nov. If anything was left open…”"
        in text
    )


def test_what_is_changed_is_not_quoted_as_if_it_were_said() -> None:
    text = shown(of(draft(DELETE_STEP, total=2), [event_removal(0), event_removal(1)]).blocks)
    assert "Review 0\nFri 27 Nov, 10:00, 7 guests" in text
    assert "Account: sam@company.com (office)" in text.splitlines()


def test_the_buttons_carry_the_draft_and_the_digest_that_was_shown() -> None:
    message = of(REVIEWED, MAILS)
    assert buttons(message) == ["Confirm All", "Edit", "See all 12", "Cancel"]
    values = {button["value"] for button in interactive(message.blocks)}
    assert values == {f"d1|{REVIEWED.digest}"}


def test_a_notification_holds_no_recipient() -> None:
    assert of(REVIEWED, MAILS).text == "Email 11 people? Nothing happens before you confirm."


def test_one_person_is_not_people() -> None:
    text = shown(of(draft(total=1), MAILS[:1]).blocks)
    assert "Email 1 person" in text
    assert "Preview" in text.splitlines()


def test_a_risky_run_asks_once_more_and_says_why() -> None:
    risky = draft(
        DELETE_STEP, total=2, risk=Risk.HIGH, reason="cancels a meeting with guests", notifies=14
    )
    message = of(risky, [event_removal(0), event_removal(1)])
    confirm = next(iter(interactive(message.blocks)))
    assert confirm["style"] == "danger"
    assert confirm["confirm"]["title"]["text"] == "Cancel 2 events?"
    told = "14 guests get a cancellation from the calendar"
    expected = f"High risk. Cancels a meeting with guests. {told}."
    assert confirm["confirm"]["text"]["text"] == expected
    assert f"Note: {told}" in shown(message.blocks)


def test_a_usual_run_asks_no_second_time() -> None:
    confirm = next(iter(interactive(of(REVIEWED, MAILS).blocks)))
    assert confirm["style"] == "primary"
    assert "confirm" not in confirm


def test_changes_are_shown_old_to_new() -> None:
    text = shown(of(draft(SHIFT_STEP, total=5), [event_change(n) for n in range(5)]).blocks)
    assert "Review 0 (Fri 27 Nov, 10:00)\nTime: 10:00–10:30 → 11:00–11:30" in text  # noqa: RUF001 - a range


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.0, "a few seconds"),
        (10.0, "a few seconds"),
        (10.1, "under a minute"),
        (60.0, "under a minute"),
        (61.0, "about 1 minute"),
        (222.0, "about 4 minutes"),
        (3_599.0, "about 1 hour"),
        (7_300.0, "about 2 hours"),
    ],
)
def test_an_estimate_is_no_more_exact_than_it_can_be(seconds: float, said: str) -> None:
    figures = draft().metadata.model_copy(update={"estimated_duration": seconds})
    text = shown(of(draft(metadata=figures), MAILS).blocks)
    assert f"Takes {said} · Expires" in text


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (222.0, "Takes about 4 minutes: done about 14:35 if confirmed at 14:32"),
        (36_000.0, "Takes about 10 hours: done about Tue 24 Nov, 00:32 if confirmed at 14:32"),
        (59.0, "Takes under a minute"),
    ],
)
def test_when_it_is_done_goes_by_when_it_is_confirmed(seconds: float, said: str) -> None:
    estimate = {"estimated_duration": seconds, "estimated_at": NOW}
    figures = draft().metadata.model_copy(update=estimate)
    text = shown(of(draft(metadata=figures), MAILS).blocks)
    assert f"{said} · Expires on Mon 23 Nov, 15:32 (Europe/Berlin)" in text


def test_names_that_are_left_out_are_told_in_full_on_their_line() -> None:
    name = "Odette Petersen (odette.petersen@acme.example)"
    text = shown(of(draft(left_out=(LeftOut(label=name, reason="already so"),)), MAILS).blocks)
    assert f"Already so: {name}" in text


def test_many_changes_of_one_item_are_counted() -> None:
    many = tuple(Change(field=f"field_{n}", old="", new=str(n)) for n in range(5))
    item = event_change(0).model_copy(update={"changes": many})
    text = shown(of(draft(SHIFT_STEP, total=1), [item]).blocks)
    assert "Field 0: (empty) → 0; Field 1: (empty) → 1; and 3 more changes" in text


def test_an_invitation_names_the_event_in_the_readers_time() -> None:
    text = shown(of(draft(INVITE_STEP, total=5), [invitation(n) for n in range(5)]).blocks)
    assert "Invite 5 people" in text
    assert "Event: Pipeline review, Thu 26 Nov, 10:00, 30 min (Europe/Berlin)" in text


def test_a_later_run_says_when() -> None:
    text = shown(of(draft(send_at=NOW), MAILS).blocks)
    assert "Runs at: Mon 23 Nov, 14:32 (Europe/Berlin)" in text


def test_risks_are_grouped_only_where_they_differ() -> None:
    mixed = preview(Shown(with_risks(draft(), {Risk.MEDIUM: 2, Risk.LOW: 10}), MAILS), (), READER)
    risk = "Risk: Low, goes to a colleague"
    assert f"{risk} (2 medium · 10 low)" in shown(mixed.blocks).splitlines()
    assert risk in shown(of(draft(), MAILS).blocks).splitlines()


def test_ten_thousand_left_outs_are_counted_by_reason() -> None:
    crowd = tuple(LeftOut(label=f"p{n}", reason="has no address") for n in range(9_990))
    others = tuple(LeftOut(label=f"q{n}", reason=f"reason {n}") for n in range(10))
    text = shown(of(draft(left_out=crowd + others), MAILS).blocks)
    assert "Left out: 10,000" in text
    assert "Has no address: p0, p1, p2 and 9,987 more" in text
    assert "and 8 more" in text.splitlines()


def test_nothing_left_can_not_be_confirmed() -> None:
    message = of(draft(total=0, excluded=frozenset({"i0"})), [])
    assert buttons(message) == ["Edit", "See all 1", "Cancel"]
    assert "Everything is taken out." in shown(message.blocks)


@pytest.mark.parametrize(
    ("how", "user", "said"),
    [
        (
            ClosedHow.CONFIRMED,
            "USAM",
            "Confirmed by <@USAM> at 14:32. Progress is in the thread.",
        ),
        (ClosedHow.CANCELLED, "USAM", "Cancelled by <@USAM> at 14:32. Nothing was done."),
        (
            ClosedHow.EXPIRED,
            None,
            "Expired at 14:32. Nothing was done. Ask again for a new preview.",
        ),
        (ClosedHow.REPLACED, None, "Replaced by a newer preview at 14:32."),
    ],
)
def test_a_closed_preview_tells_who_and_what_now_and_has_no_buttons(
    how: ClosedHow, user: str | None, said: str
) -> None:
    closed = Closed(how, NOW, user)
    message = preview_closed(Shown(with_risks(REVIEWED, by_risk(MAILS)), MAILS), (), READER, closed)
    assert buttons(message) == []
    assert list(mrkdwn(message.blocks)) == [said]
    text = shown(message.blocks).splitlines()
    assert text[0] == "Email 11 people"
    assert "Template: Follow up" in text  # and no guess of how long it takes, which is over
    assert "You took out 1." in text  # and nothing of putting it back, which is over


def test_a_forged_person_is_not_mentioned() -> None:
    closed = Closed(ClosedHow.CONFIRMED, NOW, "USAM> <!channel")
    message = preview_closed(Shown(REVIEWED, MAILS), (), READER, closed)
    (said,) = mrkdwn(message.blocks)
    assert said.startswith("Confirmed by someone at 14:32.")


def test_a_subject_that_differs_is_shown_with_its_fields() -> None:
    subject = "Hello {{ first_name }}"
    step: Step = MAIL_STEP.model_copy(update={"template": Template(subject=subject, body="…")})
    mails = [
        item.model_copy(
            update={"parameters": item.parameters.model_copy(update={"subject": item.label})}
        )
        for item in MAILS
    ]
    text = shown(of(draft(step), mails).blocks)
    assert "Subject: Hello {{ first_name }}" in text
    assert "Template: your own words" in text


def test_a_day_in_another_year_is_shown_with_its_year() -> None:
    assert INVITE_STEP.event
    far = INVITE_STEP.event.model_copy(update={"start": "2031-11-27T09:00:00Z"})
    text = shown(of(draft(INVITE_STEP.model_copy(update={"event": far})), []).blocks)
    assert "Pipeline review, Thu 27 Nov 2031, 10:00, 30 min (Europe/Berlin)" in text
    near = shown(of(draft(INVITE_STEP), []).blocks)
    assert "Pipeline review, Thu 26 Nov, 10:00, 30 min (Europe/Berlin)" in near
