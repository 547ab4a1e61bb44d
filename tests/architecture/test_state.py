"""No state at module level: nothing that one test, or one tenant, could leave for another."""

import ast
from collections.abc import Iterator

from tests.architecture.imports import modules

ALL = modules()

MUTATING = frozenset({
    "append", "extend", "insert", "remove", "pop", "popitem", "clear", "update", "setdefault", "add",
    "discard", "sort", "reverse", "appendleft", "popleft", "difference_update",
})  # fmt: skip

CONTAINERS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
MAKERS = frozenset({"list", "dict", "set", "defaultdict", "deque", "Counter", "OrderedDict"})


def containers(tree: ast.Module) -> set[str]:
    """Names that a module gives to something mutable."""
    names = set()
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        value = getattr(node, "value", None)
        made = isinstance(value, ast.Call) and getattr(value.func, "id", "") in MAKERS
        if made or isinstance(value, CONTAINERS):
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def mutated(tree: ast.Module, names: set[str]) -> Iterator[str]:
    """Those of the names that anything in the module changes, or binds anew from a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield from node.names
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in MUTATING:
                yield from _named(node.func.value, names)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            yield from _named(node.value, names)
        elif isinstance(node, ast.AugAssign):
            yield from _named(node.target, names)


def _named(node: ast.expr, names: set[str]) -> Iterator[str]:
    if isinstance(node, ast.Name) and node.id in names:
        yield node.id


def test_nothing_at_module_level_is_changed() -> None:
    found = {name: set(mutated(one.tree, containers(one.tree))) for name, one in ALL.items()}
    assert {name: changed for name, changed in found.items() if changed} == {}


def test_a_change_would_be_noticed() -> None:
    for change in ("seen.append(1)", "del seen[0]", "seen += [1]", "seen[0] = 1"):
        tree = ast.parse(f"seen = []\ndef f():\n    {change}")
        assert list(mutated(tree, containers(tree))) == ["seen"]
    assert list(mutated(ast.parse("def f():\n    global x\n    x = 1"), set())) == ["x"]
