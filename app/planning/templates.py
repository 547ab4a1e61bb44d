"""The built-in texts, and the letter that a person's own words are put into.

What a person types may hold {{ fields }}; what comes from records or from the vocabulary never
does, and goes through `plain` before it is put into anything that is rendered.
"""

import re

from app.domain.plan import Template

GREETING = 'Hello {{ first_name | default: "there" }},'
CLOSING = "Best regards,\n{{ my_name }}"

_OWN_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b", re.IGNORECASE
)
_OPENING = re.compile(r"\{(?=[{%])")

FOLLOW_UP = Template(
    name="follow_up",
    subject='Follow-up: {{ event_title | default: "our meetings" }}',
    body=f"""{GREETING}

Thank you for taking part in {{{{ event_title | default: "our meetings" }}}} on \
{{{{ event_day | default: "those days" }}}}.

If anything was left open, or if you would like to add something, just reply to this message.

{CLOSING}""",
)


def letter(text: str) -> str:
    """The text with a greeting and a signature, unless it brings a greeting of its own."""
    if _OWN_GREETING.match(text):
        return text
    return f"{GREETING}\n\n{text}\n\n{CLOSING}"


def plain(value: str) -> str:
    """The value for a place that is rendered, so that braces in it are shown and not obeyed."""
    return _OPENING.sub('{{ "{" }}', value)
