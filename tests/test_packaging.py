"""What a wheel holds, and that the lock is one: exact versions and hashes that fit pyproject.toml, no place names."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution, made from the working tree."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> zipfile.ZipFile:
    """The wheel, open."""
    (path,) = built.glob("*.whl")
    return zipfile.ZipFile(path)


def test_top_level_of_the_wheel(wheel: zipfile.ZipFile) -> None:
    top = {name.split("/")[0] for name in wheel.namelist()}
    information = {name for name in top if name.endswith(".dist-info")}
    assert len(information) == 1
    assert top - information == {"mirrorsym", "numeric_backend"}


def test_the_wheel_holds_the_packages_and_the_register(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    for package in ("mirrorsym", "numeric_backend"):
        assert f"{package}/py.typed" in names
        files = (ROOT / package).rglob("*")
        ours = {str(file.relative_to(ROOT)) for file in files if file.is_file() and "__pycache__" not in file.parts}
        assert ours <= names
    register = ROOT / "derivations"
    entries = [path for path in register.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert entries
    for path in entries:
        assert f"mirrorsym/_register/{path.relative_to(register)}" in names


def test_the_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    for name in wheel.namelist():
        assert not re.search(r"__pycache__|\.pyc$|(^|/)tests?/|(^|/)docs/|(^|/)run\.py$|\.lock$", name), name


def test_metadata_of_the_wheel(wheel: zipfile.ZipFile) -> None:
    def read(file: str) -> str:
        (name,) = (name for name in wheel.namelist() if name.endswith(f".dist-info/{file}"))
        return wheel.read(name).decode()

    assert "mirrorsym = mirrorsym.cli:main" in read("entry_points.txt").splitlines()
    metadata = read("METADATA").splitlines()
    assert "Requires-Python: >=3.11" in metadata
    assert "License-Expression: BSD-3-Clause" in metadata
    assert any(name.endswith("licenses/LICENSE") for name in wheel.namelist())
    core = {
        canonicalize_name(Requirement(line.partition(": ")[2]).name)
        for line in metadata
        if line.startswith("Requires-Dist") and "extra ==" not in line
    }
    assert core == {"sympy", "mpmath", "numpy", "scipy", "python-flint", "click", "rich", "pydantic", "jinja2"}


def test_the_unpacked_wheel_runs(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)  # noqa: S202 (we made it a moment ago)
    code = "import mirrorsym as m; print(m.__version__, m.__file__, m.Pair(g='u*v').M.variables)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=True, timeout=60,
    )
    assert str(tmp_path) in done.stdout
    version = re.search(r"mirrorsym-(.+?)\.dist-info", " ".join(wheel.namelist()))
    assert version is not None
    assert done.stdout.split()[0] == version[1]
    assert "('u', 'v')" in done.stdout


def test_the_source_distribution_is_complete(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert {"run.py", "requirements.lock", "requirements-engines.lock", "pyproject.toml", "derivations/README.md", "tests/test_packaging.py",
            "docs/explanation/house.md", ".ci/run", "README.md"} <= inside
    assert not {name for name in inside if name.startswith((".venv", ".git/"))}


# ---- the lock --------------------------------------------------------------------------------------------------------



def entries(name: str) -> list[list[str]]:
    """The lines of each package of a lock: the pin, then its hashes."""
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    return [entry.split(" \\\n") for entry in re.split(r"\n(?=\S)", text) if not entry.startswith("#")]


ENTRIES, ENGINES = entries("requirements.lock"), entries("requirements-engines.lock")
PINS = [Requirement(entry[0].strip()) for entry in ENTRIES]
EXTRAS = PROJECT["project"]["optional-dependencies"]
WANTED = [
    Requirement(text)
    for text in [*PROJECT["project"]["dependencies"], *EXTRAS["testing"], *PROJECT["dependency-groups"]["dev"],
                 *PROJECT["build-system"]["requires"]]
]
SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "macos": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}


def pinned(environment: dict[str, str]) -> dict[str, str]:
    """name -> version that the lock gives in an environment; a name pinned twice is an error."""
    found: dict[str, str] = {}
    for pin in PINS:
        if pin.marker is None or pin.marker.evaluate(environment):
            name = canonicalize_name(pin.name)
            assert name not in found, f"{name} is pinned twice"
            (only,) = pin.specifier
            assert only.operator == "=="
            found[name] = only.version
    return found


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_the_lock_fits_the_version_ranges(system: str, python: str) -> None:
    base = {key: str(value) for key, value in default_environment().items()}
    versions = pinned({**base, **SYSTEMS[system], "python_version": python, "python_full_version": f"{python}.0"})
    for wanted in WANTED:
        assert wanted.specifier.contains(versions[canonicalize_name(wanted.name)]), wanted


def test_the_lock_is_closed() -> None:
    """Whatever a locked package needs here is locked too: the set-up installs without resolving."""
    here = {key: str(value) for key, value in default_environment().items()}
    versions = pinned(here)
    looked_at = 0
    for name in versions:
        try:
            needs = requires(name) or []
        except PackageNotFoundError:
            continue
        looked_at += 1
        for need in map(Requirement, needs):
            if need.marker is None or need.marker.evaluate({**here, "extra": ""}):
                assert canonicalize_name(need.name) in versions, f"{name} needs {need}"
    assert looked_at >= len(WANTED)


def test_every_pin_has_hashes_and_no_place() -> None:
    for entry in ENTRIES + ENGINES:
        assert len(entry) > 1, f"{entry[0]} has no hash"
        assert all(re.fullmatch(r"\s+--hash=sha256:[0-9a-f]{64}\s*", line) for line in entry[1:]), entry[0]


def test_the_lock_of_the_engines_fits_and_repeats_nothing() -> None:
    pins = {canonicalize_name(pin.name): pin for pin in (Requirement(entry[0].strip()) for entry in ENGINES)}
    assert not set(pins) & {canonicalize_name(pin.name) for pin in PINS}
    for wanted in map(Requirement, EXTRAS["cuda"] + EXTRAS["numba"]):
        (only,) = pins[canonicalize_name(wanted.name)].specifier
        assert wanted.specifier.contains(only.version), wanted
