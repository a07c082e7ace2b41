"""The worker knows every job that anybody asks for."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import shopchat
from shopchat import worker
from shopchat.core.jobs import registry

SOURCE = Path(shopchat.__file__).parent


def asked_for() -> Iterator[str]:
    """The job names in the calls of `enqueue(session, "name", ...)`."""
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Call(
                    func=ast.Name("enqueue") | ast.Attribute(attr="enqueue"), args=[_, ast.Constant(str(name)), *_]
                ):
                    yield name


def test_every_job_that_is_asked_for_has_a_handler() -> None:
    names = set(asked_for())
    assert names, "No call of enqueue was found; does this test still look for the right thing?"
    assert {name for name in names if registry.find(name) is None} == set()


def test_every_slice_with_tasks_is_imported_by_the_worker() -> None:
    modules = {f"shopchat.{file.parent.name}.tasks" for file in SOURCE.glob("*/tasks.py")}
    imported = {
        alias.name
        for node in ast.walk(ast.parse(Path(worker.__file__).read_text()))
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert modules <= imported
    assert modules <= sys.modules.keys()
