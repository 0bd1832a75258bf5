"""The members of a segment as bits over all customers, and the keys that they stand for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress, islice
from typing import overload

from segql.diagnostics import DataError, error

Key = str | int
"""What identifies a customer."""

_BLOCK = 8192  # bytes of bits that are looked at together
_SPREAD = [bytes(byte >> place & 1 for place in range(8)) for byte in range(256)]


class Members(Sequence[Key]):
    """Those of `keys`, all customers in ascending order, whose bit is set.

    The bits are packed, the least significant first, as by `numpy.packbits(bitorder="little")`: customer
    i is a member if `bits[i >> 3] >> (i & 7) & 1`; those of the last byte that stand for no customer are 0.
    Keys are looked up when they are asked for. Equal to any sequence of the same keys that is a list or
    itself Members.
    """

    __slots__ = ("_count", "bits", "keys")

    def __init__(self, keys: Sequence[Key], bits: bytes) -> None:
        if len(bits) != (len(keys) + 7) // 8 or (len(keys) % 8 and bits[-1] >> len(keys) % 8):
            raise ValueError(f"{len(bits)} bytes are not the bits of {len(keys)} customers")
        self.keys = keys
        self.bits = bits
        self._count = popcount(bits)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Key]:
        for first, part in self._blocks():
            yield from compress(self.keys[first : first + 8 * len(part)], spread(part))

    def positions(self) -> Iterator[int]:
        """Where the members stand among all customers, ascending."""
        for first, part in self._blocks():
            yield from compress(range(first, first + 8 * len(part)), spread(part))

    def __contains__(self, key: object) -> bool:
        try:
            place = bisect_left(self.keys, key)  # pyright: ignore[reportArgumentType, reportCallIssue]
        except TypeError:  # neither before nor after a key
            return False
        if place == len(self.keys) or self.keys[place] != key:
            return False
        return bool(self.bits[place >> 3] >> (place & 7) & 1)

    @overload
    def __getitem__(self, index: int) -> Key: ...
    @overload
    def __getitem__(self, index: slice) -> list[Key]: ...
    def __getitem__(self, index: int | slice) -> Key | list[Key]:
        if isinstance(index, slice):
            return list(self)[index]
        left = index + self._count if index < 0 else index
        if not 0 <= left < self._count:
            raise IndexError("there are not so many members")
        for first, part in self._blocks():
            here = popcount(part)
            if left < here:
                return next(
                    islice(compress(self.keys[first : first + 8 * len(part)], spread(part)), left, None)
                )
            left -= here
        raise AssertionError("the count is that of the bits")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Members):
            return (self.bits == other.bits and self.keys == other.keys) or list(self) == list(other)
        return list(self) == other if isinstance(other, list) else NotImplemented

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    def __repr__(self) -> str:
        return f"<{self._count} members of {len(self.keys)} customers>"

    def _blocks(self) -> Iterator[tuple[int, bytes]]:
        """The bits in parts, with the position of the first customer of each; parts of no member are left
        out."""
        for start in range(0, len(self.bits), _BLOCK):
            part = self.bits[start : start + _BLOCK]
            if any(part):
                yield 8 * start, part


def bits_of(keys: Sequence[Key], members: Mapping[str, Iterable[Key]]) -> dict[str, bytes]:
    """The bits of each segment over the customers `keys`. Raises DataError for one who is none of them."""
    packer: Packer | None = None
    found: dict[str, bytes] = {}
    for name, of in members.items():
        if isinstance(of, Members) and (of.keys is keys or of.keys == keys):
            found[name] = of.bits
        else:
            packer = packer or Packer(keys)
            found[name] = packer.bits(name, of)
    return found


class Packer:
    """Makes bits over customers of the keys of members."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self._places = {key: place for place, key in enumerate(keys)}

    def bits(self, segment: str, members: Iterable[Key]) -> bytes:
        """The bits of a segment. Raises DataError for a member who is none of the customers."""
        bits = bytearray((len(self._places) + 7) // 8)
        for key in members:
            place = self._places.get(key)
            if place is None:
                message = f"the segment `{segment}` has the member `{key}`, who is none of the customers"
                help = "ask again while the customers' table stays as it is"
                raise error(DataError, "unknown-member", message, help)
            bits[place >> 3] |= 1 << (place & 7)
        return bytes(bits)


def popcount(bits: bytes) -> int:
    """How many bits are set."""
    return int.from_bytes(bits, "little").bit_count()


def spread(bits: bytes) -> bytes:
    """A byte of 0 or 1 for each bit."""
    return b"".join(map(_SPREAD.__getitem__, bits))
