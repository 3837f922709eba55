"""A bench on a machine where only the product is installed says what is missing, in one sentence."""

import subprocess
import sys

import pytest

_WITHOUT_PSUTIL = """
import importlib.util, sys
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *given: None if name == "psutil" else find(name, *given)
sys.modules["psutil"] = None
from mash_command.__main__ import main
main([sys.argv[1]])
"""


@pytest.mark.parametrize("command", ["bench", "bench-pages"])
def test_a_bench_without_its_tool_says_how_to_get_it(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT_PSUTIL, command], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "make test TESTS=--version" in done.stderr
    assert "Traceback" not in done.stderr
