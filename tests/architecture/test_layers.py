"""The house keeps its one direction: who may import whom, and where the outside comes in."""

import ast
import sys
from pathlib import Path

import pytest

from tests.architecture.imports import Module, layer_of, modules

ALL = modules()

MAY_IMPORT = {
    "domain": set[str](),
    "planning": {"domain"},
    "engine": {"domain"},
    "storage": {"domain"},
    "dispatch": {"domain"},
    "connectors": {"domain"},
    "blocks": {"domain"},
    "slack": {"domain", "engine", "blocks"},
    "api": {"domain", "engine"},
    "playground": set[str](),
}
"""Besides themselves; composition imports everything."""

ONLY_IN = {
    "slack_bolt": {"slack", "composition", "playground"},  # there in the test kit alone, see below
    "diskcache": {"storage"},
    "aiohttp.web": {"api", "playground", "composition"},
    "sqlalchemy": {"storage"},
    "alembic": {"storage"},
    "pgqueuer": {"dispatch"},
    "asyncpg": {"dispatch"},
    "openpyxl": {"engine"},
}

DOMAIN_USES = {"pydantic"}
"""What the domain may import besides the standard library."""


def test_every_file_belongs_to_a_layer() -> None:
    layers = {*MAY_IMPORT, "composition"}
    assert {name: one.layer for name, one in ALL.items() if one.layer not in layers} == {}


def test_no_layer_imports_one_it_may_not() -> None:
    inner = [one for one in ALL.values() if one.layer != "composition"]
    assert {one.name: bad for one in inner if (bad := forbidden(one))} == {}


def forbidden(module: Module) -> set[str]:
    """What a module imports and may not."""
    allowed = {"", module.layer} | MAY_IMPORT[module.layer]
    return {name for name in module.imports if _layer(name) not in allowed}


def _layer(name: str) -> str:
    """Of `from app.domain import x`, "app.domain.x" may be a value: its module counts."""
    while name and name not in ALL:
        name = name.rpartition(".")[0]
    return layer_of(name)


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_a_library_stays_where_it_belongs(library: str) -> None:
    users = {
        module.name
        for module in ALL.values()
        if any(name == library or name.startswith(f"{library}.") for name in module.imports)
        and module.layer not in ONLY_IN[library]
    }
    assert users == set()


def test_the_local_slack_knows_bolt_only_in_its_test_kit() -> None:
    users = {
        name
        for name, module in ALL.items()
        if module.layer == "playground"
        and any(one.startswith(("slack_bolt", "slack_sdk")) for one in module.imports)
    }
    assert all(name.startswith("playground.kit") for name in users), users


def test_the_domain_stands_on_the_standard_library() -> None:
    uses = {
        name.partition(".")[0]
        for module in ALL.values()
        if module.layer == "domain"
        for name in module.imports
    }
    assert uses - {"app"} - set(sys.stdlib_module_names) == DOMAIN_USES


def test_the_rules_would_notice() -> None:
    """A rule that cannot fail is none."""
    assert _layer("app.engine.executor.BulkToolExecutor") == "engine"
    assert _layer("app.settings") == "composition"
    assert _layer("asyncio") == ""
    upward = ast.parse("from app.slack.runs import RunMessages")
    module = Module("app.engine.x", Path(), "", upward, frozenset({"app.slack.runs"}))
    assert forbidden(module) == {"app.slack.runs"}
    assert layer_of("app.utils").endswith("no layer has this file")
