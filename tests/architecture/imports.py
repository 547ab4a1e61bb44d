"""Which module of the project imports which, read from the source."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "blocks", "playground")

COMPOSITION = frozenset({
    "app", "app.composition", "app.__main__", "app.doctor", "app.links", "app.settings", "app.logs",
    "app.roles", "app.loop", "app.storing", "app.wiring", "app.drafting",
})  # fmt: skip
"""Files that put the house together, with app/demo*.py."""

LAYERS = ("domain", "planning", "engine", "storage", "dispatch", "connectors", "slack", "api")


@dataclass(frozen=True)
class Module:
    """A module: its dotted name, its file, its source and what it imports."""

    name: str
    path: Path
    source: str
    tree: ast.Module
    imports: frozenset[str]

    @property
    def layer(self) -> str:
        return layer_of(self.name)


def layer_of(name: str) -> str:
    """The layer of a dotted name; "" for what is not of the project."""
    top, _, rest = name.partition(".")
    if top in {"blocks", "playground"}:
        return top
    if top != "app":
        return ""
    first = rest.partition(".")[0]
    if first in LAYERS:
        return first
    if name in COMPOSITION or first.startswith("demo"):
        return "composition"
    return f"app.{first}: no layer has this file"


def modules() -> Mapping[str, Module]:
    """All modules of the project, by name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            source = path.read_text(encoding="utf-8")
            tree = ast.parse(source)
            found[name] = Module(name, path, source, tree, frozenset(_imported(tree)))
    return found


def _imported(tree: ast.Module) -> Iterator[str]:
    """Every imported name, wherever it stands: `from a import b` counts as a and as a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports are not used here"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
