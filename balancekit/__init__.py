"""balancekit: measure both sides, tell real differences from noise, see them, and plan.

The names below are the public face. They are loaded on first use, so that
``import balancekit`` costs next to nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

_HOME = {
    "Catalogue": "catalogue",
    "catalogue": "catalogue",
    "Case": "case",
    "Profile": "case",
    "Trial": "trial",
    "LogEntry": "training",
    "Training": "training",
    "Changes": "symmetry",
    "Findings": "symmetry",
    "compare": "symmetry",
    "score": "symmetry",
    "Store": "store",
    "Explanations": "reasoning",
    "VirtualClient": "reasoning",
    "explain": "reasoning",
    "Programme": "programme",
    "programme": "programme",
    "BodyMap": "figures",
    "body_map": "figures",
    "muscle_map": "figures",
    "report": "report",
    "Workbench": "forms",
}
_ROOMS = ("symmetry", "forms", "figures")

__all__ = ["__version__", *_HOME, *_ROOMS]  # pyright: ignore[reportUnsupportedDunderAll]

if TYPE_CHECKING:
    from balancekit import figures, forms, symmetry
    from balancekit.case import Case, Profile
    from balancekit.catalogue import Catalogue, catalogue
    from balancekit.figures import BodyMap, body_map, muscle_map
    from balancekit.forms import Workbench
    from balancekit.programme import Programme, programme
    from balancekit.reasoning import Explanations, VirtualClient, explain
    from balancekit.report import report
    from balancekit.store import Store
    from balancekit.symmetry import Changes, Findings, compare, score
    from balancekit.training import LogEntry, Training
    from balancekit.trial import Trial


class _Verb(ModuleType):
    """A room that is called by its own name: ``bk.programme(...)`` is ``balancekit.programme.programme(...)``."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return getattr(self, self.__name__.rpartition(".")[2])(*args, **kwargs)


class _Face(ModuleType):
    """The package. Where a room and its verb share a name, Python binds the module; so the module can be called."""

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, ModuleType) and _HOME.get(name) == name:
            value.__class__ = _Verb
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Face


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    if name in _ROOMS or _HOME.get(name) == name:
        return import_module(f"balancekit.{name}")
    if name in _HOME:
        return getattr(import_module(f"balancekit.{_HOME[name]}"), name)
    raise AttributeError(f"module 'balancekit' has no attribute {name!r}; it offers: {', '.join(__all__)}.")


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # as slow to import as all the rest together

    try:
        return version("balancekit")
    except PackageNotFoundError:  # imported from a folder that was never installed
        return "0+unknown"


def __dir__() -> list[str]:
    return sorted(__all__)
