"""Calls by name over HTTP: JSON arguments in, a result or a sentence out."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web
from pydantic import ValidationError, validate_call

from playground.errors import CannotActError
from playground.hub import Hub
from playground.incoming import loaded

Call = Callable[..., Awaitable[Any]]


class Calls:
    """Answers POST …/{name}, with arguments as a JSON object that the call's annotations check.

    A browser names its window in the header X-Window, so that what opens for the call is shown there.
    The answer is {"ok": true, "result": …}, or {"ok": false, "error": "a sentence"} with status 400.
    What somebody did goes on to its end when they leave before the answer: a page that is loaded
    again in the middle of a submission must not take the app's answer with it.
    """

    def __init__(self, hub: Hub, calls: Mapping[str, Call]) -> None:
        self._hub = hub
        checked = validate_call(config={"arbitrary_types_allowed": True})
        self._calls = {name: checked(call) for name, call in calls.items()}

    async def answer(self, request: web.Request) -> web.Response:
        """Call what the address names."""
        call = self._calls.get(request.match_info["name"])
        if call is None:
            return refused(f"There is no call {request.match_info['name']}.")
        await request.read()
        hub = self._hub.in_window(request.headers.get("X-Window"))
        name = f"playground-act-{request.match_info['name']}"
        return await hub.acts.finish(_answered(hub, call, request), name)


async def _answered(hub: Hub, call: Call, request: web.Request) -> web.Response:
    try:
        arguments = loaded(await request.text() or "{}")  # it has arrived as a whole
        return web.json_response({"ok": True, "result": await call(hub, **arguments)})
    except CannotActError as no:
        return refused(str(no))
    except ValidationError as wrong:
        return refused(_in_words(wrong))
    except (TypeError, ValueError) as wrong:
        return refused(f"The arguments are not usable: {wrong}")


def refused(sentence: str) -> web.Response:
    """The answer to a call that cannot be."""
    return web.json_response({"ok": False, "error": sentence}, status=400)


def _in_words(wrong: ValidationError) -> str:
    problems = (
        f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
        for problem in wrong.errors(include_url=False)
    )
    return f"The arguments are not usable: {'; '.join(problems)}"
