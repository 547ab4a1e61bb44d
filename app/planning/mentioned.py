"""What is mentioned goes by its name again in all that people read: readings, texts, questions."""

from app.domain.mentions import ANY, spoken
from app.domain.plan import Plan, Question, Reading, Refusal


def in_words(reading: Reading) -> Reading:
    """The reading with names for mentions; the keys and values of answers stay as they are."""
    if isinstance(reading, Plan):
        said = reading.model_dump_json()
        # A label holds no quotation mark, so that a mention never reaches beyond its own text.
        return Plan.model_validate_json(spoken(said)) if ANY.search(said) else reading
    if isinstance(reading, Refusal):
        update = {"text": spoken(reading.text), "hint": spoken(reading.hint)}
        return reading.model_copy(update=update)
    return _question(reading)


def _question(asked: Question) -> Question:
    choices = [
        one.model_copy(update={"label": spoken(one.label), "detail": spoken(one.detail)})
        for one in asked.choices
    ]
    update = {
        "text": spoken(asked.text),
        "choices": tuple(choices),
        "understood": tuple(map(spoken, asked.understood)),
        "not_understood": tuple(map(spoken, asked.not_understood)),
    }
    return asked.model_copy(update=update)
