"""What tells reasons, needs, wishes, checks and courtesies from requests, as data.

As in the lexicon, patterns are matched against the lower-cased clause in which quotations,
addresses and Slack ids are masked.
"""

import re

from app.planning.lexicon import COMMANDS, NOT_YET

_ALSO_COMMANDS = "|".join(verb for verb, _ in NOT_YET)
VERB = rf"(?:{COMMANDS}|{_ALSO_COMMANDS}|get\s+back\s+to|pass\s+on|trash)(?![\w'@])"
REQUEST = re.compile(rf"(?P<verb>{VERB})\s*")

ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:mr|mrs|ms|dr|st|vs|no|inc|ltd|co|[ap]\.m|e\.g|i\.e|approx)\.$"
)
"""A full stop after these ends no sentence."""

WISH = re.compile(
    r"(?:(?:please|pls|hi|hello|hey|ok|okay|so|then)[\s,!]+)*(?:i(?:'d|\s+would)\s+(?:really\s+)?(?:love|like|want|prefer)\s+(?:for\s+)?(?:you\s+)?to"
    r"|i\s+was\s+(?:hoping|wondering\s+if)\s+(?:you\s+could|we\s+could|to)"
    r"|(?:it\s+would|it'd)\s+be\s+(?:great|good|nice|lovely|helpful)\s+(?:if\s+you\s+(?:could|would)|to)"
    r"|(?:i|we)(?:'ve|\s+have)?\s+(?:got|had)\s+to|(?:i|we)\s+must"
    r"|could\s+you\s+be\s+so\s+kind\s+as\s+to|(?:are|would)\s+you\s+be\s+able\s+to)\s+(?:please\s+)?"
)
"""Wishes in front of a verb, beside those that the lexicon knows."""

MIND = re.compile(r"(?:would|do)\s+you\s+mind\s+(?=[a-z]+ing\b)")

_DOING = r"(?:do|make|handle|arrange|sort|take\s+care\s+of|see\s+to|organi[sz]e|help\s+(?:me\s+)?with|update|send|manage)"
_WHAT = (
    r"(?:it|that|this|so|(?:that|this|the)\s+(?:change|changes|update|reply|answer|email|mail|message|request)"
    r"|(?:the|our|my)\s+(?:crm|calendar|records?)(?:\s+accordingly)?)"
)
_TAIL = (
    r"(?:\s+(?:for\s+(?:me|us)|in\s+(?:the|my|our)\s+(?:crm|calendar|inbox|address\s+book)|please|pls"
    r"|now|asap|right\s+away|thanks|thank\s+you))*[\s,.!?]*"
)
ECHO = re.compile(
    rf"(?:please\s+)?(?:(?:can|could|would|will)\s+you\s+)(?:please\s+|kindly\s+|just\s+)?(?:{_DOING}\s+{_WHAT}|help(?:\s+me)?){_TAIL}"
    rf"|(?:please|pls)\s+{_DOING}\s+{_WHAT}{_TAIL}|is\s+that\s+(?:ok|okay|possible){_TAIL}|would\s+that\s+be\s+possible{_TAIL}"
)
"""Asks again for what the clause before has asked: it says nothing of its own."""

GREETING = re.compile(
    r"(?:hi|hello|hey|good\s+(?:morning|afternoon|evening)|thanks|thank\s+you|many\s+thanks|thx|cheers|please|ok|okay"
    r"|sorry(?:\s+to\s+(?:bother|ask))?|quick\s+(?:one|request|favou?r)|i\s+(?:have|need)\s+a\s+(?:favou?r|request)"
    r"|(?:can|could)\s+you\s+(?:please\s+)?help(?:\s+me)?(?:\s+(?:out|with\s+(?:this|something)))?)"
    r"(?:\s+(?:there|all|team|bulkhead|so\s+much|a\s+lot|very\s+much|again|you))*[\s,.!?:]*"
)

_AWAY = (
    r"(?:off\s+sick|sick|ill|unwell|not\s+(?:feeling\s+)?well|on\s+(?:sick\s+|parental\s+|maternity\s+|paternity\s+|annual\s+)?leave"
    r"|on\s+(?:holiday|vacation)|out\s+of\s+(?:the\s+)?office|away|unavailable|out\s+sick|at\s+home\s+sick|travell?ing"
    r"|no\s+longer\s+(?:with\s+us|at\s+the\s+company|working\s+(?:here|with\s+us|for\s+us))|gone|retired|retiring)"
)
_GOES = r"(?:leaving|quitting|resigning|retiring|moving\s+on)(?:\s+(?:us|the\s+(?:company|team|firm|business)|soon))*"
_WENT = r"(?:left|quit|resigned|retired|moved\s+on|called\s+in\s+sick)(?:\s+(?:us|the\s+(?:company|team|firm|business)))?"
REASON = re.compile(
    r"(?:(?:because|since|as|sadly|unfortunately|so|now\s+that|fyi|just\s+so\s+you\s+know)[\s,:]+)*"
    r"(?P<who>[^\s,.;:!?\x00-\x03][^,.;:!?\x00-\x03]{0,60}?)(?:"
    rf"(?:'s|'m|'re|\s+is|\s+am|\s+are)\s+(?:now\s+|sadly\s+|currently\s+)?(?:{_AWAY}|{_GOES}|running\s+late|not\s+in)"
    rf"|(?:\s+(?:has|have)|'s|'ve)?\s+(?:just\s+|sadly\s+|now\s+)?{_WENT}"
    r"|\s+(?:no\s+longer\s+works?|(?:doesn't|does\s+not)\s+work)\s+(?:here|with\s+us|for\s+us)(?:\s+any\s*more)?)[\s,.!;]*"
)
"""Facts about somebody that only say why; with a time or anything more they are no such reason."""

HEARD = re.compile(
    r"i\s+(?:can't|cannot|can\s+not|don't|do\s+not)\s+(?:remember|recall|know)\s+(?:the\s+last\s+time|when)\s+i\s+(?:last\s+)?"
    r"(?:heard\s+from|met(?:\s+with)?|saw|spoke\s+(?:to|with)|talked\s+(?:to|with))\s+(?P<who>[^,.;:!?]{1,60}?)(?:\s+last)?[\s.!;]*"
    r"|it's\s+been\s+(?:a\s+while|ages|too\s+long)\s+since\s+i\s+(?:heard\s+from|met(?:\s+with)?|saw)\s+(?P<who2>[^,.;:!?]{1,60}?)[\s.!;]*"
)
"""Says why somebody's mail or meetings are asked about."""

SELF = re.compile(r"(?:i|we)$")

NEEDS = re.compile(
    r"(?P<who>[^,.;:!?]{1,80}?)\s+(?:also\s+)?(?:needs?|wants?|wanted|asked\s+for|(?:would|'d)\s+like|should\s+(?:get|have|see)|must\s+(?:get|have|see))"
    r"\s+(?:to\s+(?:see|get|have)\s+)?(?P<what>(?!to\b).+?)[\s.!;]*"
)
TAKES_OVER = re.compile(
    r"(?P<who>[^,.;:!?]{1,60}?)(?:'s|\s+is|\s+will\s+be|\s+are|\s+will|'ll)?\s+(?:now\s+)?(?:taking|takes|take)\s+(?:over|on)\s+(?P<what>.+?)[\s.!;]*"
)
UNWANTED = re.compile(
    r"(?:i\s+think\s+)?(?:(?:we|i)\s+(?:no\s+longer\s+(?:need|want)|(?:do\s+not|don't)\s+(?:need|want))(?:\s+to\s+keep)?\s+(?P<what>(?!to\b).+?)(?:\s+any\s*more|\s+any\s+longer)?"
    r"|(?P<what2>.+?)\s+(?:(?:is|are)\s+no\s+longer\s+(?:needed|wanted|of\s+use)|can\s+(?:all\s+)?go))[\s.!;]*"
)
EXIST = re.compile(
    r"(?:i\s+(?:think|believe|see)\s+(?:that\s+)?)?(?:there\s+(?:is|are)|there's|(?:we|i)\s+(?:still\s+)?have)\s+"
    r"(?:(?:a\s+few|some|several|a\s+couple\s+of|a\s+number\s+of|a\s+lot\s+of|many|a\s+bunch\s+of)\s+)(?P<what>.+?)[\s.!;]*"
)
PASSIVE = re.compile(
    r"(?P<what>.+?)\s+(?:(?:needs?|has|have)\s+to\s+be|must\s+be|should\s+(?:all\s+)?be)\s+(?P<verb>[a-z]+)(?P<more>(?:\s.*?)?)[\s.!;]*"
)
PROGRESSIVE = re.compile(r"(?:we|i)(?:'re|\s+are|'m|\s+am)\s+(?P<verb>[a-z]+ing)\s+(?P<rest>.+)")
CONTINUES = re.compile(
    r"(?:it's|it\s+is|it\s+will\s+be|it'll\s+be|it\s+should\s+be|that's|they're|they\s+are|make\s+it|this\s+is)\s+"
    r"(?=(?:with|at|on|for|in|about|called|titled)\b)"
)
"""Goes on about what the clause before asks for: "It's with Tom"."""

GIVING = re.compile(r"forward|send|pass\s+on")
ASSIGNING = re.compile(r"re-?assign|assign|transfer|move|hand(?:\s+over)?|give|pass")
REMOVING = re.compile(
    r"delete|remove|erase|discard|clear|purge|get\s+rid\s+of|cancel|call\s+off|archive|trash"
)

FIND = re.compile(
    r"(?:find|look\s+up|look\s+for|search\s+for|pull\s+up|get|take)\s+(?P<what>(?:all\s+|the\s+|every\s+|my\s+).+?)(?:,?\s+and\s+(?:then\s+)?|,\s*then\s+|[.!?]\s+(?:then\s+)?)(?:please\s+)?"
    rf"(?=(?:can\s+you\s+|could\s+you\s+)?{VERB})"
)
SENDER = re.compile(
    r"\s+(?P<prep>with|to|and)\s+(?:the|its)\s+(?P<role>sender|author)\b(?!\s+of\b)"
)
NAMING = re.compile(r",?\s+and\s+(?:call|name|title)\s+(?:it|this|that)\s+(?=\x01)")

CHECK = re.compile(
    r"(?:(?:please|pls)\s+)?(?:(?:i|we)\s+(?:need|want|would\s+like)\s+to\s+|i'd\s+like\s+to\s+|(?:can|could|would|will)\s+you\s+(?:please\s+)?|let's\s+)?"
    r"(?:check|see|find\s+out|look\s+up|tell\s+me|look)\s+(?:up\s+)?(?:if|whether)\s+"
)
ASKS = re.compile(r"(?:have|has|did|do|does|is|are|am)\s+(?!you\b)")
"""Begins a yes-or-no question about what is."""

IF = re.compile(
    r"(?:(?:please|pls|and|but|so|ok|okay)[\s,]+)*(?:if|in\s+case|provided(?:\s+that)?|as\s+long\s+as)\s+(?!(?:not|so|yes|no|you|possible)\b)"
)
UNLESS = re.compile(r"(?:please\s+)?unless\s+")
TRAILING = re.compile(
    r",?\s+(?P<how>if|unless|provided(?:\s+that)?|as\s+long\s+as|in\s+case)\s+(?!(?:not|so|yes|no|you|possible|that's)\b)"
)
_WHO = r"(?:i|we|they|he|she|there)"
IF_NOT = re.compile(
    r"(?:if\s+(?:not|no|none|(?:they|he|she|i|we)\s+(?:haven't|hasn't|have\s+not|has\s+not|didn't|don't|do\s+not)|there\s+(?:is|are)(?:n't|\s+not|\s+none))|otherwise)[\s,:]+(?:then\s+)?"
)
IF_SO = re.compile(
    rf"(?:if\s+(?:so|yes|they\s+have|{_WHO}\s+(?:have|has|did|do|is|are))|in\s+that\s+case)[\s,:]+(?:then\s+)?"
)
ELSE = re.compile(r"[,;.]?\s+(?:(?:or\s+)?else|otherwise|if\s+not)[\s,:]+(?:then\s+)?")

PEOPLE_PRONOUN = re.compile(
    r"\b(?P<own>his|their|her(?=\s+(?!(?:a|an|the|on|at|for|to|in|from|about|if|and|by|with|that|this|next|tomorrow|today|please|know)\b)[a-z]))|\b(?P<who>them|him|her)\b"
)
THING_PRONOUN = re.compile(r"\b(?:it|them|those|these|that|this|all\s+of\s+(?:it|them|those))\b")
MESSAGE = re.compile(r":\s|\b(?:saying|that\s+says|telling|know|to\s+say|that)\b")
"""From here on a mail's text may begin: pronouns in it are the person's own."""
