"""The guard itself: a call to the outside fails a test even when the product swallows it."""

import textwrap
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

TESTS = """
import contextlib, socket

def test_name():
    with contextlib.suppress(OSError):
        socket.create_connection(("gateway.example.com", 443), timeout=1)

def test_address():
    with contextlib.suppress(OSError):
        socket.create_connection(("192.0.2.1", 443), timeout=1)

def test_loopback():
    with contextlib.suppress(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", 9), timeout=1)
"""


def test_a_call_to_the_outside_fails_the_test_that_made_it(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    pytester.makeconftest("from tests.network import no_network")
    pytester.makepyfile(textwrap.dedent(TESTS))
    outcome = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    outcome.assert_outcomes(passed=3, errors=2)
