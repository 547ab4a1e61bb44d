"""The calls around the blocks: content, lengths, rooms, threads, tokens and attachments."""

from typing import Any

from tests.playground.verdicts import sources as see
from tests.playground.verdicts.parts import of, plain, section, without
from tests.playground.verdicts.row import (
    CHANNEL,
    MESSAGE,
    OK,
    OTHERS_TS,
    OWN_TS,
    PERSON,
    Json,
    Row,
)


def _post(name: str, verdict: str, source: str, **arguments: Any) -> Row:
    given = {"channel": CHANNEL, **arguments}
    return Row(f"post, {name}", "chat.postMessage", given, verdict, source)


def _update(name: str, verdict: str, source: str, **arguments: Any) -> Row:
    given = {"channel": CHANNEL, "ts": OWN_TS, **arguments}
    return Row(f"update, {name}", "chat.update", given, verdict, source)


def _whisper(name: str, verdict: str, source: str, **arguments: Any) -> Row:
    given = {"channel": CHANNEL, "user": PERSON, **arguments}
    return Row(f"ephemeral, {name}", "chat.postEphemeral", given, verdict, source)


COUNTS = (
    MESSAGE.takes("50 blocks", *[section()] * 50, source=see.BLOCKS_ANSWER),
    MESSAGE.refuses(
        "51 blocks",
        *[section()] * 51,
        source=see.BLOCKS_ANSWER,
        says="no more than 50 items allowed [json-pointer:/blocks]",
    ),
    *MESSAGE.up_to("block_id", 255, lambda n: section(block_id=of(n)), source=see.SECTION),
    MESSAGE.refuses(
        "unknown block",
        {"type": "banner", "text": plain()},
        source=see.PROBED_SURFACES,
        says="unsupported type: banner [json-pointer:/blocks/0/type]",
    ),
    MESSAGE.refuses("block without a type", without(section(), "type"), source=see.SECTION),
    MESSAGE.refuses(
        "block with a field of no block",
        section(colour="red"),
        source=see.BUTTON_FIELD_ANSWER,
        says="invalid additional property: colour [json-pointer:/blocks/0]",
    ),
)

CONTENT = (
    _post("text", OK, see.POST, text="Hello"),
    _post("blocks without text", OK, see.POST, blocks=[section()]),
    _post("nothing", "no_text", see.POST),
    _post("empty text", "no_text", see.POST, text=""),
    _post("40,000 characters", OK, see.POST, text=of(40_000)),
    _post("40,001 characters, which are cut", OK, see.CUT_TEXT, text=of(40_001)),
    _post("markdown_text", OK, see.POST, markdown_text="**Hello**"),
    _post(
        "markdown_text beside text", "markdown_text_conflict", see.POST, markdown_text="a", text="b"
    ),
    _post(
        "markdown_text beside blocks",
        "markdown_text_conflict",
        see.POST,
        markdown_text="a",
        blocks=[section()],
    ),
    _post("blocks as JSON text", OK, see.POST, blocks='[{"type": "divider"}]'),
    _post("blocks that are no JSON", "invalid_blocks_format", see.POST, blocks="[{"),
    _post(
        "blocks inside an object",
        "invalid_blocks_format",
        see.BLOCKS_FORMAT_ANSWER,
        blocks='{"blocks": [{"type": "divider"}]}',
    ),
    _update("text", OK, see.UPDATE, text="Hello"),
    _update("4,000 characters", OK, see.LONG_UPDATE, text=of(4000)),
    _update("4,001 characters", "msg_too_long", see.LONG_UPDATE, text=of(4001)),
    _update("no blocks any more", OK, see.UPDATE, text="Hello", blocks=[]),
    _update("51 blocks", "invalid_blocks", see.UPDATE, blocks=[section()] * 51),
    _update(
        "markdown_text beside text",
        "markdown_text_conflict",
        see.UPDATE,
        markdown_text="a",
        text="b",
    ),
    _whisper("text", OK, see.EPHEMERAL, text="Hello"),
    _whisper("nothing", "no_text", see.EPHEMERAL),
    _whisper("51 blocks", "invalid_blocks", see.EPHEMERAL, blocks=[section()] * 51),
)

_ATTACHED: Json = {"fallback": "Attached", "text": "Attached"}
ATTACHMENTS = (
    _post("100 attachments and no text", OK, see.POST, attachments=[_ATTACHED] * 100),
    _post("101 attachments", "too_many_attachments", see.POST, attachments=[_ATTACHED] * 101),
    _post("attachment of blocks", OK, see.EPHEMERAL, attachments=[{"blocks": [section()]}]),
    _post(
        "attachment of a wrong block",
        "invalid_attachments",
        see.EPHEMERAL,
        attachments=[{"blocks": [section(of(3001))]}],
    ),
)

ROOMS = (
    _post("to nowhere", "channel_not_found", see.POST, channel="C0NOWHERE", text="Hello"),
    _post(
        "to a channel without the bot", "not_in_channel", see.POST, channel="C0RANDOM", text="Hello"
    ),
    _post("to a channel by its name", OK, see.POST, channel="#general", text="Hello"),
    _post("to a person", OK, see.POST, channel=PERSON, text="Hello"),
    _post("into a thread", OK, see.POST, text="Hello", thread_ts=OWN_TS),
    _post(
        "into no thread", "thread_not_found", see.THREAD_ANSWER, text="Hello", thread_ts="1.000001"
    ),
    _update("of no message", "message_not_found", see.UPDATE, text="Hello", ts="1.000001"),
    _update("of another's message", "cant_update_message", see.UPDATE, text="Hello", ts=OTHERS_TS),
    _update("in no channel", "channel_not_found", see.UPDATE, text="Hello", channel="C0NOWHERE"),
    _whisper(
        "to somebody outside", "user_not_in_channel", see.EPHEMERAL, text="Hello", user="U0GUS"
    ),
    _whisper("nowhere", "channel_not_found", see.EPHEMERAL, text="Hello", channel="C0NOWHERE"),
)

_HELLO: Json = {"channel": CHANNEL, "text": "Hello"}
TOKENS = (
    Row("no token", "chat.postMessage", _HELLO, "not_authed", see.POST, token=""),
    Row(
        "made-up token", "chat.postMessage", _HELLO, "invalid_auth", see.POST, token="xoxb-made-up"
    ),
    Row(
        "the app's token for the bot's method",
        "chat.postMessage",
        _HELLO,
        "not_allowed_token_type",
        see.POST,
        token="xapp-playground-app",
    ),
)

ROWS = (*COUNTS, *CONTENT, *ATTACHMENTS, *ROOMS, *TOKENS)
