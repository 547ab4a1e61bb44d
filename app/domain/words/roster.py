"""What people read of channels, threads and user groups whose people are meant."""

NAME_A_CHANNEL = (
    "For example: “Email everyone in #launch saying 'We ship on Friday'”. Pick the channel from the list"
    " that Slack shows while you type its name."
)
INVITE_ME = "If you are in it, type /invite @Bulkhead there; then ask again."


# What is asked or refused before anybody is looked up


def here_is_no_channel() -> str:
    """A direct message that speaks of "this channel"."""
    return "We are in direct messages, so I cannot tell which channel you mean. Name the channel. Nothing was done."


def here_is_no_thread() -> str:
    """A message outside of any thread that speaks of "this thread"."""
    return "Your message is in no thread, so I cannot tell which one you mean. Mention me in the thread itself, or name a channel. Nothing was done."


def only_typed(name: str) -> str:
    """A channel that was typed and not picked: it is text to Slack, and may be any."""
    return f"I cannot tell which channel {name} is: Slack did not send it as one. Nothing was done."


def no_address_known(name: str) -> str:
    """Somebody is mentioned whose profile shows no address."""
    return (
        f"I know no email address of {name}: their Slack profile shows me none. Nothing was done."
    )


TYPE_ADDRESS = "Type their email address instead."


def everybody_there(label: str) -> str:
    """A channel stands where people should; whether those in it are meant."""
    return f"Do you mean an email or an invitation to each person in {label}? I do not post in channels myself."


def people_label(label: str) -> str:
    """The choice that says yes."""
    return f"Each person in {label}"


def people_of(label: str) -> str:
    """The people of a channel, thread or group, in a reading."""
    return f"everyone in {label}"


def thread_in(label: str) -> str:
    """A thread, in a reading."""
    return f"the thread in {label}" if label else "the thread"


THIS_CHANNEL = "the channel"


def not_again_and_again() -> str:
    """People in Slack with something that repeats."""
    return "I cannot look up the people of a Slack channel or group again and again on a schedule yet. Nothing was done."


SAY_ONCE = "Say one day instead, or type the addresses."


def whole(label: str) -> str:
    """A sentence that narrows a draft which takes its people from Slack."""
    return (
        f"This draft is for everyone in {label}, and I know nothing else of them to choose by. Say who is"
        " not meant, for example: “not Sarah”, or leave people out with Edit."
    )


# Why people cannot be had


def unseen(label: str) -> str:
    """The channel is gone, or the app or the person is not in it."""
    return f"I cannot see {_named(label)}: it is not there any more, or I am not in it. {INVITE_ME}"


def app_not_in(label: str) -> str:
    """A public channel without the app."""
    return f"I am not in {_named(label)}, so I cannot see who is. {INVITE_ME}"


def not_a_member(label: str) -> str:
    """The person asks for the people of a channel that they are not in."""
    return f"You are not in {_named(label)}, and I only write to people of channels that you are in yourself. Join it first, then ask again."


def thread_gone(label: str) -> str:
    """Its first message was deleted."""
    return f"I cannot find {_named(label)} any more: its first message was deleted. Name a channel or type the addresses."


def group_gone(label: str) -> str:
    """The user group was disabled or deleted."""
    return f"There is no user group {label} any more. Name a channel, or type the addresses."


def no_permission(scopes: str) -> str:
    """The app was installed without the scopes."""
    which = f"the permission {scopes}" if scopes else "the permissions that it takes"
    return f"I may not see who is in Slack channels and groups here yet. Ask whoever installed me to add {which} and to install me again."


def too_many(found: int, most: int) -> str:
    """More people than an operation holds."""
    return f"There are {found:,} people, and one operation can hold {most:,}. Name a smaller channel or group."


def cannot_be_asked(label: str) -> str:
    """Slack does not answer at the moment."""
    return f"Slack did not say who is in {_named(label)}. Nothing was done; try again in a moment."


def not_to_be_seen(user_id: str) -> str:
    """Somebody whom Slack does not show to the app."""
    return f"somebody whom Slack does not show me ({user_id})"


def _named(label: str) -> str:
    return label or "that channel or group"
