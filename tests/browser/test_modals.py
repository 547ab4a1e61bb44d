"""The Edit form: what cannot be, what is said about it, and what becomes of what was typed."""

from playwright.async_api import expect

from tests.browser.desk import Desk
from tests.scenario.world import World

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"


async def test_an_impossible_value_is_told_at_its_field_and_nothing_typed_is_lost(
    world: World, sam: Desk
) -> None:
    await sam.writes(FOLLOW_UP)
    await sam.presses("Edit")
    subject, text = sam.modal.get_by_label("Subject"), sam.modal.get_by_label("Text")
    await subject.fill("After {{ shoe_size }}")
    await text.fill("Dear {{ first_name }}, until soon.")
    await sam.presses("Update preview", sam.modal)

    await sam.sees(sam.modal, "{{ shoe_size }} is not a field here")
    await expect(subject).to_be_focused()
    await expect(subject).to_have_attribute("aria-invalid", "true")
    assert "is not a field here" in await _described(sam)
    await expect(text).not_to_have_attribute("aria-invalid", "true")
    await expect(subject).to_have_value("After {{ shoe_size }}")
    await expect(text).to_have_value("Dear {{ first_name }}, until soon.")

    await subject.fill("After {{ event_title }}")
    await expect(subject).not_to_have_attribute("aria-invalid", "true")
    await sam.presses("Update preview", sam.modal)
    await expect(sam.modal).to_have_count(0)
    await sam.sees(sam.message(), "Subject: After Q4 planning", "Dear John, until soon.")
    await world.settled()


async def test_escape_closes_the_form_and_the_preview_stays_as_it_was(
    world: World, sam: Desk
) -> None:
    await sam.writes(FOLLOW_UP)
    await sam.presses("Edit")
    await sam.modal.get_by_label("Subject").fill("Something else")
    await sam.page.keyboard.press("Escape")
    await expect(sam.modal).to_have_count(0)
    await expect(sam.button("Edit")).to_be_focused()
    await world.settled()
    await sam.sees(sam.message(), "Subject: Follow-up: Q4 planning")


async def test_what_is_in_a_form_survives_a_reload(world: World, sam: Desk) -> None:
    await sam.writes(FOLLOW_UP)
    await sam.presses("Edit")
    subject = sam.modal.get_by_label("Subject")
    await subject.fill("Written before the reload")
    async with sam.page.expect_response("**/page/act/enter"):
        await subject.blur()
    await sam.reloads()
    await expect(sam.modal.get_by_label("Subject")).to_have_value("Written before the reload")
    await sam.presses("Update preview", sam.modal)
    await sam.sees(sam.message(), "Subject: Written before the reload")
    await world.settled()


async def _described(desk: Desk) -> str:
    """What a screen reader adds to the name of the field that has the focus."""
    return str(
        await desk.measures(
            """() => (document.activeElement.getAttribute("aria-describedby") ?? "").split(" ")
                .map((id) => document.getElementById(id)?.textContent ?? "").join(" ")"""
        )
    )
