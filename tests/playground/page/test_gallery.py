"""The gallery, all of it at once: complete, closed in itself, and with a name for every control."""

from http import HTTPStatus

import pytest
from aiohttp import ClientSession

from playground.blockkit import check_message, check_view
from playground.page import gallery
from playground.page.gallery_blocks import SPECIMENS, Specimen
from playground.server import PlaygroundServer
from tests.playground.page.drawing import PAINTER, boxes
from tests.playground.page.html_reader import Tag, read

GALLERY = read(gallery.page(PAINTER))


def test_the_gallery_has_every_type_and_only_its_own_boxes() -> None:
    expected = ["Block: hologram", "Element: lever", "Block: section"]
    assert boxes(GALLERY) == expected
    assert GALLERY.unbalanced == []


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda one: one.name)
def test_the_gallery_shows_what_slack_takes(specimen: Specimen) -> None:
    blocks = specimen.message.get("blocks") or []
    view = {"type": specimen.surface, "blocks": blocks}
    if specimen.surface == "modal":
        view |= {name: {"type": "plain_text", "text": "Do it"} for name in ("title", "submit")}
    is_message = specimen.surface == "message"
    found = check_message({"text": "x", "blocks": blocks}) if is_message else check_view(view)
    assert bool(found) == (specimen.name == "unknown"), found


async def test_the_gallery_comes_with_all_its_files_and_no_leave_to_fetch_others(
    server: PlaygroundServer,
) -> None:
    async with ClientSession(server.url) as browser, browser.get("/gallery") as answer:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        served = read(await answer.text())
        own = [tag.attributes["href"] for tag in served.all("link")]
        own += ["/static/page/fields.css", *{tag.attributes["src"] for tag in served.all("img")}]
        for address in own:
            async with browser.get(address) as asset:
                assert asset.status == HTTPStatus.OK, address


def test_nothing_on_the_page_is_inline_or_from_elsewhere() -> None:
    for tag in GALLERY.tags:
        assert "style" not in tag.attributes, tag
        assert not [name for name in tag.attributes if name.startswith("on")], tag
        assert not tag.attributes.get("src", "/").startswith(("http", "//")), tag
    assert not GALLERY.all("script")
    assert not GALLERY.all("style")


def test_ids_are_unique_and_what_refers_to_them_finds_them() -> None:
    ids = [tag.attributes["id"] for tag in GALLERY.tags if "id" in tag.attributes]
    assert len(ids) == len(set(ids))
    for tag in GALLERY.tags:
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            assert set(tag.attributes.get(name, "").split()) <= set(ids), tag


def test_every_control_has_a_name() -> None:
    labelled = {tag.attributes["for"] for tag in GALLERY.all("label") if "for" in tag.attributes}
    for tag in GALLERY.tags:
        if tag.name in {"input", "select", "textarea", "summary", "button"}:
            assert _is_named(tag, labelled), tag


def _is_named(tag: Tag, labelled: set[str]) -> bool:
    return bool(
        tag.attributes.get("type") == "hidden"
        or tag.attributes.get("aria-label")
        or tag.attributes.get("aria-labelledby")
        or tag.attributes.get("id") in labelled
        or "label" in tag.inside
        or tag.text.strip()
    )
