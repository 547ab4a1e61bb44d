"""How the text of a request holds the people, channels and groups that it mentions.

A mention stays what it is until a plan is made of it, because a name can be somebody else's:
<@ana@example.org|Ana Lima>, <@U1|Ana Lima> where no address is known, <#C1|launch>,
<!subteam^S1|@crew>. People only read it without: `spoken` in texts, `readable` in a request.
"""

import re

_ID, _LABEL = r"[^<>\s|\"]+", r"[^<>|\n\"]*"
PERSON = re.compile(rf"<@(?P<address>[^<>\s|\"@]+@[^<>\s|\"@]+)\|(?P<label>{_LABEL})>")
"""Somebody whose address is known."""
CHANNEL = re.compile(rf"<#(?P<id>{_ID})(?:\|(?P<label>{_LABEL}))?>")
GROUP = re.compile(rf"<!subteam\^(?P<id>{_ID})(?:\|(?P<label>{_LABEL}))?>")
ANY = re.compile(rf"<(?P<kind>[@#]|!subteam\^)(?P<id>{_ID})(?:\|(?P<label>{_LABEL}))?>")

_BREAKS_OUT = re.compile(r"[<>|\"\u201c\u201d\u201e\u00ab\u00bb\s]+")
"""What would end a label, or begin a quotation in it."""


def person(user_id: str, name: str, address: str = "") -> str:
    """The mention of somebody; without an address it names them, and nobody can be written to by it."""
    return f"<@{address or user_id}|{_label(name)}>"


def channel(channel_id: str, name: str) -> str:
    """The mention of a channel."""
    return f"<#{channel_id}|{_label(name)}>"


def group(group_id: str, handle: str) -> str:
    """The mention of a user group; its handle begins with an @."""
    return f"<!subteam^{group_id}|{_label(handle)}>"


def spoken(text: str) -> str:
    """The text with what is mentioned by its name."""
    return ANY.sub(called, text)


def readable(text: str) -> str:
    """The same, with the addresses of people: what is shown of a request, and can be read again."""
    return spoken(PERSON.sub(lambda one: f"{one['label']} <{one['address']}>".strip(), text))


def names_place(text: str) -> bool:
    """Whether it mentions a channel or a user group."""
    return bool(CHANNEL.search(text) or GROUP.search(text))


def called(mention: re.Match[str]) -> str:
    """What people call what is mentioned: "Ana Lima", "#launch", "@crew"; its id without a name."""
    label = (mention["label"] or "").strip()
    sign = "#" if mention[0].startswith("<#") else ""
    return f"{sign}{label or mention['id']}"


def _label(name: str) -> str:
    return _BREAKS_OUT.sub(" ", name).strip()
