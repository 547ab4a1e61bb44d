"""What a test learns when something did not come."""


class NotSeenError(AssertionError):
    """Nobody saw what was waited for in time; the text shows what they saw instead."""
