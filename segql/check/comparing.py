"""Comparisons and tests of values."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from segql import normal, regex
from segql.check import messages, numbers, times
from segql.check.context import Context
from segql.check.describe import what
from segql.check.terms import Choice, Term, Untyped
from segql.diagnostics import Span
from segql.meaning import (
    AnyOf,
    Attribute,
    Condition,
    Constant,
    Parameter,
    Property,
    TextTest,
)
from segql.normal import Operator
from segql.types import BOOLEAN, INTEGER, MAX_SCALE, STRING, Type, decimal

_ORDERS = ("<", "<=", ">", ">=")


def compare(ctx: Context, op: Operator, left: Term | Untyped, right: Term | Untyped) -> Condition | None:
    """`left op right`, or None where it makes no sense (which has been reported)."""
    sides = both_typed(ctx, left, right)
    if sides is None or not _comparable(ctx, op, *sides):
        return None
    left, right = sides
    if left.type.is_number or left.type.kind == "duration":
        if "float" in (left.type.kind, right.type.kind) and op in ("=", "!="):
            ctx.report(left.span.join(right.span), messages.float_equality())
        try:
            return numbers.compare(op, left, right)
        except numbers.TooLarge:
            ctx.report(left.span.join(right.span), messages.limit_arithmetic())
            return None
    if left.type.is_time:
        return times.compare(ctx, op, left, right)
    return normal.compare(op, left.value, right.value)


def both_typed(
    ctx: Context, left: Term | Untyped, right: Term | Untyped, *, finer: bool = False
) -> tuple[Term, Term] | None:
    """Two values of which one may be a parameter: it has the type of the other, or a finer one."""
    if isinstance(right, Term):
        if isinstance(left, Term):
            return left, right
        found = typed(ctx, left, right, finer=finer)
        return None if found is None else (found, right)
    if isinstance(left, Term):
        found = typed(ctx, right, left, finer=finer)
        return None if found is None else (left, found)
    ctx.report(left.span, messages.parameter_untyped(left.name))
    return None


_FINER = 6
"""Digits of a parameter beside a quotient, or as a factor, beyond those of the number beside it."""


def typed(ctx: Context, parameter: Untyped, beside: Term, *, finer: bool = False) -> Term | None:
    """A parameter with the type of what stands beside it; a finer one where it may well be a fraction."""
    type_ = beside.type
    if type_.kind in ("integer", "decimal") and (finer or beside.denominator is not None):
        type_ = decimal(min(type_.scale + _FINER, MAX_SCALE))
    if type_.kind in ("list", "point"):
        ctx.report(parameter.span, messages.type_literal(what(parameter)))
        return None
    known = ctx.parameters.get(parameter.name)
    if known is not None and family(known) != family(type_):
        ctx.report(parameter.span, messages.parameter_type(parameter.name, known, type_))
        return None
    return Term(ctx.parameter(parameter.name, type_, parameter.span), parameter.span)


def family(type_: Type) -> str:
    """The types of one family can be compared."""
    if type_.is_text:
        return "text"
    return "number" if type_.is_number else str(type_.kind)


def _comparable(ctx: Context, op: Operator, left: Term, right: Term) -> bool:
    kinds = family(left.type), family(right.type)
    if kinds[0] != kinds[1] and not (left.type.is_time and right.type.is_time):
        ctx.report(left.span.join(right.span), _mismatch(left, right))
        return False
    if kinds[0] in ("list", "point"):
        hint = "ask `contains`" if kinds[0] == "list" else "ask `within 50 km of (37.56, 126.97)`"
        ctx.report(left.span.join(right.span), messages.type_operator(op, what(left), hint))
        return False
    if op in _ORDERS and (kinds[0] == "boolean" or "enum" in (left.type.kind, right.type.kind)):
        ctx.report(
            left.span.join(right.span),
            messages.type_operator(op, what(left), "it has no order: ask `=` or `in`"),
        )
        return False
    return enum_value(ctx, left, right) and enum_value(ctx, right, left)


def enum_value(ctx: Context, enum: Term, literal: Term) -> bool:
    """Whether a literal beside an enum is one of the declared values; reports it where not."""
    if enum.type.kind != "enum" or not isinstance(literal.value, Constant):
        return True
    if literal.value.value in enum.type.values:
        return True
    name = enum.value.name if isinstance(enum.value, Attribute | Property) else "the enum"
    ctx.report(
        literal.span, messages.unknown_value(str(literal.value.value)[:60], f"`{name}`", enum.type.values)
    )
    return False


def _mismatch(left: Term, right: Term) -> messages.Finding:
    help_, fix = None, None
    for one, other in ((left, right), (right, left)):
        if isinstance(one.value, Constant) and one.type.is_text:
            text = str(one.value.value)
            if other.type.is_number and _is_number(text):
                help_ = f"a number is written without quotes: `{text}`"
            elif other.type.is_time:
                help_ = "a date is written without quotes, like `2024-01-31`"
            elif other.type.kind == "boolean":
                help_ = "write `true` or `false` without quotes"
            elif other.type.kind == "list":
                help_ = f'ask `contains "{text[:40]}"`'
        elif isinstance(one.value, Constant) and one.type.is_number and other.type.is_text:
            help_ = "a string is written in quotes"
        elif one.type.kind == "duration" and other.type.is_time:
            help_ = "for a moment, write `ago` behind it: `30 days ago`"
        elif one.type.kind == "duration" and other.type.is_number:
            help_ = "for whole years since a date, write `age(...)`"
    return messages.type_mismatch(what(left), what(right), help_, fix)


def _is_number(text: str) -> bool:
    return (
        len(text) < 40
        and text.replace(".", "", 1).replace("-", "", 1).isascii()
        and text.replace(".", "", 1).replace("-", "", 1).isdigit()
    )


# --- lists of options -----------------------------------------------------------------------


def one_of(ctx: Context, value: Term | Untyped, choice: Choice | Untyped) -> Condition | None:
    """`value in [...]`."""
    if isinstance(value, Untyped):
        first = choice.items[0] if isinstance(choice, Choice) and choice.items else None
        typed_value = typed(ctx, value, first) if isinstance(first, Term) else None
        if typed_value is None:
            ctx.report(value.span, messages.parameter_untyped(value.name))
            return None
        value = typed_value
    if value.type.kind in ("list", "point"):
        ctx.report(value.span, messages.type_operator("in", what(value), "ask `contains any of [...]`"))
        return None
    if isinstance(choice, Untyped):
        if value.denominator is not None:
            ctx.report(choice.span, messages.type_literal(what(choice)))
            return None
        option = _list_parameter(ctx, choice, value.type)
        return None if option is None else normal.one_of(value.value, [option])
    return _any_equal(ctx, value, choice)


def _any_equal(ctx: Context, value: Term, choice: Choice) -> Condition | None:
    found: list[Condition] = []
    options: list[Constant | Parameter] = []
    good = True
    for item in choice.items:
        there = Term(value.value, item.span, value.denominator)  # remarks are about the item
        equal = compare(ctx, "=", there, item)
        if equal is None:
            good = False
        elif isinstance(equal, normal.Compare) and isinstance(equal.right, Constant | Parameter):
            if equal.right in options[:50]:
                ctx.report(item.span, messages.repeated_value())
            options.append(equal.right)
        elif equal != normal.FALSE:
            found.append(equal)
    if not good:
        return None
    left = numbers.to_float(value) if options and options[0].type.kind == "float" else value.value
    listed = normal.one_of(left, options)
    return normal.any_of([*found, listed]) if found else listed


def _list_parameter(ctx: Context, parameter: Untyped, element: Type) -> Parameter | None:
    wanted = Type("list", element=element)
    known = ctx.parameters.get(parameter.name)
    if known is not None and (known.kind != "list" or family(known.element or STRING) != family(element)):
        ctx.report(parameter.span, messages.parameter_type(parameter.name, known, wanted))
        return None
    return ctx.parameter(parameter.name, wanted, parameter.span)


# --- strings and lists ----------------------------------------------------------------------


def contains(ctx: Context, value: Term, text: Term | Untyped, span: Span) -> Condition | None:
    """`value contains x`: of a string, or of a list."""
    if value.type.kind != "list":
        return text_test(ctx, "contains", value, text, span)
    element = value.type.element or STRING
    if isinstance(text, Untyped):
        option = typed(
            ctx, text, Term(Constant("", STRING) if element.is_text else Constant(0, INTEGER), span)
        )
        return None if option is None else _any_element(value, [option])
    options = _elements(ctx, value, element, [text])
    return None if options is None else _any_element(value, options)


def contains_of(
    ctx: Context, quantifier: str, value: Term, choice: Choice | Untyped, span: Span
) -> Condition | None:
    """`tags contains any of [...]`, `all of`, `none of`."""
    if value.type.kind != "list":
        hint = 'ask `contains "..."`, or `in [...]`'
        ctx.report(span, messages.type_operator(f"contains {quantifier} of", what(value), hint))
        return None
    element = value.type.element or STRING
    if isinstance(choice, Untyped):
        if quantifier == "all":
            hint = "a parameter stands behind `any of` and `none of`: write the list out"
            ctx.report(choice.span, messages.type_operator("contains all of", what(choice), hint))
            return None
        option = _list_parameter(ctx, choice, element)
        if option is None:
            return None
        anyone: Condition = AnyOf(cast("Attribute | Property", value.value), (option,), span=span)
        return normal.negate(anyone) if quantifier == "none" else anyone
    options = _elements(ctx, value, element, choice.items)
    if options is None:
        return None
    match quantifier:
        case "any":
            return _any_element(value, options)
        case "none":
            return normal.negate(_any_element(value, options))
        case _:
            each = [_any_element(value, [option]) for option in options]
            return normal.all_of([normal.is_set(value.value), *each]) if not each else normal.all_of(each)


def _any_element(value: Term, options: Sequence[Term]) -> Condition:
    found = [cast("Constant | Parameter", option.value) for option in options]
    return normal.any_element(value.value, found)


def _elements(ctx: Context, value: Term, element: Type, items: Sequence[Term | Untyped]) -> list[Term] | None:
    found: list[Term] = []
    sample = Term(Property("element of the list", element), value.span)
    for item in items:
        option = typed(ctx, item, sample) if isinstance(item, Untyped) else item
        if option is None:
            return None
        if not isinstance(option.value, Constant | Parameter) or family(option.type) != family(element):
            ctx.report(option.span, _mismatch(sample, option))
            return None
        if not enum_value(ctx, sample, option):
            return None
        if isinstance(option.value, Constant) and element == INTEGER and option.type != INTEGER:
            ctx.report(option.span, _mismatch(sample, option))
            return None
        found.append(option)
    return found


def text_test(ctx: Context, op: str, value: Term, text: Term | Untyped, span: Span) -> Condition | None:
    """`contains`, `starts`, `ends`, `matches` of a string."""
    if not value.type.is_text:
        hint = "it is about strings" if op != "contains" else "it is about strings and lists"
        ctx.report(span, messages.type_operator(_WORDS[op], what(value), hint))
        return None
    if isinstance(text, Untyped):
        if op == "matches":
            ctx.report(text.span, messages.type_literal(what(text)))
            return None
        given = typed(ctx, text, Term(Constant("", STRING), text.span))
    else:
        given = text
    if given is None:
        return None
    if not isinstance(given.value, Constant | Parameter) or not given.type.is_text:
        ctx.report(given.span, messages.type_argument(_WORDS[op], "a string in quotes", what(given)))
        return None
    if op == "matches" and not _regex_fits(ctx, given):
        return None
    return TextTest(op, value.value, given.value, span=span)  # type: ignore[arg-type]


_WORDS = {"contains": "contains", "starts": "starts with", "ends": "ends with", "matches": "matches"}


def _regex_fits(ctx: Context, text: Term) -> bool:
    pattern = cast("str", cast("Constant", text.value).value)
    limit = ctx.limits.regex_characters
    if len(pattern) > limit:
        ctx.report(text.span, messages.limit_regex(limit))
        return False
    try:
        regex.parse_pattern(pattern)
    except regex.PatternError as failure:
        place = Span(text.span.start + 1 + failure.start, text.span.start + 1 + failure.end)
        written = ctx.source.text[text.span.start + 1 : text.span.end - 1]
        span = place if written == pattern else text.span  # escapes shift what stands behind them
        ctx.report(span, messages.regex(failure.message, failure.help))
        return False
    return True


# --- booleans -------------------------------------------------------------------------------


def as_boolean(ctx: Context, parameter: Untyped) -> Condition | None:
    """A parameter standing alone: a boolean."""
    yes = Constant(True, BOOLEAN)
    given = typed(ctx, parameter, Term(yes, parameter.span))
    return None if given is None else normal.compare("=", given.value, yes)


def number_constant(value: int | Decimal, span: Span) -> Constant:
    """A literal number: an integer, or a decimal with the digits it was written with."""
    if isinstance(value, int):
        return Constant(value, INTEGER, span=span)
    _, digits, exponent = value.as_tuple()
    scale = -cast("int", exponent)
    whole = int("".join(map(str, digits)) or "0")
    return Constant(whole, normal.scaled_type(INTEGER, scale), span=span)
