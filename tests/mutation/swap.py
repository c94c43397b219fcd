"""Put another text of a module in the place of the one that is loaded, for a process that is about to end.

Functions and methods keep their identity and get the new code, so that whoever imported them meets the change; constants are replaced
in every module that imported them under the same name.

Main definition: `swap`.
"""

from __future__ import annotations

import functools
import importlib.util
import sys
import types
from importlib.machinery import SourceFileLoader
from typing import Any

__all__ = ["swap"]


class _Text(SourceFileLoader):
    """Loads a module from a text instead of its file."""

    def __init__(self, name: str, path: str, text: str) -> None:
        super().__init__(name, path)
        self.text = text

    def get_code(self, fullname: str) -> types.CodeType:  # noqa: ARG002 - there is one text
        """The compiled text; no cache is read or written."""
        return self.source_to_code(self.text.encode(), self.path)  # type: ignore[no-any-return]


def swap(name: str, text: str) -> None:
    """Let the loaded module `name` behave as if its file had this text."""
    old = sys.modules[name]
    path = str(old.__file__)
    spec = importlib.util.spec_from_file_location(name, path, loader=_Text(name, path, text))
    assert spec is not None and spec.loader is not None
    new = importlib.util.module_from_spec(spec)
    new.__dict__["__package__"] = old.__package__
    sys.modules[name] = new  # dataclasses look their module up
    try:
        spec.loader.exec_module(new)
    finally:
        sys.modules[name] = old
    functions: dict[int, Any] = {}
    for key, value in list(vars(new).items()):
        before = vars(old).get(key)
        if isinstance(value, type) and value.__module__ == name and isinstance(before, type):
            _swap_class(before, value)
        elif (a := _plain(before)) is not None and (b := _plain(value)) is not None and b.__module__ == name:
            a.__code__, a.__defaults__, a.__kwdefaults__ = b.__code__, b.__defaults__, b.__kwdefaults__
            functions[id(b)] = before
    for key, value in list(vars(new).items()):
        before = vars(old).get(key)
        if key.startswith("__") or isinstance(value, type | types.ModuleType) or _plain(value) is not None:
            if key not in vars(old):
                setattr(old, key, value)
            continue
        now = _with(value, functions)
        for module in [m for n, m in sys.modules.items() if n.partition(".")[0] == name.partition(".")[0]]:
            if key in vars(module) and vars(module)[key] is before:
                setattr(module, key, now)
        setattr(old, key, now)


def _with(value: Any, functions: dict[int, Any]) -> Any:
    """A table with the functions that are already known to everybody."""
    if isinstance(value, dict):
        return {k: _with(v, functions) for k, v in value.items()}
    if isinstance(value, list | tuple) and type(value) in (list, tuple):
        return type(value)(_with(v, functions) for v in value)
    return functions.get(id(value), value)


def _plain(value: Any) -> types.FunctionType | None:
    """The function under the usual wrappers."""
    if isinstance(value, property):
        value = value.fget
    if isinstance(value, functools.cached_property):
        value = value.func
    if isinstance(value, staticmethod | classmethod):
        value = value.__func__
    value = getattr(value, "__wrapped__", value)
    return value if isinstance(value, types.FunctionType) else None


def _swap_class(old: type, new: type) -> None:
    for key, value in vars(new).items():
        a, b = _plain(vars(old).get(key)), _plain(value)
        if a is not None and b is not None and a.__code__.co_freevars == b.__code__.co_freevars:
            a.__code__, a.__defaults__, a.__kwdefaults__ = b.__code__, b.__defaults__, b.__kwdefaults__
        elif b is not None or not (key.startswith("__") or isinstance(value, types.MemberDescriptorType | types.GetSetDescriptorType)):
            setattr(old, key, value)
