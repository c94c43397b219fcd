"""The public surface: every listed name is there, from one place, and keeps its meaning however it is imported."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import mirrorsym


@pytest.mark.parametrize("name", mirrorsym.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(mirrorsym, name) is not None
    assert name in dir(mirrorsym)


def test_names_come_from_their_homes() -> None:
    assert set(mirrorsym._HOME) == set(mirrorsym.__all__) - {"__version__"}
    for name, home in mirrorsym._HOME.items():
        assert getattr(mirrorsym, name) is getattr(import_module(home), name)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        mirrorsym.nonsense  # noqa: B018 (looking it up is the test)


@pytest.mark.parametrize("before", ["", "import mirrorsym.recheck", "import mirrorsym.recheck.limits, mirrorsym.maps"])
def test_the_verb_is_not_hidden_by_the_package(before: str) -> None:
    code = f"{before}\nfrom mirrorsym import recheck, check\nimport mirrorsym\n"
    code += "assert callable(check) and mirrorsym.recheck is recheck\nfrom mirrorsym.recheck.limits import Rejected"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)
