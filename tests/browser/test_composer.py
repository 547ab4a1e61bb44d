"""The box one writes in: commands and names completed, files dropped on it."""

import re
from pathlib import Path

from playwright.async_api import Locator, expect

from playground.files import MOST_BYTES
from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk
from tests.browser.keys import Keys
from tests.scenario.world import PRIYA, SALES, World

CSV = "email,name\r\nana@example.org,Ana Ruiz\r\nbo@example.org,Bo “Ø” Berg\r\n".encode()

# What a file manager does: the file travels in a DataTransfer, and is let go over the box.
_DROP = """([text, name]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name, { type: "text/csv" }));
  const box = document.querySelector("#compose");
  for (const type of ["dragover", "drop"]) {
    box.dispatchEvent(new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true }));
  }
}"""


async def test_a_command_is_completed_by_keyboard(world: World, desk: OpenDesk) -> None:
    sam = await desk(world, path=SALES)
    await sam.box.press_sequentially("/b")
    offered = sam.page.get_by_role("listbox", name="Completions")
    await sam.sees(offered, "/bulk", "Bulk work in plain words")
    await sam.box.press("Tab")
    await expect(sam.box).to_have_value("/bulk ")
    await expect(offered).to_be_hidden()
    await sam.box.press_sequentially("help")
    await sam.box.press("Enter")
    await sam.sees(sam.message(), "Only visible to you")
    await expect(sam.box).to_have_value("")
    await world.settled()


async def test_names_are_completed_by_arrows_and_by_mouse(world: World, desk: OpenDesk) -> None:
    sam = await desk(world, path=SALES)
    offered = sam.page.get_by_role("listbox", name="Completions")
    await sam.box.press_sequentially("Hello @")
    await expect(offered.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    await sam.box.press("ArrowDown")
    second = offered.get_by_role("option").nth(1)
    await expect(second).to_have_attribute("aria-selected", "true")
    active = await sam.box.get_attribute("aria-activedescendant")
    assert active == await second.get_attribute("id")
    await sam.box.press("Escape")
    await expect(offered).to_be_hidden()
    await expect(sam.box).to_have_value("Hello @")

    await sam.box.press_sequentially("nai")  # by the last name too
    await offered.get_by_role("option", name=re.compile("Priya Nair")).click()
    await expect(sam.box).to_have_value("Hello @Priya Nair ")
    await expect(sam.box).to_be_focused()
    await sam.box.press_sequentially("see #gen")
    await sam.box.press("Enter")
    await expect(sam.box).to_have_value("Hello @Priya Nair see #general ")
    await sam.box.press("Enter")
    said = sam.message("Hello")
    await expect(said.get_by_text("@Priya Nair")).to_be_visible()
    await expect(said.get_by_text("#general")).to_be_visible()


async def test_a_line_break_does_not_send(world: World, desk: OpenDesk) -> None:
    sam = await desk(world, path=SALES)
    await sam.box.press_sequentially("First line")
    before = await height(sam.box)
    await sam.box.press("Shift+Enter")
    await sam.box.press_sequentially("Second line")
    await expect(sam.messages()).to_have_count(0)
    assert await height(sam.box) > before
    await sam.box.press("Enter")
    await sam.sees(sam.message(), "First line", "Second line")
    await world.settled()


async def test_a_csv_dragged_onto_the_box_waits_for_the_words_about_it(
    world: World, desk: OpenDesk
) -> None:
    sam, priya = await desk(world, path=SALES), await desk(world, PRIYA, SALES)
    await sam.box.fill("The list")
    await sam.measures(_DROP, [CSV.decode(), "guests.csv"])
    await sam.sees(waiting(sam), "guests.csv", f"{len(CSV)} bytes")
    await sam.sees(sam.page.locator("#announcer"), "Attached: guests.csv")
    await expect(sam.box).to_be_focused()
    await sam.box.press_sequentially(" for Friday")
    await expect(sam.messages()).to_have_count(0)
    await sam.box.press("Enter")
    await sam.sees(sam.message("The list for Friday"), "guests.csv", "CSV")
    await expect(sam.box).to_have_value("")
    await expect(waiting(sam)).to_be_hidden()
    link = priya.message("The list for Friday").get_by_role("link", name="guests.csv")
    assert await priya.downloads(link) == CSV


async def test_a_file_is_attached_with_the_button_too(
    world: World, desk: OpenDesk, tmp_path: Path
) -> None:
    sam = await desk(world, path=SALES)
    path = tmp_path / "people.csv"
    path.write_bytes(CSV)
    await sam.page.get_by_label("Attach a file").first.set_input_files(path)
    await sam.sees(waiting(sam), "people.csv")
    await sam.presses("Send")
    link = sam.message("people.csv").get_by_role("link", name="people.csv")
    assert await sam.downloads(link) == CSV


async def test_what_was_attached_is_taken_away_again(world: World, desk: OpenDesk) -> None:
    sam = await desk(world, path=SALES)
    keys = Keys(sam.page)
    for name in ("one.csv", "two.csv", "three.csv"):
        await sam.measures(_DROP, [CSV.decode(), name])
    await sam.box.press("Escape")
    await expect(waiting(sam).get_by_role("listitem")).to_contain_text(["one.csv", "two.csv"])
    await keys.goes_to("Remove one.csv")
    await keys.presses("Enter")
    await keys.is_at("Remove two.csv")
    await sam.sees(sam.page.locator("#announcer"), "Removed: one.csv")
    await keys.presses("Escape")
    await expect(waiting(sam)).to_be_hidden()
    await expect(sam.box).to_be_focused()
    await sam.writes("Without any file")
    await expect(sam.messages(".csv")).to_have_count(0)


async def test_files_that_cannot_be_sent_are_told_and_kept(
    world: World, desk: OpenDesk, tmp_path: Path
) -> None:
    sam = await desk(world, path=SALES)
    sam.expects("/page/upload")
    large, empty = tmp_path / "film.mov", tmp_path / "empty.csv"
    with large.open("wb") as film:
        film.truncate(MOST_BYTES + 1)
    empty.touch()
    picker = sam.page.get_by_label("Attach a file").first
    await picker.set_input_files(large)
    await sam.sees(sam.toast, "film.mov is too large", "20 MB")
    await expect(waiting(sam)).to_be_hidden()
    await picker.set_input_files(empty)
    await sam.box.fill("See for yourself")
    await sam.box.press("Enter")
    await sam.sees(sam.toast.last, "empty.csv is empty")
    await sam.sees(waiting(sam), "empty.csv")
    await expect(sam.box).to_have_value("See for yourself")
    await sam.box.fill("/bulk help")
    await sam.box.press("Enter")
    await sam.sees(sam.toast.last, "A command takes no files")
    await sam.sees(waiting(sam), "empty.csv")


async def test_what_cannot_be_sent_stays_in_the_box(world: World, desk: OpenDesk) -> None:
    sam = await desk(world, path=SALES)
    sam.expects("/page/act/say")
    await sam.box.fill("/nothing like it")
    await sam.box.press("Enter")
    await expect(sam.toast).to_contain_text("/nothing")
    await expect(sam.box).to_have_value("/nothing like it")
    await sam.presses("Dismiss", sam.toast)
    await expect(sam.toast).to_have_count(0)


def waiting(desk: Desk) -> Locator:
    """The files that wait in the box."""
    return desk.page.get_by_role("list", name="Files that are sent with it").first


async def height(what: Locator) -> float:
    """How tall it is, in pixels."""
    box = await what.bounding_box()
    assert box is not None
    return box["height"]
