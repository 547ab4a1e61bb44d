"""Modals and the Home tab: what of them a window shows."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from playground.controls import words
from playground.feed import FeedEvent
from playground.page.scene import Surface
from playground.page.window import Frame, Window
from playground.views import OpenView

_EVENTS = frozenset({"view_opened", "view_updated", "view_closed"})


def modals_html(window: Window) -> Markup:
    """The person's topmost modal as a <dialog>; empty when none is open."""
    stack = window.hub.views.stack(window.person.id)
    if not stack:
        return Markup()
    top = stack[-1]
    form = _form_html(window, stack)
    return _render(window, "modal.html", view=top.view, opened_in=top.window, form=form)


def home_html(window: Window) -> Markup:
    """The person's Home tab; before the app published one, a sentence that says so."""
    home = window.hub.views.home(window.person.id)
    blocks = None if home is None else _blocks_html(window, home)
    view = None if home is None else home.view
    return _render(window, "home.html", view=view, blocks=blocks, app=window.hub.app.bot_name)


def frames(window: Window, events: Sequence[FeedEvent]) -> Iterator[Frame]:
    """The topmost modal and the Home tab anew, after they changed."""
    mine = [one for one in events if one["event"] in _EVENTS and one["user"] == window.person.id]
    on_home = [one for one in mine if one["view"]["type"] == "home"]
    on_modals = [one for one in mine if one["view"]["type"] == "modal"]
    if on_modals:
        yield from _modal_frames(window, on_modals)
    if on_home and window.tab == "home":
        yield {"op": "fill", "id": "home", "html": home_html(window)}


def _modal_frames(window: Window, events: Sequence[FeedEvent]) -> Iterator[Frame]:
    stack = window.hub.views.stack(window.person.id)
    if any(one["event"] != "view_updated" for one in events):
        yield {"op": "fill", "id": "modals", "html": modals_html(window)}
    elif stack and any(one["view"]["id"] == stack[-1].id for one in events):
        # Only the content changes: the dialog stays open, and with it focus and scroll position.
        yield {"op": "fill", "id": f"modal-{stack[-1].id}", "html": _form_html(window, stack)}


def _form_html(window: Window, stack: Sequence[OpenView]) -> Markup:
    top, below = stack[-1], stack[-2] if len(stack) > 1 else None
    return _render(
        window,
        "modal_form.html",
        view=top.view,
        blocks=_blocks_html(window, top),
        title=words(top.view["title"]),
        submit=words(top.view["submit"]),
        close=words(top.view["close"]),
        below=None if below is None else words(below.view["title"]),
        app=window.hub.app.bot_name,
    )


def _blocks_html(window: Window, shown: OpenView) -> Markup:
    surface: Surface = "modal" if shown.view["type"] == "modal" else "home"
    scene = window.scene(surface=surface, place={"view_id": shown.id}, values=shown.entered)
    return window.painter.blocks(shown.view["blocks"], scene)


def _render(window: Window, template: str, **values: object) -> Markup:
    return Markup(window.painter.environment.get_template(template).render(**values))  # noqa: S704 - the template escapes
