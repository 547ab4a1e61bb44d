"""Section, header, divider, context, image, actions, video, file, markdown and call."""

from typing import Any

from tests.playground.verdicts import sources as see
from tests.playground.verdicts.parts import (
    URL,
    actions,
    button,
    choice,
    context,
    header,
    image,
    mrkdwn,
    of,
    plain,
    section,
    url_of,
    without,
)
from tests.playground.verdicts.row import HOME, MESSAGE, MODAL, Json

SECTION = (
    *MESSAGE.up_to(
        "text of a section",
        3000,
        lambda n: section(of(n)),
        source=see.TEXT_ANSWER,
        says="[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ),
    *MESSAGE.at_least("text of a section", 1, lambda n: section(of(n)), source=see.TEXT),
    *HOME.up_to(
        "text of a section",
        3000,
        lambda n: section(of(n)),
        source=see.SECTION,
        says="must be less than 3001 characters [json-pointer:/view/blocks/0/text/text]",
    ),
    *MESSAGE.up_to(
        "fields of a section",
        10,
        lambda n: {"type": "section", "fields": [plain()] * n},
        source=see.FIELDS_ANSWER,
        says="no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    *MESSAGE.up_to(
        "text of a field",
        2000,
        lambda n: {"type": "section", "fields": [mrkdwn(of(n))]},
        source=see.SECTION,
    ),
    MESSAGE.refuses(
        "section of neither text nor fields",
        {"type": "section"},
        source=see.SECTION_ANSWER,
        says="must define either `text` or `fields` [json-pointer:/blocks/0",
    ),
    MESSAGE.refuses(
        "section of an empty list of fields",
        {"type": "section", "fields": []},
        source=see.PROBED,
    ),
    MESSAGE.takes(
        "section of text, fields and a picture",
        section(fields=[plain(), mrkdwn()], accessory=image(), expand=True),
        source=see.SECTION,
    ),
    MESSAGE.refuses(
        "text object of another type",
        {"type": "section", "text": {"type": "markdown", "text": "Text"}},
        source=see.TEXT,
    ),
    MESSAGE.refuses(
        "bare string for a text object", {"type": "section", "text": "Text"}, source=see.TEXT
    ),
    MESSAGE.refuses(
        "datetimepicker beside a section",
        section(accessory=choice("datetimepicker")),
        source=see.ELEMENT_SURFACES,
    ),
    MESSAGE.refuses(
        "file_input beside a section",
        section(accessory=choice("file_input")),
        source=see.FILE_INPUT,
    ),
)

HEADER_AND_DIVIDER = (
    *MESSAGE.up_to("text of a header", 150, lambda n: header(of(n)), source=see.HEADER),
    MESSAGE.takes(
        "header of 150 emoji: characters are counted, not bytes",
        header("\N{ROCKET}" * 150),
        source=see.PROBED,
    ),
    MESSAGE.refuses("header in mrkdwn", {"type": "header", "text": mrkdwn()}, source=see.HEADER),
    MESSAGE.refuses("empty header", header(""), source=see.TEXT),
    MESSAGE.takes("divider", {"type": "divider"}, source=f"{see.BLOCKS}/divider-block"),
)

CONTEXT = (
    *MESSAGE.up_to(
        "elements of a context",
        10,
        lambda n: context(*([mrkdwn()] * n)),
        source=see.CONTEXT,
        says="no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    MESSAGE.takes(
        "context of both texts and a picture",
        context(plain(), mrkdwn(), image()),
        source=see.CONTEXT,
    ),
    MESSAGE.refuses("button in a context", context(button()), source=see.CONTEXT),
)

IMAGE = (
    MESSAGE.takes("image with a title", image(title=plain()), source=see.IMAGE),
    *MESSAGE.up_to("image_url", 3000, lambda n: image(image_url=url_of(n)), source=see.IMAGE),
    *MESSAGE.up_to("alt_text of an image", 2000, lambda n: image(alt_text=of(n)), source=see.IMAGE),
    *MESSAGE.up_to(
        "title of an image", 2000, lambda n: image(title=plain(of(n))), source=see.IMAGE
    ),
    MESSAGE.refuses("title of an image in mrkdwn", image(title=mrkdwn()), source=see.IMAGE),
    MESSAGE.refuses(
        "image without alt_text",
        without(image(), "alt_text"),
        source=see.IMAGE,
        says="missing required field: alt_text",
    ),
    MESSAGE.refuses("image without a source", without(image(), "image_url"), source=see.PROBED),
    MESSAGE.refuses("image of two sources", image(slack_file={"url": URL}), source=see.PROBED),
    *MODAL.up_to(
        "alt_text of an image element",
        2000,
        lambda n: context(image(alt_text=of(n))),
        source=see.PROBED,
    ),
)

ACTIONS = (
    *MESSAGE.up_to(
        "elements of an actions block",
        25,
        lambda n: actions(*(button(f"b{i}") for i in range(n))),
        source=see.ELEMENTS_ANSWER,
        says="no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    MESSAGE.refuses(
        "one action_id twice in a block",
        actions(button("go"), button("go")),
        source=see.ACTION_ID_ANSWER,
    ),
    MESSAGE.takes(
        "one action_id in two blocks",
        actions(button("go")),
        actions(button("go")),
        source=see.BUTTON,
    ),
    MESSAGE.refuses("picture in an actions block", actions(image()), source=see.ACTIONS),
    MESSAGE.refuses(
        "file_input in an actions block", actions(choice("file_input")), source=see.FILE_INPUT
    ),
)


def _video(**more: Any) -> Json:
    return {
        "type": "video",
        "title": plain("How it works"),
        "alt_text": "A film",
        "video_url": "https://example.com/embed/1",
        "thumbnail_url": URL,
        **more,
    }


# At exactly 200 (and 50) characters the reference, slack_sdk and blocks.validate differ.
VIDEO = (
    *(surface.takes("video", _video(), source=see.VIDEO) for surface in (MESSAGE, MODAL, HOME)),
    *MESSAGE.up_to(
        "title of a video", 199, lambda n: _video(title=plain(of(n))), source=see.VIDEO, over=201
    ),
    *MESSAGE.up_to(
        "author_name of a video", 49, lambda n: _video(author_name=of(n)), source=see.VIDEO, over=51
    ),
    *MESSAGE.up_to(
        "description of a video",
        199,
        lambda n: _video(description=plain(of(n))),
        source=see.VIDEO,
        over=201,
    ),
    *MESSAGE.up_to(
        "provider_name of a video",
        50,
        lambda n: _video(provider_name=of(n)),
        source=see.PROBED_LIMITS,
    ),
    *MESSAGE.up_to(
        "alt_text of a video", 2000, lambda n: _video(alt_text=of(n)), source=see.PROBED
    ),
    MESSAGE.refuses("title of a video in mrkdwn", _video(title=mrkdwn()), source=see.VIDEO),
    MESSAGE.refuses("video without alt_text", without(_video(), "alt_text"), source=see.VIDEO),
    MESSAGE.refuses(
        "video without a thumbnail", without(_video(), "thumbnail_url"), source=see.VIDEO
    ),
    MESSAGE.refuses("video over http", _video(video_url="http://example.com/1"), source=see.VIDEO),
)

_FILE: Json = {"type": "file", "external_id": "ABCD1", "source": "remote"}
FILE_AND_CALL = (
    MESSAGE.takes("remote file", _FILE, source=see.FILE),
    MESSAGE.refuses("file of another source", {**_FILE, "source": "local"}, source=see.FILE),
    MESSAGE.refuses("file without external_id", without(_FILE, "external_id"), source=see.FILE),
    MODAL.refuses("file", _FILE, source=see.FILE_IN_MODAL),
    HOME.refuses("file", _FILE, source=see.PROBED_SURFACES),
    MESSAGE.takes("call", {"type": "call", "call_id": "R123"}, source=see.CALLS_API),
    MESSAGE.refuses("call without call_id", {"type": "call"}, source=see.CALLS_API),
)


def _markdown(length: int) -> Json:
    return {"type": "markdown", "text": of(length)}


# Between 12,000 and some 13,300 characters together the reference and TOTAL_ANSWER differ.
MARKDOWN = (
    *MESSAGE.up_to("text of a markdown block", 12_000, _markdown, source=see.MARKDOWN),
    MESSAGE.takes(
        "two markdown blocks of 6,000", _markdown(6000), _markdown(6000), source=see.MARKDOWN
    ),
    MESSAGE.refuses(
        "two markdown blocks of 7,000",
        _markdown(7000),
        _markdown(7000),
        source=see.TOTAL_ANSWER,
        error="invalid_blocks|msg_blocks_too_long",
    ),
    MESSAGE.refuses("markdown without text", {"type": "markdown"}, source=see.MARKDOWN),
    MODAL.refuses("markdown", _markdown(5), source=see.PROBED_CASES),
    HOME.refuses("markdown", _markdown(5), source=see.PROBED_SURFACES),
)

ROWS = (
    *SECTION,
    *HEADER_AND_DIVIDER,
    *CONTEXT,
    *IMAGE,
    *ACTIONS,
    *VIDEO,
    *FILE_AND_CALL,
    *MARKDOWN,
)
