"""What people read of the files that they share."""

from app.domain.words.reader import plural

SEND_WITHOUT = "If the request does not need the file, send it again without."
ATTACH = "Attach the file (.csv or .xlsx) to your message, in the same message as the request."
WITHOUT_FILE = (
    "A file can be the list of people. To send something along, put a link into the text instead."
)
USE_FOR = (
    "For example: “Email everyone in this file that the office is closed on Friday”, “Invite everyone"
    " in this file to a demo on Friday at 3pm”, “Add these people as contacts tagged event”."
)
IGNORE = "ignore"
USE = "use"


def none_attached() -> str:
    """A request speaks of a file, and none came with it."""
    return "You speak of a file, and none came with your message. Nothing was done."


def say_what_to_do(name: str) -> str:
    """A file came without a word."""
    return f"I have {_named(name)}. Tell me in the same message what to do with the people in it."


def two_attached(count: int) -> str:
    """Several files came with one request."""
    return f"{plural(count, 'file')} came with your message, and I can use one at a time. Nothing was done. Send the request again with the one you mean."


def use_it(name: str) -> str:
    """A file came with a request that does not speak of it."""
    return f"Your message has {_named(name)} attached and does not speak of it. Is it about the people in the file?"


def use_label() -> str:
    """The choice of the people in the file."""
    return "The people in the file"


def ignore_label() -> str:
    """The choice to go on as if there were no file."""
    return "Ignore the file"


def which_sheet(name: str) -> str:
    """Several sheets have rows."""
    return f"{_start(name)} has more than one sheet with rows. Which one do you mean?"


def which_column(name: str) -> str:
    """Several columns may hold the addresses."""
    return f"Which column of {_named(name)} holds the email addresses?"


def addresses_in(count: int) -> str:
    """Beside a column that is offered."""
    return plural(count, "address", "addresses")


def people_of(name: str, heading: str, sheet: str) -> str:
    """The people of a file, in a reading; the column says where their addresses are."""
    where = f", sheet {sheet}" if sheet else ""
    return f"the people in {name or 'the file'} (column {heading}{where})"


def with_columns(target: str, headings: str) -> str:
    """The people of a file, with the columns that become fields of theirs."""
    return f"{target}, with {headings}," if headings else target


def in_row(label: str, row: object) -> str:
    """Somebody from a file who is left out, with the row to look at."""
    return f"{label} (row {row})"


def only_people() -> str:
    """A file with a request that cannot take its people from one."""
    return "I can email or invite the people of a file, or add them as contacts, and nothing else with it yet. Nothing was done."


def not_again_and_again() -> str:
    """A file with something that repeats."""
    return "I cannot read a file again and again on a schedule yet. Nothing was done."


SAY_ONCE = "Say one day instead, or attach the file again each time."


# Why a file cannot be used


def not_a_table(name: str) -> str:
    """Neither CSV nor XLSX."""
    return (
        f"{_start(name)} is not a table that I can read. Share it as .csv or .xlsx. {SEND_WITHOUT}"
    )


def old_excel(name: str) -> str:
    """The format before .xlsx."""
    return f"{_start(name)} is in the old Excel format. Save it as .xlsx or .csv and share that."


def protected(name: str) -> str:
    """Encrypted with a password."""
    return f"{_start(name)} is protected by a password. Save it without one and share that."


def broken_workbook(name: str) -> str:
    """A workbook that cannot be opened."""
    return f"{_start(name)} cannot be opened: it is damaged, or no Excel workbook. Save it anew, or as .csv, and share that."


def nothing_in_it(name: str) -> str:
    """No row below the heading."""
    return f"{_start(name)} has no rows. Put a heading in the first row, and one person in each row below."


def no_heading(name: str) -> str:
    """The first row holds values."""
    return f"The first row of {_named(name)} holds an address, so it is no heading. Put the columns' names there, such as Name and Email, and share it again."


def no_addresses(name: str) -> str:
    """No column with addresses."""
    return f"No column of {_named(name)} holds email addresses, so I cannot tell who these people are. Nothing was done."


def too_large(name: str, megabytes: int) -> str:
    """More bytes than are fetched."""
    return f"{_start(name)} is larger than {megabytes} MB. Share a smaller one, with only the columns you need."


def unpacks_too_large(name: str) -> str:
    """A workbook that is small only while it is packed."""
    return f"{_start(name)} is too large once it is unpacked. Save the one sheet you need as .csv and share that."


def too_many_rows(name: str, most: int) -> str:
    """More rows than an operation holds."""
    return f"{_start(name)} has more than {most:,} rows; one operation can hold {most:,}. Share it in parts."


def too_many_columns(name: str, most: int) -> str:
    """More columns than are read."""
    return f"{_start(name)} has more than {most:,} columns. Share it with only those you need."


def row_too_long(name: str, row: int) -> str:
    """A row with a value that stands in no column."""
    return f"Row {row:,} of {_named(name)} has more values than there are columns; a comma inside a value may be the reason. Put that value in quotes and share the file again."


def changed(name: str) -> str:
    """The columns are not those that were asked about."""
    return f"{_start(name)} is not what it was: its columns changed. Share it again and ask anew."


def gone(name: str) -> str:
    """It was deleted, or the app may not see it."""
    return f"{_start(name)} is not there any more, or I may not see it. Share it with me again and ask anew."


def external(name: str) -> str:
    """It lives outside of Slack, behind a link."""
    return f"{_start(name)} is kept outside of Slack, where I cannot read it. Download it as .csv or .xlsx and share that."


def no_permission() -> str:
    """The app was installed without the scope."""
    return "I may not read files here yet. Ask whoever installed me to add the permission files:read and to install me again."


def cannot_be_asked(name: str) -> str:
    """Slack does not answer at the moment."""
    return f"Slack did not hand out {_named(name)}. Nothing was done; try again in a moment."


def unnamed_column(letter: str) -> str:
    """A column without a heading, by its letter as spreadsheets have it."""
    return f"Column {letter}"


def _named(name: str) -> str:
    return f"the file “{name}”" if name else "the file"


def _start(name: str) -> str:
    return f"The file “{name}”" if name else "The file"
