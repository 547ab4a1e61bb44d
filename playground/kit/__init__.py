"""A test kit for Bolt apps: a workspace inside the test, with people who say, click and see.

`from playground import Workspace` is the way in; docs/testing-a-bolt-app.md is the guide.
"""

from playground.choices import ChoiceError
from playground.client import PlaygroundError
from playground.faults import ApiFault
from playground.kit.errors import NotSeenError
from playground.kit.messages import Message
from playground.kit.people import Person
from playground.kit.record import Call, Delivery, Refusal
from playground.kit.views import Home, Modal
from playground.kit.workspace import Workspace

__all__ = [
    "ApiFault",
    "Call",
    "ChoiceError",
    "Delivery",
    "Home",
    "Message",
    "Modal",
    "NotSeenError",
    "Person",
    "PlaygroundError",
    "Refusal",
    "Workspace",
]
