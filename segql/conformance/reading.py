"""Reading the cases that ship with the package: `cases/*.yaml`, written by hand, and `cases/frozen.jsonl`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ConfigDict

from segql.conformance.case import AsOf, Case, CaseForm, Rows, Setting
from segql.conformance.written import read_lines
from segql.files import read_mapping, read_text

FOLDER = Path(__file__).parent / "cases"
FROZEN = FOLDER / "frozen.jsonl"
AS_OF = "2024-06-15T12:00:00Z"
"""The instant of cases that give none."""


class FileForm(BaseModel):
    """A file as it is written: what its cases share, and the cases."""

    model_config = ConfigDict(extra="forbid")

    about: str
    as_of: AsOf = AS_OF
    zone: str | None = None
    catalog: dict[str, object] = {}
    rows: dict[str, Rows] = {}
    cases: list[CaseForm]


@cache
def cases() -> tuple[Case, ...]:
    """All cases. Raises MissingExtraError where YAML cannot be read."""
    by_hand = [case for path in sorted(FOLDER.glob("*.yaml")) for case in read_file(path)]
    frozen = read_lines(read_text(FROZEN).splitlines()) if FROZEN.exists() else ()
    return (*by_hand, *frozen)


def read_file(path: Path) -> list[Case]:
    """The cases of one file of YAML; its name is that of their feature."""
    form = FileForm.model_validate(read_mapping(path))
    names = [each.name for each in form.cases]
    if len(set(names)) != len(names):
        raise ValueError(f"{path.name}: two cases of one name: {[n for n in names if names.count(n) > 1]}")
    shared: dict[str, Setting] = {}
    found: list[Case] = []
    for each in form.cases:
        catalog = _merged(form.catalog, each.catalog)
        if zone := each.zone or form.zone:
            catalog["timezone"] = zone
        setting = Setting(catalog, form.rows | each.rows)
        setting = shared.setdefault(repr((catalog, setting.rows)), setting)
        as_of = form.as_of if each.as_of is None else each.as_of
        found.append(Case(path.stem, each, as_of, setting))
    return found


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(below)
    for name, value in above.items():
        old = found.get(name)
        both = isinstance(old, dict) and isinstance(value, dict)
        found[name] = _merged(cast("dict[str, Any]", old), cast("dict[str, Any]", value)) if both else value
    return found
