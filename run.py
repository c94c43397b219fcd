#!/usr/bin/env python3
"""Sets mirrorsym up in `.venv` beside this file and runs it.

    python3 run.py demo           verdicts on the papers' pairs: a table here, and mirrorsym-report.html
    python3 run.py test [ARGS]    the test suite and the doctests; ARGS go to pytest
    python3 run.py engines        adds the compiled backends of numeric_backend: Numba, and numba-cuda for GPUs

Needs Python >= 3.11 with `uv`, or with `venv` and pip; no compiler, no git, no make.  The first run installs the
hashed versions of requirements.lock from wherever the user's pip or uv configuration says; later runs start at once,
until the lock, pyproject.toml or this file changes.  An interrupted set-up is repaired by the next run; two at the
same time wait for each other.
"""

import configparser
import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator  # not collections.abc: an old Python must get as far as the message about it

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = str(BIN / ("python.exe" if WINDOWS else "python"))
LOCK = ROOT / "requirements.lock"
ENGINES = ROOT / "requirements-engines.lock"
PROJECT = ROOT / "pyproject.toml"
STAMP = VENV / "mirrorsym-setup"  # exists only while the environment is complete; says what it was made from
BUSY = ROOT / ".run-lock"  # locked during a set-up; not empty after one that was cut off
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
PIP_FILES = (  # where pip looks, the last word last
    "$PROGRAMDATA/pip/pip.ini", "/etc/xdg/pip/pip.conf", "/etc/pip.conf", "/Library/Application Support/pip/pip.conf",
    "~/pip/pip.ini", "~/.pip/pip.conf", "~/Library/Application Support/pip/pip.conf", "~/.config/pip/pip.conf",
    "$XDG_CONFIG_HOME/pip/pip.conf", "$APPDATA/pip/pip.ini", "$PIP_CONFIG_FILE",
)
UV_NAMES = {  # pip's name of a setting -> uv's variable for it, and what stands between several values
    "index-url": ("UV_DEFAULT_INDEX", " "), "extra-index-url": ("UV_INDEX", " "), "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "), "cert": ("SSL_CERT_FILE", " "), "proxy": ("ALL_PROXY", " "),
    "timeout": ("UV_HTTP_TIMEOUT", " "),
}


def main(arguments: "list[str]") -> int:
    """Set up, then run the command; its exit code."""
    if not arguments or arguments[0] not in ("demo", "test", "engines"):
        print(__doc__)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    if sys.version_info < OLDEST:
        return with_newer_python(arguments)
    try:
        if not set_up():
            return 1
        if arguments[0] == "engines":
            return 0 if engines() else 1
        if arguments[0] == "demo":
            return become([str(BIN / "mirrorsym"), *arguments])
        os.chdir(str(ROOT))
        lanes = ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal"]  # neighbors share what a file sets up
        return become([PYTHON, "-m", "pytest", *(arguments[1:] or lanes)])
    except KeyboardInterrupt:
        note("interrupted; the next run repairs what was left half done")
        return 130
    except OSError as error:
        note("stopped: %s" % error)
        return 1


def note(message: str) -> None:
    """Tell the person at the terminal."""
    print("run.py: " + message, file=sys.stderr, flush=True)


def become(command: "list[str]") -> int:
    """Hand this process (on Windows: a child) over to `command`."""
    if not WINDOWS:
        os.execv(command[0], command)  # noqa: S606 (a program we found or made, no shell)
    return subprocess.call(command)


def with_newer_python(arguments: "list[str]") -> int:
    """Start again on a Python that is new enough, or say which one is missing."""
    script = [str(Path(__file__).resolve()), *arguments]
    for found in filter(None, map(shutil.which, NEWER)):
        if subprocess.call([found, "-c", ""], stderr=subprocess.DEVNULL) == 0:  # some are wrappers around nothing
            return become([found, *script])
    uv = shutil.which("uv")
    if uv:
        return become([uv, "run", "--no-project", "--python", ">=3.11", "python", *script])
    note(
        "%s is Python %d.%d; mirrorsym needs 3.11 or newer.  Install one, for example the system packages "
        "python3.11 and python3.11-venv, and run this again." % (sys.executable, *sys.version_info[:2])
    )
    return 1


# ---- the set-up ------------------------------------------------------------------------------------------------------


def set_up() -> bool:
    """Make `.venv` complete, unless it is; False after saying why not."""
    if complete():
        return True
    with alone() as cut_off:
        if complete():  # by the one we waited for
            return True
        start = time.monotonic()
        if STAMP.exists():
            STAMP.unlink()
        if cut_off or python_version() is None:
            shutil.rmtree(str(VENV), ignore_errors=True)
        if not (make_venv() and install()):
            return False
        compile_bytecode()
        STAMP.write_text(fingerprint())
        note("ready after %.0f s" % (time.monotonic() - start))
    return True


def complete() -> bool:
    """Whether `.venv` is what today's lock, project file and script would make."""
    return STAMP.exists() and STAMP.read_text() == fingerprint()


def fingerprint() -> str:
    """What the environment is made from: the files, the place (its scripts hold absolute paths), its Python."""
    digest = hashlib.sha256(("%s %s" % (ROOT, python_version())).encode())
    for file in (LOCK, PROJECT, Path(__file__)):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def python_version() -> "str | None":
    """The version of the Python in `.venv`; None where it does not run or is too old."""
    ask = "import sys; print(sys.version_info[:2]); sys.exit(sys.version_info < %r)" % (OLDEST,)
    try:
        return subprocess.check_output([PYTHON, "-ISc", ask], stderr=subprocess.DEVNULL).decode().strip()
    except (OSError, subprocess.CalledProcessError):
        return None


@contextlib.contextmanager
def alone():  # type: ignore[no-untyped-def]
    """Hold the set-up lock; yields whether the last holder was cut off."""
    with BUSY.open("a+") as file:
        if not try_lock(file):
            note("another set-up is at work in this folder; waiting for it")
            while not try_lock(file):
                time.sleep(0.2)
        file.seek(0)
        cut_off = bool(file.read())
        file.write("A set-up is at work, or was cut off.\n")
        file.flush()
        yield cut_off
        file.truncate(0)


def try_lock(file) -> bool:  # type: ignore[no-untyped-def]
    """Lock `file` unless another process has; the system lets go of it when this process ends, however it ends."""
    try:
        if WINDOWS:
            import msvcrt

            file.seek(1 << 20)  # a locked byte cannot be read: take one far behind the text
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def make_venv() -> bool:
    """Make `.venv` unless its Python runs already."""
    if python_version() is not None:
        return True
    uv, base = shutil.which("uv"), getattr(sys, "_base_executable", sys.executable)
    command = [uv, "venv", "-q", "--python", base] if uv else [base, "-m", "venv", "--without-pip"]
    return run([*command, str(VENV)]) or missing_package()


def missing_package() -> bool:
    """Say which one package is missing; False."""
    version = "python%d.%d-venv" % sys.version_info[:2]
    note(
        "%s can make no environment with pip in it.  Install the system package python3-venv (on Debian and Ubuntu: "
        "apt install python3-venv, or %s for this very Python), or uv, and run this again." % (sys.executable, version)
    )
    return False


def install() -> bool:
    """The locked packages, else the version ranges of pyproject.toml; then mirrorsym itself, in place."""
    wheels = ["--only-binary", ":all:"]  # a package without a wheel for this machine fails now, not in a compiler
    name = None
    for name, command in installers():
        note("installing the packages of %s with %s; this takes a minute or two" % (LOCK.name, name))
        if run([*command, *wheels, "--no-deps", "--require-hashes", "-r", str(LOCK)]):
            return install_project(command)
    if name is None:
        return missing_package()
    note("the locked versions cannot be had here, see above; trying the version ranges of %s" % PROJECT.name)
    needed, optional = ranges()
    for name, command in installers():
        if run([*command, *wheels, *needed]):
            for each in optional:
                if not run([*command, *wheels, each]):
                    note("going on without %s, which only lint and types need" % each)
            return install_project(command)
        note("%s cannot install what mirrorsym needs, see above; is its package index in reach?" % name)
    return False


def engines() -> bool:
    """The packages of the compiled backends, unless they are there; False after saying that they cannot be had."""
    wheels, stamp, wanted = ["--only-binary", ":all:"], VENV / "mirrorsym-engines", ENGINES.read_text()
    if stamp.exists() and stamp.read_text() == wanted:
        return True
    for name, command in installers():
        note("installing the packages of %s with %s" % (ENGINES.name, name))
        if run([*command, *wheels, "--no-deps", "--require-hashes", "-r", str(ENGINES)]):
            stamp.write_text(wanted)
            return True
    note("the compiled backends cannot be installed here, see above; everything else works without them")
    return False


def install_project(command: "list[str]") -> bool:
    """mirrorsym in place, with the build backend that is in `.venv` by now: nothing is downloaded."""
    return run([*command, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])


def ranges() -> "tuple[list[str], list[str]]":
    """Needed and optional requirements, as pyproject.toml words them."""
    import tomllib

    content = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    core, extras = content["project"]["dependencies"], content["project"]["optional-dependencies"]
    needed = [*core, *extras["testing"], *content["build-system"]["requires"]]
    return needed, [each for each in content["dependency-groups"]["dev"] if each not in needed]


def installers() -> "Iterator[tuple[str, list[str]]]":
    """(name, command) for each program here that can install into `.venv`, the fastest first."""
    watched, uv = sys.stderr.isatty(), shutil.which("uv")
    if uv:  # like pip, it may take a file from whichever index has it: the hash is known
        command = [uv, "pip", "install", "--python", PYTHON, "--index-strategy", "unsafe-best-match"]
        offline = pip_settings().get("no-index", "").lower() in ("1", "true", "yes", "on")
        yield "uv", command + ["--no-index"] * offline + ["-q"] * (not watched)
    pip = pip_for_venv()
    if pip:
        yield "pip", [*pip, "install", "--no-compile"] + ["-qq"] * (not watched)


def pip_for_venv() -> "list[str] | None":
    """A pip that installs into `.venv`: its own, put there now if need be, or one from outside."""
    own = [PYTHON, "-m", "pip"]
    if works([*own, "--version"]) or works([PYTHON, "-m", "ensurepip"]):
        return own
    outside = [[sys.executable, "-m", "pip"], *([found] for found in map(shutil.which, ("pip3", "pip")) if found)]
    into = [[*pip, "--python", PYTHON] for pip in outside]
    return next((pip for pip in into if works([*pip, "--version"])), None)


def works(command: "list[str]") -> bool:
    """Whether `command` runs and succeeds; its output is dropped."""
    return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()) == 0


def run(command: "list[str]") -> bool:
    """Run `command` in the open; whether it succeeded."""
    return subprocess.call(command, stdout=sys.stderr, env=environment()) == 0


def environment() -> "dict[str, str]":
    """The user's, without what would send packages elsewhere, and with pip's configuration in uv's words."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    return {**for_uv(pip_settings()), **kept, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def pip_settings() -> "dict[str, str]":
    """What the user's pip goes by: its configuration files, then its environment variables."""
    files = [Path(os.path.expandvars(file)).expanduser() for file in PIP_FILES]
    parser = configparser.RawConfigParser()
    with contextlib.suppress(configparser.Error, UnicodeDecodeError):
        parser.read([] if os.environ.get("PIP_CONFIG_FILE") == os.devnull else files)
    sections = [dict(parser.items(name)) for name in ("global", "install") if parser.has_section(name)]
    sections.append({name[4:].lower(): value for name, value in os.environ.items() if name[:4] == "PIP_" and value})
    return {key.replace("_", "-"): value for section in sections for key, value in section.items()}


def for_uv(settings: "dict[str, str]") -> "dict[str, str]":
    """pip's settings as the variables uv reads (without local folders that are gone), and its trust in the system."""
    result = {}
    for key, (variable, separator) in UV_NAMES.items():
        values = settings.get(key, "").split()
        if key in ("index-url", "extra-index-url", "find-links"):
            places = [(value, value.removeprefix("file://")) for value in values]
            values = [value for value, path in places if "://" in path or Path(path).exists()]
        if values:
            result[variable] = separator.join(values)
    from ssl import get_default_verify_paths  # here: it takes long to load, and most runs set nothing up

    file, folder = get_default_verify_paths()[:2]
    if sys.platform in ("win32", "darwin") or file or (folder and any(Path(folder).iterdir())):
        result.update(UV_SYSTEM_CERTS="true", UV_NATIVE_TLS="true")  # the same switch, by its new and its old name
    return result


def compile_bytecode() -> None:
    """Compile what was installed, on all cores and without the packages' own tests; SymPy starts 4 times faster."""
    tests = r"site-packages[/\\].*[/\\]tests[/\\]"
    places = [str(place) for place in (*VENV.glob("[lL]ib"), ROOT / "mirrorsym", ROOT / "numeric_backend")]
    command = [PYTHON, "-m", "compileall", "-q", "-x", tests]
    works([*command, "-j", "0", *places]) or works([*command, *places])  # where processes share no semaphores: one


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
