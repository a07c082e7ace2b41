"""The house rules that a machine can hold: who imports whom, names that mean nothing, doors that ask who you are."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from shopchat.core.record import Record
from shopchat.tables import metadata
from tests.operations import Operation, operations

ROOT = Path(__file__).parents[1]
SOURCES = [path for room in ("shopchat", "widget_server") for path in sorted((ROOT / room).rglob("*.py"))]
SOURCES = [path for path in SOURCES if "node_modules" not in path.parts]
NOUNLESS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "lib", "base", "shared"}
# What a stranger may do below /api/v1: sign in, look at prices and health, and be a shopper.
PUBLIC = {
    "POST /api/v1/auth/register",
    "POST /api/v1/auth/login",
    "POST /api/v1/auth/refresh",
    "POST /api/v1/auth/password-reset",
    "POST /api/v1/auth/password-reset/confirm",
    "POST /api/v1/auth/verify-email",
    "GET /api/v1/billing/plans",
    "GET /api/v1/health",
}
# These hold up their own signature instead of a sign-in.
SIGNED = {
    "POST /api/v1/auth/provision",
    "POST /api/v1/webhooks/stripe",
    "POST /api/v1/webhooks/platform-events",
    "GET /api/v1/usage/platform",
}


def test_imports_keep_their_contracts() -> None:
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]


def test_the_doors_of_programs_and_shoppers_load_without_reflex() -> None:
    check = "import sys, shopchat.doors, shopchat.worker; sys.exit('reflex' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], cwd=ROOT, check=False).returncode == 0


def test_every_module_is_named_for_what_it_is_about() -> None:
    assert [str(path.relative_to(ROOT)) for path in SOURCES if {path.stem, path.parent.name} & NOUNLESS] == []


def test_every_table_is_a_record() -> None:
    assert {str(table) for table in metadata.sorted_tables} == {row.__tablename__ for row in Record.__subclasses__()}


def test_no_package_lies_where_alembics_would() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists()


@pytest.mark.parametrize("operation", operations(), ids=str)
def test_a_route_asks_who_is_there(operation: Operation) -> None:
    name = str(operation)
    is_open = name in PUBLIC | SIGNED or " /api/v1/widget/" in name
    assert bool(operation.security) != is_open


def test_no_route_hides_from_the_document() -> None:
    """What the document does not know, the tenant matrix and the naughty strings do not reach.

    The dashboard's own files, which go by its session, are asked in `tests/web/test_downloads.py`.
    """
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.keyword) and node.arg == "include_in_schema"
    ]
    assert [place.partition(":")[0] for place in hidden] == [
        "shopchat/web/downloads.py",
        "widget_server/files.py",
    ]


def test_only_the_unit_of_work_commits() -> None:
    """A service that commits breaks its caller's transaction in two."""
    places = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "create_all"}
    ]
    assert places == []


def test_a_unit_of_work_says_for_whom_it_acts_or_why_for_nobody() -> None:
    """Row-level security binds only what acts for an account: what does not has a reason that can be searched for."""
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] == "unit_of_work"
        and {keyword.arg for keyword in node.keywords} not in ({"acting"}, {"unscoped"})
    ]
    assert silent == []


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if path.name == "queries.py"], ids=lambda path: path.parent.name
)
def test_a_query_takes_the_account_or_says_that_it_does_not(path: Path) -> None:
    """Or it takes a row that was found by one that does."""
    rows = {table.__name__ for table in Record.__subclasses__()}
    careless = [
        node.name
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.AsyncFunctionDef)
        and not re.search(r"unscoped|for_job|for_turn", node.name)
        and "select(" in ast.unparse(node)
        and not rows & set(re.findall(r"\w+", ast.unparse(node.args)))
    ]
    assert careless == []
