"""What the engine says of items and drafts."""

from app.domain.record import Entity


def no_answer() -> str:
    return "No answer came back, so it may or may not have happened"


def no_address() -> str:
    return "no address"


def invalid_address() -> str:
    return "invalid address"


def duplicate_address() -> str:
    return "duplicate address"


def already_so() -> str:
    return "already so"


def organised_by(who: str) -> str:
    return f"organised by {who}"


def nothing_found() -> str:
    return "Nothing matches that."


def nothing_found_for(reading: str) -> str:
    end = "" if reading.endswith((".", "!", "?", "”")) else "."
    return (
        f"Nothing matches. I understood: {reading}{end} Check the name or the dates and ask again."
    )


def edited() -> str:
    return "You edited this since; what is shown below is what will happen"


def edit_drops(count: int, label: str, reason: str) -> str:
    return (
        f"With this, {count:,} of them could not be done, for example {label}: {reason}. "
        'A field that may be empty takes a fallback: {{ company | default: "your team" }}.'
    )


def nothing_left(reasons: str) -> str:
    return f"Everything that matches was left out: {reasons}."


def item_without_id() -> str:
    return "An item has no id. Give each one of its own."


def item_twice(item_id: str) -> str:
    return f"Two items have the id “{item_id}”. Give each one of its own."


def item_does_not_fit(label: str, kind: str, verb: str) -> str:
    return f"“{label}” is not something that {kind} with {verb} does. Nothing was drafted."


def item_address(label: str, problem: str) -> str:
    return f"“{label}” cannot be done: {problem}. Nothing was drafted."


def too_many(found: int, most: int) -> str:
    return (
        f"That is {found:,} items; one operation can hold {most:,}. Narrow it down and ask again."
    )


def which_one(entity: Entity) -> str:
    """There is more than one of what the words speak of as one."""
    noun = {Entity.EVENT: "meeting", Entity.MAIL: "email"}.get(entity, entity.value)
    return f"There is more than one {noun} that fits. Which one do you mean?"


def several_of_that_name(name: str, count: int) -> str:
    """A name that nobody can be told by; stands where a name does."""
    return f"{name} ({count:,} colleagues have that name)"


def not_from_a_file(name: str) -> str:
    """A request over a file shared in Slack."""
    which = f"the file “{name}”" if name else "a file"
    return f"I cannot take people from {which} yet. Type the addresses, or say who they are."


def not_from_slack(label: str) -> str:
    """A request over people who are together in Slack."""
    return (
        f"I cannot take the people of {label or 'a Slack channel or group'} yet. "
        "Type the addresses, or say who they are."
    )


def who_are_you() -> str:
    return "Your Slack profile shows no address, so I cannot tell which records are yours."


def draft_gone() -> str:
    return "This draft is no longer there. Ask again to get a new one."


def draft_expired(moment: str) -> str:
    return f"This draft expired ({moment}). Nothing was done. Ask again to get a new one."


def draft_cancelled() -> str:
    return "This draft was cancelled. Nothing was done."


def preview_out_of_date() -> str:
    return "This preview is out of date. The message now shows the draft as it stands; look once more and confirm."


def changed_meanwhile() -> str:
    return "This draft was changed at the same moment by another press. Look at the preview as it stands and try again."


def texts_removed() -> str:
    return "This ended so long ago that its texts were removed, so it cannot run again. Ask for it anew."


def item_without_text(item_id: str) -> str:
    """What an item is called once its text and the name of its target were removed."""
    return f"Item {item_id}"


def already_confirmed() -> str:
    return "This was confirmed already; it runs once."


def not_yours(name: str) -> str:
    return f"Only {name or 'the person who asked'} can do that here. Nothing was changed."


def no_run() -> str:
    return "That operation is not there any more."


def nothing_included() -> str:
    return "Every item was taken out, so there is nothing to confirm. Put at least one back."


def ran_before(moment: str) -> str:
    return f"The same was already run on {moment}. Confirm only if you mean to do it again."


def scheduled_before(moment: str) -> str:
    """The same waits for its start."""
    return f"The same is scheduled already, for {moment}. Confirm only if you mean both."


def bad_template(part: str, problem: str) -> str:
    """`part` is a part of a mail, by the name that its form gives it, or a field of a record."""
    return f"{_PARTS.get(part) or f'The {part}'} can't be used: {problem}"


def template_syntax(problem: str) -> str:
    return f"it does not parse ({problem}). Fields are written like {{{{ first_name }}}}."


def unknown_field(name: str, known: str = "") -> str:
    """Without `known` where the fields are listed beside it."""
    there_is = f" There is: {known}." if known else ""
    return f"{{{{ {name} }}}} is not a field here.{there_is}"


def empty_field(name: str) -> str:
    return f"nothing to put into {{{{ {name} }}}}"


def template_too_large() -> str:
    return "the result is too large."


def template_fails(problem: str) -> str:
    return f"it cannot be filled in ({problem})."


def unknown_filter(name: str, known: str) -> str:
    return f"there is no filter called {name}. There is: {known}."


def later_steps() -> str:
    return "I can do one thing at a time for now. Ask for the first part, then for the next."


def later_follow_ups() -> str:
    return (
        "I cannot do a second thing for the same people in one go yet. Ask for the first one, "
        "then for the second."
    )


def no_event() -> str:
    return "The invitation has no event. Give a title, a day and a time."


def not_there_yet(kind: str, verb: str) -> str:
    return f"{kind} with {verb} is not there yet. The README lists what is."


_PARTS = {"subject": "Subject", "body": "Text"}
