"""The numbers of charts, kept where they can be reckoned with.

Slack names no limit to them. Sums and spans of numbers near the end of what a float holds would be
infinite, and no picture tells such a number from a somewhat smaller one.
"""

_FURTHEST = 1e300
_SMALLEST = 1e-300


def drawable(value: float) -> float:
    """The number that is drawn for `value`: itself, unless it is beyond all measure.

    Raises TypeError for what is no number.
    """
    near = float(max(-_FURTHEST, min(_FURTHEST, value)))
    return near if abs(near) >= _SMALLEST else 0.0
