"""People by where they are together in Slack: "everyone in #launch", "the people in this thread".

Channels and groups are taken by their mention alone, which has the id: a typed name may be any.
"""

import re

from app.domain.mentions import CHANNEL, GROUP, called
from app.domain.plan import Choice, Refusal, Step
from app.domain.roster import MadeIn
from app.domain.schedule import Timing
from app.domain.sources import ME, SlackGroup, SlackPeople, Source
from app.domain.words import roster as words
from app.planning.context import Asked, Context
from app.planning.sentence import SLACK_ID, Sentence

_WHO = r"(?:people|persons|folks|members|participants|users|ones)"
_ALL = (
    rf"(?:(?:(?:each|every|any)\s+(?:one\s+of\s+)?(?:the\s+)?|all\s+(?:of\s+)?(?:the\s+|those\s+)?|the\s+|those\s+)?{_WHO}"
    r"|everyone|everybody|anyone|all)"
)
_THAT_ARE = r"(?:\s+(?:who|that)(?:\s+(?:is|are)|'s|'re))?"
_WROTE = (
    r"(?:\s+(?:who|that)\s+(?:(?:has|have)\s+)?(?:wrote|written|posted|commented|spoke|spoken))?"
)
_IN = r"\s+(?:currently\s+)?(?:in|on|from|of|inside|within)\s+"
_CALLED = r"(?:(?:the|our|my)\s+)?(?:slack\s+)?(?:(?:channel|user\s+group|group|team)\s+)?"
_KIND = r"(?:\s+(?:slack\s+)?(?:channel|user\s+group|group|team))?\b"
_THIS = r"(?:this|the\s+current)\s+(?:slack\s+)?"

_OF_MENTION = re.compile(rf"\b{_ALL}{_THAT_ARE}{_IN}{_CALLED}(?P<mention>{SLACK_ID}+)(?:{_KIND})?")
_OF_THIS = re.compile(rf"\b{_ALL}(?:{_THAT_ARE}|{_WROTE}){_IN}{_THIS}(?P<place>channel|thread)\b")
_TO_MENTION = re.compile(
    rf"(?:(?<=\x00)|^)[\s\x00]*(?:(?:to|with|for)\s+)?{_CALLED}(?P<mention>{SLACK_ID}+)(?:{_KIND})?"
    rf"|\b(?:to|with)\s+{_CALLED}(?P<behind>{SLACK_ID}+)(?:{_KIND})?"
)
"""The group itself in the place of people: "email @crew", "send #launch a reminder"."""
_TO_THIS = re.compile(
    rf"(?:(?<=\x00)|^)[\s\x00]*(?:(?:to|with|for)\s+)?{_THIS}(?P<place>channel|thread)\b"
    rf"|\b(?:to|with)\s+{_THIS}(?P<behind>channel|thread)\b"
)
_ONLY_TYPED = re.compile(rf"\b{_ALL}{_THAT_ARE}{_IN}{_CALLED}(?P<name>#[^\W_][\w-]*)")
_TYPED_ALONE = re.compile(r"[\s\x00]*(?:(?:to|with)\s+)?(?P<name>#[^\W_][\w-]*)")


def take_slack_people(ctx: Context) -> SlackPeople | None:
    """The people of one channel, thread or group, taken from the sentence; None without such words.

    Raises Asked where the place cannot be told, or may not stand for its people.
    """
    rest = ctx.sentence.rest
    _refuse_typed(ctx)
    if here := _OF_THIS.search(rest):
        return _taken(ctx, here, _here(ctx, here["place"]))
    if named := _OF_MENTION.search(rest):
        found = _mentioned(ctx.sentence, *named.span("mention"))
        return _taken(ctx, named, found) if found else None
    return _in_their_place(ctx)


def _in_their_place(ctx: Context) -> SlackPeople | None:
    """A group or channel where people should stand: for a channel it is asked what is meant."""
    if here := _TO_THIS.search(ctx.sentence.rest, ctx.after_verb - 1):
        return _confirmed(ctx, here, _here(ctx, here["place"] or here["behind"]))
    named = _TO_MENTION.search(ctx.sentence.rest, ctx.after_verb - 1)
    if not named:
        return None
    span = named.span("mention" if named["mention"] else "behind")
    found = _mentioned(ctx.sentence, *span)
    if found and found.group is SlackGroup.USER_GROUP:
        return _taken(ctx, named, found)
    return _confirmed(ctx, named, found) if found else None


def _confirmed(ctx: Context, match: re.Match[str], found: SlackPeople) -> SlackPeople:
    """Its people, once the person said that they are meant: nothing is posted in a channel."""
    key = f"each in:{found.id}{found.thread_ts}"
    if ctx.answer(key) != "people":
        choice = Choice(label=words.people_label(found.label), value="people")
        raise ctx.ask(key, words.everybody_there(found.label), [choice])
    return _taken(ctx, match, found)


def _taken(ctx: Context, match: re.Match[str], found: SlackPeople) -> SlackPeople:
    ctx.sentence.blank(*match.span())
    ctx.sentence.note(found.label)
    return found


def _mentioned(sentence: Sentence, start: int, end: int) -> SlackPeople | None:
    """The channel or group of one mention; None for anything else."""
    text = sentence.text[start:end]
    for pattern, group in ((CHANNEL, SlackGroup.CHANNEL), (GROUP, SlackGroup.USER_GROUP)):
        if match := pattern.fullmatch(text):
            return SlackPeople(group=group, id=match["id"], label=called(match), exclude=(ME,))
    return None


def _here(ctx: Context, place: str) -> SlackPeople:
    """The channel or the thread that the request was made in. Raises Asked where there is none."""
    made_in = ctx.request.made_in
    if made_in is None:
        raise ctx.rephrase(words.here_is_no_channel(), words.NAME_A_CHANNEL)
    if place == "channel":
        label = made_in.label or words.THIS_CHANNEL
        return SlackPeople(group=SlackGroup.CHANNEL, id=made_in.channel, label=label, exclude=(ME,))
    return _thread(ctx, made_in)


def _thread(ctx: Context, made_in: MadeIn) -> SlackPeople:
    if not made_in.thread_ts:
        raise ctx.rephrase(words.here_is_no_thread(), words.NAME_A_CHANNEL)
    return SlackPeople(
        group=SlackGroup.THREAD,
        id=made_in.channel,
        thread_ts=made_in.thread_ts,
        label=words.thread_in(made_in.label),
        exclude=(ME,),
    )


def _refuse_typed(ctx: Context) -> None:
    """A channel that was typed and not picked has no id; its name may be a department's, too."""
    rest = ctx.sentence.rest
    typed = _ONLY_TYPED.search(rest) or _TYPED_ALONE.match(rest, ctx.after_verb)
    if typed:
        name = ctx.sentence.verbatim(*typed.span("name"))
        raise ctx.rephrase(words.only_typed(name), words.NAME_A_CHANNEL)


def refuse_mention(ctx: Context, start: int, end: int) -> Asked:
    """The refusal of a mention that stands for nobody with an address, to be raised."""
    name = ctx.sentence.verbatim(start, end)
    return ctx.rephrase(words.no_address_known(name), words.TYPE_ADDRESS)


def refuse_narrowing(source: Source) -> None:
    """Of people in Slack nothing is known to narrow them by. Raises Asked."""
    if isinstance(source, SlackPeople):
        raise Asked(Refusal(text=words.whole(source.label)))


def require_once(step: Step, timing: Timing | None) -> None:
    """Raise Asked where the people would have to be looked up again for every run."""
    if isinstance(step.source, SlackPeople) and timing is not None and timing.every is not None:
        raise Asked(Refusal(text=words.not_again_and_again(), hint=words.SAY_ONCE))
