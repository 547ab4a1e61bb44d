"""Right is what leaves the tables as they should be, whichever calls did it."""

from pathlib import Path

import pytest

from benchmarks.officework.desk import Ended
from benchmarks.officework.figures import Prediction, is_noise, judged, table
from benchmarks.officework.functions import Function
from benchmarks.officework.judging import Judge, Verdict
from benchmarks.officework.tables import Request, read_tables
from tests.unit.benchmarks.office_folder import office_folder

RIGHT, WRONG = Verdict(right=True, changed=True), Verdict(right=False, changed=True)
UNDONE = Verdict(right=False, changed=False)
CRM = "customer_relationship_manager"


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    return Judge(read_tables(office_folder(tmp_path)))


def call(name: str, **arguments: str) -> Function:
    return Function(name, arguments)


def renamed(event: str, name: str) -> Function:
    return call("calendar.update_event", event_id=event, field="event_name", new_value=name)


def status(customer: str, value: str) -> Function:
    return call(f"{CRM}.update_customer", customer_id=customer, field="status", new_value=value)


def created(name: str) -> Function:
    start = "2023-12-06 15:00:00"
    return call(
        "calendar.create_event",
        event_name=name,
        participant_email="a@b",
        event_start=start,
        duration="30",
    )


def deleted(event: str) -> Function:
    return call("calendar.delete_event", event_id=event)


def test_changes_may_come_in_any_order_and_new_rows_may_not(judge: Judge) -> None:
    first, second = deleted("00000002"), renamed("00000005", "Fog")
    assert judge.verdict([second, first], [first, second]) == RIGHT
    assert judge.verdict([created("b"), created("a")], [created("a"), created("b")]) == WRONG


def test_only_a_status_must_be_written_as_the_tables_write_it(judge: Judge) -> None:
    assert judge.verdict([renamed("00000005", "FOG")], [renamed("00000005", "fog")]) == RIGHT
    assert judge.verdict([status("00000003", "Lost")], [status("00000003", "Lost")]) == RIGHT
    assert judge.verdict([status("00000003", "lost")], [status("00000003", "Lost")]) == WRONG


def test_doing_nothing_is_no_side_effect_and_doing_another_thing_is(judge: Judge) -> None:
    wanted = [deleted("00000002")]
    assert judge.verdict([], wanted) == UNDONE
    assert not judge.verdict([], wanted).side_effect
    assert judge.verdict([deleted("00000005")], wanted).side_effect
    assert judge.verdict([*wanted, deleted("00000005")], wanted).side_effect
    assert judge.verdict([deleted("99999999")], []).right  # nothing has that id


def test_a_change_to_what_is_so_already_is_nothing_done(judge: Judge) -> None:
    same = renamed("00000005", "crane SAFETY")
    assert judge.verdict([], [same]) == Verdict(right=True, changed=False)


def test_an_answer_is_a_mail_with_the_subject_it_answers(judge: Judge) -> None:
    reply = call("email.reply_email", email_id="00000001", body="On its way")
    sent = call(
        "email.send_email", recipient="ada.byron@pier.example", subject="Ropes", body="On its way"
    )
    assert judge.verdict([sent], [reply]) == RIGHT


def test_a_forwarded_mail_is_as_it_was_and_a_note_makes_it_another(judge: Judge) -> None:
    plain = call("email.forward_email", email_id="00000004", recipient="a@b")
    noted = call("email.forward_email", email_id="00000004", recipient="a@b", note="See below")
    assert judge.verdict([plain], [plain]) == RIGHT
    assert judge.verdict([noted], [plain]) == WRONG


def test_what_the_benchmark_cannot_do_is_a_side_effect(judge: Judge) -> None:
    assert judge.verdict([call("email.draft_email", recipient="a@b")], []) == WRONG
    place = call("calendar.update_event", event_id="00000005", field="location", new_value="Pier")
    assert judge.verdict([place], []) == WRONG


def test_a_new_customer_is_the_same_with_and_without_its_empty_columns(judge: Judge) -> None:
    short = call(f"{CRM}.add_customer", customer_name="Eel", status="Lead")
    full = call(f"{CRM}.add_customer", notes="", status="Lead", customer_name="eel")
    assert judge.verdict([short], [full]) == RIGHT


def request(identity: str, query: str, *answer: Function) -> Request:
    domain = identity.rpartition("-")[0]
    return Request(identity, domain, query, tuple(str(one) for one in answer))


GONE = call(f"{CRM}.delete_customer", customer_id="00000003")


def test_known_noise_is_a_delete_where_the_words_say_to_move() -> None:
    move = "please move Nemo Lines to lost"
    assert is_noise(request("crm-1", move, GONE))
    assert not is_noise(request("crm-2", move, status("00000003", "Lost")))
    assert not is_noise(request("crm-3", "drop Nemo Lines", GONE))
    assert not is_noise(request("crm-4", move))


def test_the_table_counts_by_domain_and_in_all(judge: Judge) -> None:
    wanted = deleted("00000002")
    predictions = [
        Prediction(request("calendar-1", "a", wanted), (wanted,), Ended.ACTED),
        Prediction(request("calendar-2", "b", wanted), (deleted("00000005"),), Ended.ACTED),
        Prediction(request("calendar-3", "c"), (), Ended.ASKED),
        Prediction(request("crm-1", "move all to lost", GONE), (), Ended.REFUSED),
        Prediction(Request("crm-2", "crm", "no answer to it", None), (), Ended.REFUSED),
    ]
    heading, calendar, crm, whole, clean = table(judged(predictions, judge)).splitlines()
    right, doing_nothing = heading.index("right"), heading.index("doing nothing")
    assert "2 (66.7 %)" in calendar[:right].ljust(right) + calendar[right - 5 :]
    assert calendar.split()[:2] == ["calendar", "3"]
    assert crm.split()[:4] == ["crm", "1", "0", "(0.0"]
    assert whole.split()[:4] == ["all", "4", "2", "(50.0"]
    assert whole[doing_nothing - 2 :].strip() == "1 (25.0 %)"
    assert clean.split()[:5] == ["without", "1", "known-noise", "3", "2"]
