"""A file is shared with a sentence: its people are mailed, invited, or become contacts."""

import io
from collections.abc import Sequence

from openpyxl import Workbook

from app.domain.record import Entity
from playground.viewer import Shown
from tests.scenario.colleague import Colleague
from tests.scenario.later import CONFIRM, STARTS, UNTIL_LOOK
from tests.scenario.world import SALES, SAM, World

GUESTS = (
    "Name;Mail;Seat No.\r\n"
    "Ana Lima;ana@guests.example;A1\r\n"
    "Bo Öst;bo@guests.example;A2\r\n"
    "\r\n"
    "Cy Dahl;cy at guests.example;A3\r\n"
    "Di Evans;;A4\r\n"
    "Ana again;ANA@guests.example;A5\r\n"
    "Edo Funk;edo@guests.example;\r\n"
)


def workbook(**sheets: Sequence[Sequence[object]]) -> bytes:
    """A workbook as a spreadsheet program saves it."""
    book, file = Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file.getvalue()


async def shares(world: World, name: str, content: str | bytes, text: str = "") -> None:
    """Sam sends the app a file with a sentence."""
    data = content.encode() if isinstance(content, str) else content
    await world.slack.upload(SAM, name, data, text=text)


async def test_everyone_in_a_file_gets_a_mail_with_their_own_seat(
    world: World, sam: Colleague
) -> None:
    text = "email everyone in this file: Hi {{ first_name }}, your seat is {{ seat_no }}"
    await shares(world, "guests.csv", GUESTS, text)
    preview = await sam.sees("Email 2 people", "guests.csv (column Mail)", CONFIRM)
    said = sam.text_of(preview)
    for reason in (
        "Invalid address: Cy Dahl (cy at guests.example) (row 5)",
        "No address: Di Evans (row 6)",
        "Duplicate address: Ana again (ANA@guests.example) (row 7)",
        "and 1 more",
    ):
        assert reason in said, said
    await sam.presses(CONFIRM)
    await sam.sees("2 emails sent")
    assert sorted(body.strip() for body in world.bodies()) == [
        "Hi Ana, your seat is A1",
        "Hi Bo, your seat is A2",
    ]


async def test_the_edit_form_knows_the_columns_and_the_rows(world: World, sam: Colleague) -> None:
    await shares(world, "guests.csv", GUESTS, "send the attached list a reminder saying 'see you'")
    await sam.sees("Email 3 people", CONFIRM)
    await sam.presses("Edit")
    assert "{{ seat_no }}" in await sam.sees_modal("Text")
    assert "is not a field here" in str(await sam.submits({"Text": "Hi, {{ table }}"}))
    assert await sam.submits({"Text": 'Hi, seat {{ seat_no | default: "free" }}'}) == {}
    await sam.sees("Email 3 people", "seat A1", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("3 emails sent")
    assert any("seat free" in body for body in world.bodies())


async def test_a_field_that_no_column_fills_is_named_before_anything_is_shown(
    world: World, sam: Colleague
) -> None:
    await shares(world, "guests.csv", GUESTS, "email everyone in this file: Dear {{ title }}, hi")
    await sam.sees("{{ title }} is not a field here", "seat_no")


async def test_the_people_of_a_spreadsheet_are_invited(world: World, sam: Colleague) -> None:
    data = workbook(Guests=[["Full name", "E-mail"], ["Ana Lima", "ana@guests.example"]])
    text = "invite everyone in the spreadsheet to a demo on Friday at 3pm"
    await shares(world, "guests.xlsx", data, text)
    await sam.sees("guests.xlsx (column E-mail, sheet Guests)", "ana@guests.example", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("invitation sent")
    events = await world.all_of(Entity.EVENT)
    assert ["ana@guests.example"] in [
        [one for one in event.fields["attendees"] if "guests" in one] for event in events
    ]


async def test_the_people_of_a_file_become_contacts(world: World, sam: Colleague) -> None:
    table = "First name,Surname,Email,Organisation\nAna,Lima,ana@guests.example,Orchard\n"
    await shares(world, "fair.csv", table, "add these people as contacts tagged event")
    await sam.sees("fair.csv (column Email)", "Organisation", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("1 contact")
    await world.settled()
    found = [
        one
        for one in await world.all_of(Entity.CONTACT)
        if one.text("email") == "ana@guests.example"
    ]
    assert [(one.text("name"), one.text("company"), one.fields["tags"]) for one in found] == [
        ("Ana Lima", "Orchard", ["event"])
    ]


async def test_two_columns_of_addresses_are_a_question(world: World, sam: Colleague) -> None:
    table = "Name,Private,At work\nAna,ana@home.example,ana@work.example\n"
    await shares(world, "team.csv", table, "email everyone in this file that lunch is ready")
    await sam.sees("Which column of the file “team.csv” holds the email addresses?")
    await sam.presses("At work")
    await sam.sees("team.csv (column At work)", "ana@work.example", CONFIRM)


async def test_two_sheets_with_rows_are_a_question(world: World, sam: Colleague) -> None:
    row = [["Mail"], ["ana@guests.example"]]
    data = workbook(May=row, Notes=[["Remark"], ["bring cups"]], June=[*row, ["bo@guests.example"]])
    await shares(world, "guests.xlsx", data, "email everyone in this file that lunch is ready")
    await sam.sees("more than one sheet", without="Notes")
    await sam.presses("June")
    await sam.sees("Email 2 people", "sheet June", CONFIRM)


async def test_a_request_that_does_not_speak_of_its_file_is_asked_about(
    world: World, sam: Colleague
) -> None:
    text = "email all customers in Berlin that we moved"
    await shares(world, "guests.csv", GUESTS, text)
    await sam.sees("does not speak of it", "Ignore the file")
    await sam.presses("Ignore the file")
    await sam.sees("Email 10 people", CONFIRM)


async def test_a_file_in_a_mention_is_read_and_the_channel_sees_counts_only(
    world: World, sam: Colleague, priya: Colleague
) -> None:
    bot = world.installed.bot_user_id
    text = f"<@{bot}> email everyone in this file that lunch is ready"
    await world.slack.upload(SAM, "guests.csv", GUESTS.encode(), channel=SALES, text=text)
    await sam.sees("Email 3 people", "guests.csv", room="dm")
    note = await priya.sees("Sam Rivera is preparing to email 3 people", room="sales")
    assert "guests.example" not in priya.text_of(note)


async def test_what_cannot_be_used_is_said_with_what_to_do(world: World, sam: Colleague) -> None:
    text = "email everyone in this file that lunch is ready"
    for name, content, why in (
        ("plan.png", b"\x89PNG\r\n", "not a table"),
        ("guests.csv", b"Mail\n", "has no rows"),
        ("guests.csv", b"ana@guests.example\nbo@guests.example\n", "no heading"),
        ("guests.csv", b"Name\nAna\n", "No column"),
        ("guests.xlsx", b"PK\x03\x04 and then nothing", "cannot be opened"),
        ("guests.csv", b"Mail\n" + b"a@b.example\n" * 500_000, "larger than 5 MB"),
    ):
        await shares(world, name, content, text)
        await sam.sees(why)
    await shares(world, "guests.csv", GUESTS)
    await sam.sees("Tell me in the same message what to do")
    await sam.says(text)
    await sam.sees("none came with your message", "Attach the file")
    await shares(world, "guests.csv", GUESTS, "send this file to everyone in sales")
    await sam.sees("attachments", "link")
    assert world.outbox() == []


async def test_nothing_of_a_file_reaches_the_log_or_the_data_folder(
    world: World, sam: Colleague
) -> None:
    await shares(world, "guests.csv", GUESTS, "email everyone in this file that lunch is ready")
    await sam.sees("Email 3 people", CONFIRM)
    await world.settled()
    assert "guests.example" not in str(world.log.entries) + str(world.log.records)
    folder = world.app.settings.data
    kept = [path for path in folder.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if b"guests.example" in path.read_bytes()]


async def test_more_than_one_file_is_one_too_many(world: World, sam: Colleague) -> None:
    files = [("may.csv", GUESTS.encode()), ("june.csv", GUESTS.encode())]
    await world.slack.share(SAM, files, text="email everyone in this file that lunch is ready")
    await sam.sees("2 files came with your message", "one at a time")


async def test_a_scheduled_mail_reads_the_file_again_and_starts(
    world: World, sam: Colleague
) -> None:
    waiting = await scheduled_for_guests(world, sam)
    world.clock.skip(**UNTIL_LOOK)
    await world.settled()
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "3 emails sent")


async def test_a_scheduled_mail_whose_file_is_gone_does_not_start_and_says_so(
    world: World, sam: Colleague
) -> None:
    waiting = await scheduled_for_guests(world, sam)
    file = (await world.bot().files_list())["files"][0]
    await world.slack.delete_file(SAM, file["id"])
    world.clock.skip(**UNTIL_LOOK)
    await world.settled()
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "Not started", "is not there any more")
    await world.settled()
    assert world.outbox() == []


async def test_a_scheduled_mail_waits_for_a_slack_that_does_not_hand_out_its_file(
    world: World, sam: Colleague
) -> None:
    waiting = await scheduled_for_guests(world, sam)
    fault = {"kind": "server_error", "method": "files.info", "count": 1}
    await world.slack.set_faults(api=[fault])
    world.clock.skip(**UNTIL_LOOK)
    await world.until(lambda: world.log.has("recheck_failed"))
    assert world.outbox() == []
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "3 emails sent")


async def test_a_slack_that_fails_is_said_and_can_be_asked_again(
    world: World, sam: Colleague
) -> None:
    await world.slack.set_faults(api=[{"kind": "server_error", "method": "files.info"}])
    await shares(world, "guests.csv", GUESTS, "email everyone in this file that lunch is ready")
    await sam.sees("Slack did not hand out the file “guests.csv”", "try again")
    await shares(world, "guests.csv", GUESTS, "email everyone in this file that lunch is ready")
    await sam.sees("Email 3 people", CONFIRM)


async def test_a_file_that_is_deleted_before_its_answer_is_gone(
    world: World, sam: Colleague
) -> None:
    table, text = b"Home,Work\na@h.example,a@w.example\n", "email them that lunch is ready"
    shared = await world.slack.upload(SAM, "team.csv", table, text=text)
    await sam.sees("Which column")
    await world.slack.delete_file(SAM, shared["file"]["id"])
    await sam.presses("Work")
    await sam.sees("The file “team.csv” is not there any more")


async def scheduled_for_guests(world: World, sam: Colleague) -> Shown:
    """A mail to the people of a file, confirmed for tomorrow at nine."""
    text = "tomorrow at 9 email everyone in this file that the doors are open"
    await shares(world, "guests.csv", GUESTS, text)
    await sam.sees(STARTS, CONFIRM)
    await sam.presses(CONFIRM)
    waiting = await sam.sees("Scheduled: emailing 3 people", STARTS)
    await world.settled()
    return waiting
