"""Small enough to read: files, and functions."""

import ast
from collections.abc import Iterator, Mapping
from statistics import quantiles

from tests.architecture.imports import Module, modules

ALL = modules()

LONGEST_FILE = 300
LONGEST_FUNCTION = 50
MOST_FUNCTIONS = 15
"""Lines that nine functions of ten stay within."""

LONGER: Mapping[str, str] = {
    "app.domain.words.planning": "one sentence after another, with nothing to separate them by",
}
"""Files that may be longer, each with its reason."""


def functions(module: Module) -> Iterator[tuple[str, int]]:
    """Name and lines of every function, its docstring not counted."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            lines = (node.end_lineno or 0) - body[0].lineno + 1
            yield f"{module.name}.{node.name}", lines


def test_files_are_short() -> None:
    long = {
        name: lines
        for name, module in ALL.items()
        if (lines := module.source.count("\n")) >= LONGEST_FILE and name not in LONGER
    }
    assert long == {}


def test_functions_are_short() -> None:
    every = [one for module in ALL.values() for one in functions(module)]
    assert {name: lines for name, lines in every if lines > LONGEST_FUNCTION} == {}
    assert quantiles([lines for _, lines in every], n=10)[-1] <= MOST_FUNCTIONS
