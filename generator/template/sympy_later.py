"""An import of cfn-lint to the same without sympy, until a template needs it.

sympy takes half of the time in which cfn-lint is loaded, and all that cfn-lint does with it is to reason about a
template's Conditions and Rules.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Final, NoReturn

__all__ = ["Touched", "forget", "touched", "without_sympy"]

# What cfn-lint 1.58 has from where (cfnlint/conditions and cfnlint/context/conditions). Another name touches.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "sympy": ("And", "Dummy", "Equivalent", "Implies", "Not", "Or", "Symbol"),
    "sympy.assumptions": (),
    "sympy.assumptions.cnf": (),
    "sympy.logic": (),
    "sympy.logic.boolalg": ("Boolean", "BooleanFalse", "BooleanFunction", "BooleanTrue", "to_nnf"),
    "sympy.logic.inference": ("satisfiable",),
}


class State:
    """Whether anything was asked of a stand-in, and whether cfn-lint is to be loaded as it is from then on."""

    touched = False
    given_up = False


class Touched(BaseException):
    """cfn-lint needs sympy here. No Exception, so that what cfn-lint makes of those ends fewer rules in vain."""


def touch(what: str) -> NoReturn:
    """Remembers what was asked for, since cfn-lint catches everything in places, and gives up."""
    State.touched = True
    raise Touched(what)


def touched() -> bool:
    """Whether anything was asked of a stand-in, so that what cfn-lint has said does not count."""
    return State.touched


class Name:
    """A function or class of sympy's, to be imported and no more."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *_: object, **__: object) -> NoReturn:
        touch(self.name)

    def __getattr__(self, attribute: str) -> NoReturn:
        touch(f"{self.name}.{attribute}")

    def __instancecheck__(self, _: object) -> NoReturn:
        touch(self.name)

    def __subclasscheck__(self, _: object) -> NoReturn:
        touch(self.name)

    def __mro_entries__(self, _: object) -> NoReturn:
        touch(self.name)


class EncodedCNF:
    """No clauses yet: each template has some of these, and their copies, also when there is nothing to add to them."""

    def copy(self) -> EncodedCNF:
        """As many."""
        return EncodedCNF()

    def __getattr__(self, attribute: str) -> NoReturn:
        touch(f"EncodedCNF.{attribute}")


class Module(ModuleType):
    """A module of sympy's with some of its names."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []
        self.__dict__.update({each: Name(each) for each in NAMES[name]})

    def __getattr__(self, attribute: str) -> NoReturn:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        touch(f"{self.__name__}.{attribute}")


class Finder:
    """Finds no other module of sympy's."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Nothing."""
        if of(name, "sympy"):
            touch(name)
        return None


@contextmanager
def without_sympy() -> Iterator[None]:
    """Has stand-ins for sympy in what is imported meanwhile, until `forget`; Touched when they are not enough."""
    if State.given_up:
        yield
        return
    aside = {name: sys.modules.pop(name) for name in list(sys.modules) if of(name, "sympy")}
    modules = {name: Module(name) for name in NAMES}
    vars(modules["sympy.assumptions.cnf"])["EncodedCNF"] = EncodedCNF
    sys.modules.update(modules)
    sys.meta_path.insert(0, Finder)
    try:
        yield
    finally:
        sys.meta_path.remove(Finder)
        for name in modules:
            sys.modules.pop(name, None)
        sys.modules.update(aside)
    if touched():
        raise Touched


def forget() -> None:
    """Has cfn-lint imported anew by whoever needs it next, as it is."""
    for name in list(sys.modules):
        if of(name, "cfnlint"):
            del sys.modules[name]
    State.touched, State.given_up = False, True


def of(name: str, package: str) -> bool:
    """Whether the module of this name is of the package."""
    return name == package or name.startswith(f"{package}.")
