"""What is refused before it is read: what is not there yet, and what is no request.

Guards look at the command only. The text to be sent has been cut out of it by then, so that a
message may speak of anything.
"""

import re

from app.domain.plan import Refusal
from app.domain.words import hints, saving, sequences
from app.domain.words import planning as words
from app.domain.words import schedule as schedule_words
from app.planning.draft_words import SAVED_ONES
from app.planning.lexicon import COMMANDS, NOT_YET, Act
from app.planning.sentence import ADDRESS, QUOTED, Sentence
from app.planning.sequel import Split

MAX_TEXT = 3000
"""Characters; a request is a sentence, and what is to be sent can be typed into the preview."""

_HELP = re.compile(
    r"(?:help|hi|hello|hey|hi there|what can (?:you|i|we) do|what do you do|what can i (?:ask|say)|examples?"
    r"|how do(?:es)? (?:this|it|you) work|how do i use (?:this|you)|who are you)(?: me| please| here)*[\s?!.]*"
)
_NEGATION = re.compile(
    r"\b(?:not|never|cannot|no longer|(?:do|does|did|is|are|was|were|has|have|had|wo|ca|should|would|could)n't)\b"
)
_REPLIED = re.compile(r"\b(?:replied|responded|answered|opened\s+(?:it|the\s+e?-?mail))\b")
_CONDITION = re.compile(
    r"\b(?:if|unless|in\s+case|provided|whether|as\s+long\s+as|otherwise|until\s+they)\b"
)
_TRIGGER = re.compile(r"\b(?:when(?:ever)?|once|as\s+soon\s+as)\b")
_PERIOD = r"(?:day|week|weekday|month|quarter|year|morning|afternoon|evening|hour|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_REPEATING = re.compile(
    rf"\b(?:every|each)\s+(?:other\s+|second\s+|single\s+)?{_PERIOD}\b(?!')|\brecurring\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days\b"
)
_ATTACHMENT = re.compile(r"\b(?:attach(?:ed|ing|ments?)?|enclos(?:e|ed|ing))\b")
_OBJECT = (
    r"(?:them|it|all|every|each|everyone|everybody|the|my|our|a|an|this|these|those|that|him|her|to"
    rf"|up|out|any|me|us|for|[{QUOTED}{ADDRESS}])"
)
_SECOND = re.compile(
    r"(?P<joint>(?:,\s*)?\b(?:and\s+then|and\s+also|then|and|also|plus|afterwards)\b|[;.]\s|,\s)[\s,]*"
    rf"(?:please\s+|then\s+|also\s+)?(?:{COMMANDS}|log|note|record|reply|forward|export|import)\s+(?={_OBJECT})"
)
_EVERYTHING = re.compile(
    r"^[\s\x00]*(?:absolutely\s+)?(?:everything|all|it\s+all|all\s+(?:of\s+)?(?:it|that|this|them|data|records))\b[\s\x00.!]*$"
)


_BUT_NOT = re.compile(
    r"\bbut\s+not\s+(?!(?:the|on|in|at|if|when|to|for|from|a|an|those|any|all|before|after|until)\b)"
)
"""Before a name, which is left out then; a name that nobody has stays and is asked about."""


def no_request(sentence: Sentence) -> Refusal | None:
    """Refuse what asks for nothing: an empty text, a greeting, a call for help."""
    if not sentence.words():
        return Refusal(text=words.empty(), hint=hints.EXAMPLES)
    if len(sentence.text) > MAX_TEXT:
        return Refusal(text=words.too_long(MAX_TEXT), hint=hints.EXAMPLES)
    if _HELP.fullmatch(sentence.rest.strip()):
        return Refusal(text=words.help_text(), hint=hints.EXAMPLES)
    return None


def conditional(sentence: Sentence) -> Refusal | None:
    """Refuse conditions and triggers, wherever they stand."""
    if _REPLIED.search(sentence.rest):
        return Refusal(text=words.not_yet("knowing who replied"), hint=hints.ONE_SET)
    if _CONDITION.search(sentence.rest):
        return Refusal(text=words.not_yet("conditions"), hint=hints.ONE_SET)
    if _TRIGGER.search(sentence.rest):
        return Refusal(text=words.not_yet("waiting for something to happen"), hint=hints.NOW)
    if _REPEATING.search(sentence.rest):
        return Refusal(text=schedule_words.UNCLEAR_RULE, hint=schedule_words.SAY_RULE)
    return None


def not_there(sentence: Sentence) -> Refusal | None:
    """Refuse what no part of the app does yet, and sentences turned round by a "not"."""
    if _ATTACHMENT.search(sentence.rest):
        return Refusal(text=words.not_yet("attachments"), hint=hints.LINK)
    if _NEGATION.search(_BUT_NOT.sub("", sentence.rest)):
        return Refusal(text=words.negated(), hint=hints.POSITIVE)
    return None


def unsupported(rest: str) -> Refusal | None:
    """Refuse a verb that is known but not built."""
    for verb, name in NOT_YET:
        if re.match(rf"(?:{verb})(?![\w'])", rest):
            return Refusal(text=words.not_yet(name), hint=hints.EXAMPLES)
    return None


def sends_drafts(act: Act, sentence: Sentence, after_verb: int) -> Refusal | None:
    """Refuse to send what lies among the drafts: nobody sees here what is in it."""
    if act is Act.SEND and SAVED_ONES.search(sentence.rest[after_verb:]):
        return Refusal(text=saving.not_from_here(), hint=hints.EXAMPLES)
    return None


def two_actions(sentence: Sentence, before: str = "") -> Split | None:
    """Two actions in one sentence, as its halves; `before` went before it."""
    second = _SECOND.search(sentence.rest)
    if not second:
        return None
    first_half = f"{before}{sentence.verbatim(0, second.start())}".strip()
    second_half = sentence.verbatim(second.end("joint"), len(sentence.text)).strip(" ,")
    hint = sequences.two_halves(first_half, second_half)
    return Split(first_half, second_half, Refusal(text=sequences.TWO_THINGS, hint=hint))


def everything(sentence: Sentence) -> Refusal | None:
    """Refuse "delete everything"."""
    if _EVERYTHING.search(sentence.rest):
        return Refusal(text=words.everything(), hint=hints.DELETE)
    return None
