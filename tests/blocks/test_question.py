"""A question that Sam can answer with one press, or in words."""

import pytest

from app.domain.errors import BadValue
from app.domain.plan import Choice, Question, Refusal
from blocks import ids
from blocks.question import (
    answer_view,
    choice_options,
    chosen,
    parse_answer,
    question,
    question_answered,
    question_cancelled,
    refusal,
)
from tests.blocks.checks import buttons, interactive, mrkdwn, shown
from tests.blocks.samples import NOW, READER

WHICH = Question(
    key="person:sarah",
    text="Which Sarah do you mean?",
    choices=(
        Choice(label="Sarah Lee", value="sarah.lee@company.com", detail="sales"),
        Choice(label="Sarah Novak", value="sarah.novak@company.com", detail="finance"),
    ),
    open_ended=True,
    understood=("email", "1 to 30 Nov"),
    not_understood=("golf",),
)


def many(count: int, label: str = "Person") -> Question:
    """A question with that many choices."""
    choices = tuple(Choice(label=f"{label} {n}", value=str(n)) for n in range(count))
    return WHICH.model_copy(update={"choices": choices})


def kinds(asked: Question) -> list[str]:
    """The types of its buttons and menus."""
    return [each["type"] for each in interactive(question(asked, READER, "r1").blocks)]


def test_a_few_choices_are_buttons() -> None:
    message = question(WHICH, READER, "r1")
    assert buttons(message) == ["Sarah Lee", "Sarah Novak", "Type an answer", "Cancel"]
    text = shown(message.blocks)
    assert "I understood: email · 1 to 30 Nov" in text
    assert "I did not understand: golf" in text
    assert "Sarah Novak: finance" in text


def test_more_choices_are_a_menu_and_too_many_are_searched() -> None:
    assert kinds(many(5)) == ["button"] * 7
    assert kinds(many(6))[0] == "static_select"
    assert kinds(many(101))[0] == "external_select"
    assert kinds(many(100, label="x" * 70))[0] == "external_select"
    placeholder = next(iter(interactive(question(many(5_000), READER, "r1").blocks)))["placeholder"]
    assert placeholder["text"] == "Type to find one of 5,000"


def test_a_search_finds_every_choice_and_points_at_the_right_one() -> None:
    asked = many(5_000)
    assert len(choice_options(asked, "r1")) == 100
    (option,) = choice_options(asked, "r1", " person 4321 ")
    assert chosen(asked, ids.AnswerRef.parse(option["value"])).value == "4321"


def test_a_pressed_button_leads_to_its_choice() -> None:
    values = [each["value"] for each in interactive(question(WHICH, READER, "r1").blocks)]
    answer = ids.AnswerRef.parse(values[1])
    assert answer.request_id == "r1"
    assert chosen(WHICH, answer).value == "sarah.novak@company.com"


def test_an_answer_to_an_earlier_question_is_refused() -> None:
    old = ids.AnswerRef.parse(
        next(iter(interactive(question(WHICH, READER, "r1").blocks)))["value"]
    )
    other = WHICH.model_copy(update={"key": "scope"})
    with pytest.raises(BadValue, match="earlier question"):
        chosen(other, old)
    with pytest.raises(BadValue, match="earlier question"):
        chosen(WHICH, ids.AnswerRef(old.request_id, old.token, 2))


def test_without_an_open_end_nothing_can_be_typed() -> None:
    closed = WHICH.model_copy(update={"open_ended": False})
    assert buttons(question(closed, READER, "r1")) == ["Sarah Lee", "Sarah Novak", "Cancel"]


def test_the_answered_question_says_who_chose_what() -> None:
    message = question_answered(WHICH, "Sarah <!channel>", "USAM", NOW, READER)
    assert buttons(message) == []
    assert list(mrkdwn(message.blocks)) == ["<@USAM> answered “Sarah &lt;!channel&gt;” at 14:32"]


def test_a_cancelled_question_says_that_nothing_was_done() -> None:
    message = question_cancelled(WHICH, "USAM", NOW, READER)
    expected = "Cancelled by <@USAM> at 14:32. Nothing was done."
    assert list(mrkdwn(message.blocks)) == [expected]


def test_a_typed_answer_is_read_and_an_empty_one_is_shown_at_its_input() -> None:
    view = answer_view(WHICH, "r1")
    assert ids.QuestionRef.parse(view["private_metadata"]) == ids.QuestionRef.of("r1", WHICH.key)
    field = ids.ANSWER_INPUT
    assert parse_answer({field: {field: {"value": " Sarah Lee \n"}}}) == "Sarah Lee"
    with pytest.raises(BadValue, match="can't be empty") as refused:
        parse_answer({field: {field: {"value": " "}}})
    assert refused.value.field == field


def test_a_refusal_says_why_and_how_to_go_on() -> None:
    message = refusal(Refusal(text="I can't read attachments.", hint="Name the people instead."))
    assert shown(message.blocks) == "I can't read attachments.\nName the people instead."
