"""Names as MariaDB and MySQL take them: 64 characters at most, none beyond U+FFFF, no blank at the end."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict

from sqlglot import exp

from segql_sql import nodes as n

_LONGEST = 64
_KEPT = 40


def legal(name: str) -> str:
    """The name, or one that stands for it where the engine could hold no such name."""
    if len(name) <= _LONGEST and not name.endswith(" ") and all(char <= "\uffff" for char in name):
        return name
    spelled = "".join(char if char <= "\uffff" else _escaped(char) for char in name)
    if spelled.endswith(" "):
        spelled = f"{spelled[:-1]}{_escaped(' ')}"
    if len(spelled) <= _LONGEST:
        return spelled
    digest = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[:16]
    return f"{spelled[:_KEPT]}~{digest}"


def with_legal_names(query: exp.Select) -> exp.Select:
    """The query with legal names, and with none of its own that the engine takes for another.

    To the engine, letters with and without marks are one letter.
    """
    for name in query.find_all(exp.Identifier):
        name.set("this", legal(name.this))
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    for name in query.find_all(exp.Identifier):
        spellings[_folded(name.this)].add(name.this)
    if clashing := {each for group in spellings.values() if len(group) > 1 for each in group}:
        _rename_own(query, {each: _escaped_marks(each) for each in clashing})
    return query


def _rename_own(query: exp.Select, names: dict[str, str]) -> None:
    """Relations and columns that the query makes; those that it reads keep their names."""
    relations = {cte.alias for cte in query.find_all(exp.CTE)}
    for cte in query.find_all(exp.CTE):
        for column in cte.this.expressions:
            if isinstance(column, exp.Column) and column.name in names:
                column.replace(n.named(column.copy(), column.name))
    for column in query.find_all(exp.Column):
        if column.table in relations:
            _rename(column.this, names)
            _rename(column.args.get("table"), names)
    for alias in query.find_all(exp.Alias, exp.TableAlias):
        _rename(alias.args.get("alias") or alias.this, names)
    for table in query.find_all(exp.Table):
        if not table.db and table.name in relations:
            _rename(table.this, names)


def _rename(name: object, names: dict[str, str]) -> None:
    if isinstance(name, exp.Identifier):
        name.set("this", names.get(name.this, name.this))


def _folded(name: str) -> str:
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))


def _escaped_marks(name: str) -> str:
    return "".join(char if char.isascii() else _escaped(char) for char in name)[:_LONGEST]


def _escaped(char: str) -> str:
    return f"~{ord(char):x}~"
