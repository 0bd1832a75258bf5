"""Digests of answers: equal for equal ones, whatever form they have."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import cast

import numpy as np

from segql.members import Members

_arrays: dict[int, tuple[Sequence[object], np.ndarray]] = {}


def digest(answer: object) -> str:
    """Of members, whatever their order, with how many there are; of anything else by its `repr`."""
    if isinstance(answer, Members):
        keys = _array(answer.keys)
        bits = np.frombuffer(answer.bits, dtype=np.uint8)
        return _members(keys[np.unpackbits(bits, count=len(keys), bitorder="little").view(bool)])
    if isinstance(answer, Iterable) and not isinstance(answer, str | bytes):
        array = answer.to_numpy() if hasattr(answer, "to_numpy") else answer  # pyright: ignore
        return _members(
            np.asarray(array if isinstance(array, np.ndarray) else list(cast("list[str]", array)))
        )
    return _hash(repr(answer).encode())


def _array(keys: Sequence[object]) -> np.ndarray:
    """Keys as an array; those of all customers stand in every answer, so they are kept."""
    if id(keys) not in _arrays:
        _arrays[id(keys)] = (keys, np.asarray(list(keys)))
    return _arrays[id(keys)][1]


def _members(keys: np.ndarray) -> str:
    if keys.dtype.kind in "iu":
        return f"{len(keys)} {_hash(np.sort(keys.astype(np.int64)).tobytes())}"
    return f"{len(keys)} {_hash(chr(0).join(sorted(map(str, keys.tolist()))).encode())}"


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
