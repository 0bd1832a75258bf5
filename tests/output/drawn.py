"""Customers and members of segments, drawn."""

from __future__ import annotations

from hypothesis import strategies as st

from segql.backend import Key, Outcome
from segql.members import Members, bits_of

NAMES = [
    "vip",
    "휴면 고객",
    "a,b",
    'with "quotes"',
    "=1+1",
    "<b>&amp;</b>",
    "new\nline",
    "VIP",
    "\u202eright",
]


@st.composite
def outcomes(draw: st.DrawFn, most: int = 40) -> Outcome:
    """Up to nine segments of up to `most` customers; of some segments the members are bits."""
    one = draw(st.sampled_from([st.integers(-(2**63), 2**63 - 1), st.text(st.characters(codec="utf-8"))]))
    keys: list[Key] = sorted(draw(st.sets(one, max_size=most)))
    names = draw(st.lists(st.sampled_from(NAMES), unique=True))
    members = {name: [key for key in keys if draw(st.booleans())] for name in names}
    bits = {name: Members(keys, each) for name, each in bits_of(keys, members).items()}
    return Outcome(keys, {name: bits[name] if draw(st.booleans()) else members[name] for name in names})
