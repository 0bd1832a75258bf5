"""Records are what frozen, slotted dataclasses are."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError, field, fields, replace

import pytest

from segql import meaning, types
from segql.record import record


@record
class Point:
    """A record with every kind of field."""

    x: int
    y: int = 0
    names: list[str] = field(default_factory=list[str])
    note: str = field(default="", compare=False, repr=False, kw_only=True)


@record
class Nothing:
    """A record without fields."""


@record
class Other(Point):
    """A record of the same fields and one more."""

    z: int = 0


def test_values_are_given_by_position_name_and_default() -> None:
    point = Point(1, names=["a"], note="b")
    assert (point.x, point.y, point.names, point.note) == (1, 0, ["a"], "b")
    assert Point(1).names is not Point(1).names
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Point(1, 2, [], "note")  # type: ignore[call-arg]


def test_one_is_frozen_and_has_no_dictionary() -> None:
    point = Point(1)
    for name in ("x", "w"):
        with pytest.raises(FrozenInstanceError):
            setattr(point, name, 2)
        with pytest.raises(FrozenInstanceError):
            delattr(point, name)
    assert not hasattr(point, "__dict__")


def test_they_compare_and_hash_by_class_and_compared_fields() -> None:
    assert Point(1, note="a") == Point(1, note="b") != Point(2)
    assert Point(1) != Other(1) and Point(1) != (1, 0, [])
    assert Nothing() == Nothing() and hash(Nothing()) == hash(Nothing())
    one, other = (meaning.Attribute("age", types.INTEGER, span=span) for span in (None, None))
    assert hash(one) == hash(other) and len({one, other, meaning.Property("age", types.INTEGER)}) == 2
    with pytest.raises(TypeError):
        hash(Point(1))  # a list has no hash


def test_they_are_dataclasses() -> None:
    assert [each.name for each in fields(Other)] == ["x", "y", "names", "note", "z"]
    assert replace(Point(1, note="a"), y=3) == Point(1, 3)
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)
    assert repr(Point(1, note="a")) == "Point(x=1, y=0, names=[])"


@pytest.mark.parametrize("made", [Point(1, 2, ["a"], note="b"), Nothing()])
def test_they_are_copied_and_pickled(made: object) -> None:
    for other in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert other == made and type(other) is type(made)


def test_a_hash_is_no_part_of_what_is_pickled() -> None:
    constant = meaning.Constant("CA", types.STRING)
    hash(constant)
    code = (
        "import pickle, sys; from segql import meaning, types\n"
        "found = pickle.loads(sys.stdin.buffer.read())\n"
        "assert hash(found) == hash(meaning.Constant('CA', types.STRING))"
    )
    subprocess.run([sys.executable, "-c", code], input=pickle.dumps(constant), check=True)


def test_of_equal_nodes_each_knows_its_hash() -> None:
    text = meaning.Constant("CA", types.STRING)
    nested = meaning.Compare("=", meaning.Attribute("a", types.STRING), text)
    assert hash(nested) == hash(replace(nested)) and {nested: 1}[replace(nested)] == 1
