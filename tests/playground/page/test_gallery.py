"""The gallery, all of it at once: complete, closed in itself, and with a name for every control."""

from playground.page import gallery
from tests.playground.page.drawing import PAINTER, boxes
from tests.playground.page.html_reader import Tag, read

GALLERY = read(gallery.page(PAINTER))


def test_the_gallery_has_every_type_and_only_its_own_boxes() -> None:
    expected = ["Block: hologram", "Element: lever", "Block: section"]
    assert boxes(GALLERY) == expected
    assert GALLERY.unbalanced == []


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
