"""What must be known before there can be a draft, and why there will be none."""

import json
from datetime import datetime
from typing import Any

from app.domain.errors import BadValue
from app.domain.plan import Choice, Question, Refusal
from app.domain.words import forms as words
from app.domain.words.reader import Reader
from blocks import ids, limits
from blocks.elements import (
    Element,
    actions,
    bold,
    bullets,
    button,
    context_mrkdwn,
    entry,
    facts,
    modal,
    option,
    paragraph,
    rich,
    run,
    search_select,
    section,
    select,
    text_input,
)
from blocks.message import Block, Message, View, message
from blocks.text import escape, line, mention, prose


def question(asked: Question, reader: Reader, request_id: str) -> Message:
    """A question with its answers: buttons for a few, a menu for many."""
    block_id = ids.ANSWERS.format(ids.QuestionRef.of(request_id, asked.key).value)
    answers = actions(block_id, *_answers(asked, reader, request_id), *_other(asked, request_id))
    return message(asked.text, [*_content(asked), _details(asked), answers])


def question_answered(
    asked: Question, answer: str, user_id: str, at: datetime, reader: Reader
) -> Message:
    """The same without buttons, and who answered what."""
    shown = escape(line(answer, limits.LABEL) or words.CHOICE)
    said = words.answered(shown, mention(user_id), reader.time(at))
    return message(asked.text, [*_content(asked), context_mrkdwn("answered", said)])


def question_cancelled(asked: Question, user_id: str, at: datetime, reader: Reader) -> Message:
    """The same without buttons, and who called it off."""
    said = words.cancelled_by(mention(user_id), reader.time(at))
    return message(asked.text, [*_content(asked), context_mrkdwn("answered", said)])


def refusal(refused: Refusal) -> Message:
    """Why nothing will be done, and how to say it so that it can be."""
    text = prose(refused.text, limits.QUESTION)
    hint = prose(refused.hint, limits.QUESTION)
    return message(text, [section("refusal", text), section("hint", hint) if hint else None])


def answer_view(asked: Question, request_id: str) -> View:
    """The modal behind "Type an answer"; its metadata is a QuestionRef."""
    return modal(
        ids.TYPE_ANSWER,
        words.ANSWER_TITLE,
        [
            section("question", prose(asked.text, limits.QUESTION)),
            entry(ids.ANSWER_INPUT, words.ANSWER_LABEL, text_input("", multiline=True)),
        ],
        close=words.BACK,
        submit=words.SEND_ANSWER,
        metadata=ids.QuestionRef.of(request_id, asked.key).value,
    )


def parse_answer(state_values: dict[str, Any]) -> str:
    """The typed answer. Raises BadValue (its field is the input's block_id) when it is empty."""
    typed = state_values.get(ids.ANSWER_INPUT, {}).get(ids.ANSWER_INPUT, {}).get("value")
    answer = str(typed or "").strip()
    if not answer:
        raise BadValue(words.missing(words.ANSWER_LABEL), ids.ANSWER_INPUT)
    return answer


def chosen(asked: Question, ref: ids.AnswerRef) -> Choice:
    """The choice that a button or menu stands for.

    Raises BadValue when it answers another question, or a choice that is not there.
    """
    same = ids.QuestionRef.of(ref.request_id, asked.key) == ref.question
    if not same or ref.place >= len(asked.choices):
        raise BadValue(words.other_question())
    return asked.choices[ref.place]


def choice_options(asked: Question, request_id: str, typed: str = "") -> list[Element]:
    """The choices that hold what was typed, at most 100: the answer to a block_suggestion."""
    wanted = typed.strip().casefold()
    found = [
        option(
            _label(choice),
            _ref(asked, request_id, place),
            line(choice.detail, limits.CHOICE_DETAIL),
        )
        for place, choice in enumerate(asked.choices)
        if wanted in f"{choice.label} {choice.detail}".casefold()
    ]
    return found[: limits.OPTIONS]


def _content(asked: Question) -> list[Block | None]:
    read = [
        (words.UNDERSTOOD, words.listed(_lines(asked.understood))),
        (words.NOT_UNDERSTOOD, words.listed(_lines(asked.not_understood))),
    ]
    return [
        rich("question", paragraph(bold(prose(asked.text, limits.QUESTION) or "-"))),
        facts("read", read, limits.QUESTION),
    ]


def _lines(texts: tuple[str, ...]) -> list[str]:
    shown = (line(text, limits.REASON) for text in texts[: limits.LINES])
    return [text for text in shown if text]


def _details(asked: Question) -> Block | None:
    """What the buttons mean, where that is said beside them; a menu shows it itself."""
    if len(asked.choices) > limits.BUTTONS:
        return None
    said = ((choice, line(choice.detail, limits.CHOICE_DETAIL)) for choice in asked.choices)
    rows = [[bold(f"{_label(choice)}: "), run(detail)] for choice, detail in said if detail]
    return rich("choices", bullets(rows))


def _answers(asked: Question, reader: Reader, request_id: str) -> list[Element]:
    """Buttons for a few choices, a menu for more, a searched menu for what no menu holds."""
    if len(asked.choices) <= limits.BUTTONS:
        return [
            button(ids.numbered(ids.ANSWER, place), _label(choice), _ref(asked, request_id, place))
            for place, choice in enumerate(asked.choices)
        ]
    if len(asked.choices) <= limits.OPTIONS:
        options = choice_options(asked, request_id)
        if len(json.dumps(options, ensure_ascii=False)) <= limits.MENU:
            return [select(ids.ANSWER_SELECT, words.CHOOSE, options)]
    return [search_select(ids.ANSWER_SEARCH, words.find_one(reader, len(asked.choices)))]


def _ref(asked: Question, request_id: str, place: int) -> str:
    token = ids.QuestionRef.of(request_id, asked.key).token
    return ids.AnswerRef(request_id, token, place).value


def _other(asked: Question, request_id: str) -> list[Element | None]:
    value = ids.QuestionRef.of(request_id, asked.key).value
    typed = button(ids.ANSWER_TYPE, words.TYPE_ANSWER, value) if asked.open_ended else None
    return [typed, button(ids.ANSWER_CANCEL, words.CANCEL, value)]


def _label(choice: Choice) -> str:
    return line(choice.label, limits.OPTION_TEXT) or words.CHOICE
