"""views.*: modals and the Home tab. Errors are those of Slack's reference of each method."""

from playground.api.method import Answer, Arguments, Method
from playground.bot_posts import checked_view
from playground.errors import ApiError
from playground.hub import Hub
from playground.views import OpenView, View


def _open(hub: Hub, arguments: Arguments) -> Answer:
    view = _given(arguments, "modal")
    trigger = hub.triggers.redeem(arguments.text("trigger_id"))
    return {"view": hub.views.open(trigger.user, view, trigger.channel, trigger.window)}


def _push(hub: Hub, arguments: Arguments) -> Answer:
    view = _given(arguments, "modal")
    trigger = hub.triggers.redeem(arguments.text("trigger_id"))
    if not trigger.in_modal or not hub.views.stack(trigger.user):
        raise ApiError("not_found")
    return {"view": hub.views.push(trigger.user, view)}


def _update(hub: Hub, arguments: Arguments) -> Answer:
    shown = _named(hub, arguments)
    view = _given(arguments, str(shown.view["type"]))
    return {"view": hub.views.update(shown, view, only_if=arguments.text("hash"))}


def _publish(hub: Hub, arguments: Arguments) -> Answer:
    user = arguments.text("user_id")
    if hub.person(user) is None:
        raise ApiError("invalid_arguments", ["invalid `user_id`"])
    view = _given(arguments, "home")
    if not hub.app.home_tab:
        raise ApiError("not_enabled")
    return {"view": hub.views.publish(user, view, only_if=arguments.text("hash"))}


def _given(arguments: Arguments, kind: str) -> View:
    return checked_view(arguments.parsed("view")["view"], kind)


def _named(hub: Hub, arguments: Arguments) -> OpenView:
    view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
    if bool(view_id) == bool(external_id):
        problem = "Cannot provide both" if view_id else "Provide one of"
        raise ApiError("invalid_arguments", [f"[ERROR] {problem} `view_id` and `external_id`"])
    by_id, by_external_id = hub.views.find, hub.views.by_external_id
    shown = by_id(view_id) if view_id else by_external_id(external_id)
    if shown is None:
        # Slack's reference, and its answers that people quote, call it not_found.
        raise ApiError("not_found")
    return shown


METHODS = (
    Method("views.open", _open, required=("trigger_id", "view")),
    Method("views.push", _push, required=("trigger_id", "view")),
    Method("views.update", _update, required=("view",)),
    Method("views.publish", _publish, required=("user_id", "view")),
)
