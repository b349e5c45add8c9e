"""Honest, independent solutions of three tasks, and what somebody does to a copy to hide it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

Change = Callable[[str], str]
HONEST = Path(__file__).parent / "honest"  # a file for each task, its solutions parted by ---


class _Renaming(ast.NodeTransformer):
    """Gives every name that the code itself binds another one."""

    def __init__(self, tree: ast.AST) -> None:
        names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and _stored(node)]
        names += [node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)]
        self._new = {name: f"my_{place}" for place, name in enumerate(dict.fromkeys(names))}

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._new.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self._new.get(node.arg, node.arg)
        return node


def _stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


class _OtherLiterals(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            node.value += 3
        elif isinstance(node.value, str):
            node.value += " other"
        return node


def renamed(code: str) -> str:
    tree = ast.parse(code)
    return ast.unparse(_Renaming(tree).visit(tree))


def other_literals(code: str) -> str:
    return ast.unparse(_OtherLiterals().visit(ast.parse(code)))


def commented(code: str) -> str:
    lines = code.splitlines()
    told = [f"{line}  # my own idea {place}\n" for place, line in enumerate(lines)]
    return told[0] + '    """What I thought.\n\n    At length."""\n' + "\n".join(told[1:])


def split_lines(code: str) -> str:
    return code.replace(" = ", " = \\\n            ").replace("(", "(\n        ")


def reordered(code: str) -> str:
    """The first two statements of the longest block exchanged, and everything renamed."""
    tree = ast.parse(code)
    blocks = [node.body for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.For | ast.While)]
    longest = max(blocks, key=len)
    longest[0], longest[1] = longest[1], longest[0]
    return renamed(ast.unparse(tree))


def broken(code: str) -> str:
    """With a syntax error at its end."""
    return f"{code.rstrip()} +\n    print('("


@pytest.fixture(params=["runs", "training", "words"])
def honest(request: pytest.FixtureRequest) -> dict[str, str]:
    """Independent solutions of one task, by learner."""
    solutions = (HONEST / f"{request.param}.txt").read_text(encoding="utf-8").split("\n---\n")
    return {f"learner{place}": f"{code.rstrip()}\n" for place, code in enumerate(solutions)}


@pytest.fixture(params=[renamed, other_literals, commented, split_lines, broken, reordered])
def change(request: pytest.FixtureRequest) -> Change:
    """One way of making a copy look different."""
    made: Change = request.param
    return made
