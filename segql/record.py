"""Records: the frozen, slotted dataclasses that trees are made of, quick to define and to make.

`@record` gives what `@dataclass(frozen=True, slots=True)` gives, `replace`, `fields` and patterns
included. The standard one writes and compiles six methods for each class, which is most of the time
of importing a compiler with a hundred of them, and sets each field by its name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, cast, dataclass_transform

_Made = TypeVar("_Made")


class Hashed:
    """A base of records that know their hash once they have told it: those that hold many others."""

    __slots__ = ("_hash",)


@dataclass_transform(eq_default=True, frozen_default=True, field_specifiers=(field,))
def record(made: type[_Made]) -> type[_Made]:
    """A frozen dataclass with slots; it compares and hashes by its class and compared fields."""
    cls = cast("Any", dataclass(init=False, repr=False, eq=False, slots=True)(made))
    own = fields(cls)
    if "__init__" not in vars(made):
        cls.__init__ = _init(cls, own)
    cls.__setattr__ = cls.__delattr__ = _refuse
    cls.__getstate__, cls.__setstate__ = _state, _restore
    cls.__repr__ = _repr([each.name for each in own if each.repr])
    cls.__eq__ = _eq(_values([each.name for each in own if each.compare]))
    hashed = _values([e.name for e in own if (e.compare if e.hash is None else e.hash)])
    cls.__hash__ = _kept_hash(cls, hashed) if issubclass(made, Hashed) else _hash(hashed)
    return cls


def _init(cls: Any, own: tuple[Field[Any], ...]) -> Callable[..., None]:
    """Sets each field through its slot: the way to set one of a frozen object that takes least time."""
    names: dict[str, object] = {"MISSING": MISSING}
    heads, keywords, body = ["self"], list[str](), list[str]()
    for number, each in enumerate(own):
        name, value = each.name, each.name
        names[f"set_{number}"] = getattr(cls, name).__set__
        head = name
        if each.default is not MISSING:
            names[f"default_{number}"] = each.default
            head = f"{name}=default_{number}"
        elif each.default_factory is not MISSING:
            names[f"default_{number}"] = each.default_factory
            head, value = f"{name}=MISSING", f"default_{number}() if {name} is MISSING else {name}"
        if not each.init:
            body.append(f"set_{number}(self, default_{number}())")
            continue
        (keywords if each.kw_only else heads).append(head)
        body.append(f"set_{number}(self, {value})")
    if hasattr(cls, "_hash"):
        names["keep"] = cls._hash.__set__
        body.append("keep(self, 0)")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    if keywords:
        heads += ["*", *keywords]
    source = f"def __init__({', '.join(heads)}):\n " + "; ".join(body or ["pass"])
    exec(source, names)  # the names of fields are all that it holds
    return cast("Callable[..., None]", names["__init__"])


def _values(names: list[str]) -> Callable[[object], object]:
    return attrgetter(*names) if names else lambda _: ()


def _eq(values: Callable[[object], object]) -> Callable[[object, object], bool]:
    def __eq__(self: object, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self is other or values(self) == values(other)

    return __eq__


def _hash(values: Callable[[object], object]) -> Callable[[object], int]:
    def __hash__(self: object) -> int:
        return hash(values(self))

    return __hash__


def _kept_hash(cls: Any, values: Callable[[object], object]) -> Callable[[Any], int]:
    keep = cls._hash.__set__

    def __hash__(self: Any) -> int:
        found = self._hash
        if not found:
            keep(self, found := hash(values(self)))
        return found

    return __hash__


def _repr(shown: list[str]) -> Callable[[object], str]:
    def __repr__(self: object) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__qualname__}({values})"

    return __repr__


def _refuse(self: object, name: str, value: object = None) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _state(self: Any) -> list[object]:
    return [getattr(self, each.name) for each in fields(self)]


def _restore(self: Any, state: list[object]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)
    if isinstance(self, Hashed):
        object.__setattr__(self, "_hash", 0)  # strings have another one in each process
