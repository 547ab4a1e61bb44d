"""How English changes what was said before, as data."""

import re

FOLLOW_OPENING = re.compile(
    r"(?:(?:actually|ok(?:ay)?|oh|no|wait|sorry|hmm*|well|and|but|so|please|pls|plz|rather|on\s+second"
    r"\s+thoughts?|i\s+meant?)\b[\s,.!:;]*)+"
)
"""How people begin to change what they have just said."""

FOLLOW_STOP = re.compile(
    r"(?:stop|cancel|never\s*mind|forget\s+(?:it|that|about\s+it)|don'?t|drop\s+(?:it|that))"
    r"(?:\s+(?:it|that|this|please|pls))*"
)
"""What means the whole draft, where nothing follows it."""

FOLLOW_ONLY = re.compile(r"\b(?:only|just)\b(?:\s+(?:to|for|with))?")
THE_ONES = re.compile(
    r"\b(?:the\s+)?(?:ones?|those|people|them|folks|customers?|clients?|contacts?|colleagues?|leads?|deals?)\b"
)
"""Says nothing that the draft does not say already."""

FOLLOW_FIRST = re.compile(
    r"\b(?:only|just)\s+(?:the\s+)?(?:first|top)\s+(?P<count>\d{1,4})(?:\s+(?:ones?|of\s+them|people))?\b"
)

FOLLOW_EXCEPT = re.compile(
    r"\b(?:but\s+)?(?:not|except(?:\s+for)?|without|excluding|leave\s+out|skip|drop|exclude|minus)\s+"
    r"(?:to\s+|for\s+|at\s+|in\s+|from\s+)?(?:(?:the\s+)?(?:ones|those|people|anyone|anybody)\s+(?:at|in|from)\s+)?"
)

FOLLOW_AND = re.compile(r"(?<=\x00)\s*,?\s*(?:and|but)\s*(?=\x00)")
"""Between two changes that are both understood."""

DO_IT = re.compile(
    r"\b(?:(?:make|do|send|run|schedule|start|have)\s+(?:it|them|this|that)|let's\s+(?:do|say)(?:\s+it)?)\s+(?:for\s+)?"
)
