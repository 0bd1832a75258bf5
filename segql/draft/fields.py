"""Columns as attributes and properties of a catalog."""

from __future__ import annotations

from collections.abc import Mapping

from segql.draft.columns import Column
from segql.draft.hints import coordinate, free_name
from segql.yaml_text import Remarked


def fields(columns: Mapping[str, Column]) -> tuple[dict[str, object], dict[str, str]]:
    """Catalog entries by name, and the column that each was made from. Points take two columns."""
    made: dict[str, object] = {}
    sources: dict[str, str] = {}
    points = _points(columns)
    left_out: list[str] = []
    for name, column in columns.items():
        if name in points:
            prefix, latitude, longitude = points[name]
            if name == latitude:
                made[free_name(prefix or "location", made)] = {
                    "type": "point",
                    "latitude": latitude,
                    "longitude": longitude,
                }
            continue
        if column.type is None:
            left_out.append(f"{name}: {column.remark}")
            continue
        free = free_name(name, made)
        sources[free] = name
        entry: object = str(column.type) if free == name else {"type": str(column.type), "column": name}
        made[free] = Remarked(entry, column.remark) if column.remark else entry
    if left_out:
        made["#"] = left_out
    return made, sources


def _points(columns: Mapping[str, Column]) -> dict[str, tuple[str, str, str]]:
    """Prefix, latitude and longitude, under both columns' names."""
    halves: dict[tuple[str, str], str] = {}
    for name, column in columns.items():
        found = coordinate(name)
        if found and column.type and (column.type.is_number):
            halves.setdefault(found, name)
    points: dict[str, tuple[str, str, str]] = {}
    for (which, prefix), latitude in halves.items():
        longitude = halves.get(("longitude", prefix))
        if which == "latitude" and longitude is not None:
            points[latitude] = points[longitude] = (prefix, latitude, longitude)
    return points
