"""What could have stood at a place, in the words of the language."""

from __future__ import annotations

from segql.syntax.machine import END

_SIGNS = {
    "LPAR": "(", "RPAR": ")", "LSQB": "[", "RSQB": "]", "COMMA": ",", "EQUAL": "=", "DOT": ".",
    "PLUS": "+", "MINUS": "-", "STAR": "*", "SLASH": "/", "PERCENT": "%", "DOLLAR": "$",
}  # fmt: skip
_CLASSES = {
    "INTEGER": "a whole number",
    "UNIT": "a unit of time such as `days`",
    "STRING": "a string",
    "TIMES": "`times`",
    "NAME": "a name",
}
_GROUPS = {
    'a list such as `["CA"]`': frozenset({"LSQB", "DOLLAR"}),
    "a time such as `last 30 days`": frozenset({"LAST", "NEXT", "THIS"}),
    "a share such as `top 10%`": frozenset({"TOP", "BOTTOM"}),
    "a time such as `in last 30 days`": frozenset(
        {"IN", "BEFORE", "AFTER", "SINCE", "ON", "BETWEEN", "MORE", "LESS"}
    ),
    "a test such as `contains`": frozenset({"CONTAINS", "STARTS", "ENDS", "MATCHES"}),
}
_HIDDEN = {"PLUS", "MINUS", "STAR", "SLASH", "DOT", "QUOTED", "DECIMAL", "COMPARISON", "SEGMENT", "LET", END}


def expected(accepts: frozenset[str]) -> str:
    """What could stand at a place, in a few words."""
    if "NAME" in accepts:
        if "NOT" in accepts:
            return "a condition"
        if "TRUE" in accepts:
            return "a value"
        return "a name"
    if {"STRING", "TRUE"} <= accepts:
        return 'a value such as `"CA"`' + (" or `]`" if "RSQB" in accepts else "")
    if {"INTEGER", "DECIMAL"} <= accepts:
        return "a number"
    if {"AND", "OR"} <= accepts:
        closing = [_shown(each) for each in ("COMMA", "RPAR") if each in accepts]
        return _listed((["a comparison"] if "EQUAL" in accepts else []) + ["`and`", "`or`", *closing])
    groups = [words for words, types in _GROUPS.items() if types <= accepts]
    grouped = frozenset[str]().union(*(_GROUPS[words] for words in groups))
    shown = sorted(accepts - _HIDDEN - grouped) or ([] if groups else sorted(accepts))
    return _listed(groups + [_shown(each) for each in shown])


def _shown(type: str) -> str:
    if type == END:
        return "the end of the text"
    return _CLASSES.get(type) or f"`{_SIGNS.get(type, type.lower())}`"


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " or " + words[-1]
