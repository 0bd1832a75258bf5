"""JSON: paths, documents, and the forms of values."""

from __future__ import annotations

import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import segql
from segql.json_path import Path, is_quoted, parse_document, parse_path, text_at
from segql.json_values import parse_list, writes
from segql.types import parse_type

STEPS = st.lists(st.integers(0, 10**8) | st.text(st.characters(exclude_characters="\0", codec="utf-8")))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.text(st.characters(min_codepoint=1, codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(min_codepoint=160, codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("$", ()),
        ("$.a.b_1.나라", ("a", "b_1", "나라")),
        ("$.a[0][12].b", ("a", 0, 12, "b")),
        ('$["a.b"]["it\'s \\"q\\" \\\\"][""]', ("a.b", 'it\'s "q" \\', "")),
        ('$["\\ud55c"]', ("한",)),
    ],
)
def test_paths_are_read(text: str, path: Path) -> None:
    assert parse_path(text) == path


@pytest.mark.parametrize(
    "text",
    ["", "a", "$.", "$a", "$..a", "$.0", "$.a b", "$[01]", "$[-1]", "$[*]", "$['a']", '$["a', '$["a"',
     '$["\\x"]', '$["\\u0000"]', '$["\\ud800"]', "$ .a", "$.a ", "$[9999999999]", "$.a\n"],
)  # fmt: skip
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_path(text)


@given(STEPS)
def test_every_key_can_be_written_in_a_path(steps: list[str | int]) -> None:
    written = "$" + "".join(f"[{json.dumps(step)}]" for step in steps)
    assert parse_path(written) == tuple(steps)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$.a", "1.50"),
        ("$.b", "a\nb"),
        ("$.c", "true"),
        ("$.d", None),
        ("$.e", None),
        ("$.f[1]", "2"),
        ("$.f[2]", None),
        ("$.f", "[1, 2]"),
        ("$.g.h", "-0"),
        ('$["g"][0]', None),
        ("$.a.b", None),
        ("$.b[0]", None),
        ("$[0]", None),
    ],
)
def test_what_stands_at_a_path(path: str, found: str | None) -> None:
    document = parse_document('{"a": 1.50, "b": "a\\nb", "c": true, "d": null, "f": [1, 2], "g": {"h": -0}}')
    assert text_at(document, parse_path(path)) == found


@given(JSON, st.booleans())
def test_documents_are_read_however_they_are_written(value: object, ascii_only: bool) -> None:
    document = {"x": value}
    found = text_at(parse_document(json.dumps(document, ensure_ascii=ascii_only)), ("x",))
    assert found == (
        value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    )


@pytest.mark.parametrize(
    "text",
    ["", " ", "{", "{a: 1}", "{'a': 1}", '{"a": 1,}', "[1,]", "NaN", "-Infinity", "01", "+1", ".5", "1e400",
     "-1e400", "9" * 401, '{"a": 1, "a": 1}', '[{"a": {"b": 1, "b": 2}}]', '"\\u0000"', '{"\\u0000": 1}',
     '"\\ud800"', '["\\udc00"]', '{"\\u0061": 1}', '{"a\\u0027b" : 1}', "[" * 31 + "]" * 31, "[" * 100_000,
     "\ufeff{}", '"\t"'],
)  # fmt: skip
def test_documents_that_engines_read_differently_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_document(text)


@pytest.mark.parametrize(
    "text",
    ['"\\u0041"', '{"a": "\\u0041", "b": 1}', '{"\\\\u0041": 1}', '{"\\u00e9": 1}', "1e300",
     "[" * 30 + "]" * 30, '{"a": {"b": 1}, "b": {"b": 1}}', '"\\ud83d\\ude00"', '"\\\\u0000"'],
)  # fmt: skip
def test_documents_that_only_look_like_those_are_read(text: str) -> None:
    parse_document(text)


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        ("integer", ["1", '"1"', "-0", '"-12"'], ["1.0", "1e2", "true", '" 1"', '"+1"', "[1]", '""']),
        ("decimal(2)", ["1", "1.5", '"1.50"', "-123456789012.25", '"1234567890123456.78"'],
         ["1e2", "1234567890123.255", '"1."', '".5"', '"1,5"', "{}"]),
        ("float", ["1", "1.5", "1e-7", '"1E+3"'], ['"inf"', '"NaN"', '"1e999"', '"0x1"', "true"]),
        ("boolean", ["true", "false", "1", "0", '"true"', '"0"'], ["2", '"yes"', '"True"', "1.0", "[]"]),
        ("date", ['"2024-01-31"'], ['"2024-1-31"', "20240131", '"2024-01-31T00:00:00"']),
        ("datetime",
         ['"2024-01-31"', '"2024-01-31 10:00"', '"2024-01-31T10:00:00.5Z"', '"2024-01-31T10:00+09:00"'],
         ['"2024-01-31T10"', '"2024-01-31T24:00"', '"2024-01-31T10:00z"', '"2024-01-31T10:00+0900"', "1"]),
        ("string", ['""', '"x"', "true", "12", "-1"],
         ["1.5", "1e2", "-0", "[]", "{}", "1234567890123456789"]),
        ("list[string]", ["[]", '"[]"', "{}"], []),
    ],
)  # fmt: skip
def test_each_type_is_written_in_one_form(type_: str, good: list[str], bad: list[str]) -> None:
    values: tuple[str, ...] = ()
    assert [writes(parse_document(each), parse_type(type_, values)) for each in good] == [True] * len(good)
    assert [writes(parse_document(each), parse_type(type_, values)) for each in bad] == [False] * len(bad)


def test_a_number_is_no_string() -> None:
    assert [is_quoted(parse_document(each)) for each in ('"1"', "1", "1.5", "true", "null")] == [True] + [
        False
    ] * 4


def test_lists_hold_strings_or_integers() -> None:
    assert parse_list('["a", null, "1"]', integers=False) == ["a", None, "1"]
    assert parse_list("[1, null, -0]", integers=True) == [1, None, 0]
    for text, integers in [
        ("[1]", False),
        ('["1"]', True),
        ("[1.0]", True),
        ("[true]", True),
        ("{}", True),
        ("1", True),
    ]:
        with pytest.raises(ValueError, match=r"."):
            parse_list(text, integers)


CATALOG = segql.Catalog.load(
    {
        "customers": {
            "table": "people",
            "key": "id",
            "attributes": {
                "city": {"type": "string", "column": "info", "path": "$.city"},
                "joined": {"type": "datetime", "column": "info", "path": "$.joined", "epoch": "seconds"},
                "tags": {"type": "list[integer]", "table": "tags", "key": "owner", "column": "tag"},
            },
        }
    }
)


def test_a_struct_of_polars_is_json() -> None:
    people = pl.DataFrame(
        {"id": [1, 2], "info": [{"city": "Seoul", "joined": 5}, {"city": None, "joined": None}]}
    )
    segment = segql.compile('city = "Seoul" and joined is set', CATALOG)
    assert segment.members({"people": people}, backend="polars") == [1]
    assert segment.members({"people": people.to_dicts()}, backend="python") == [1]


@pytest.mark.parametrize("backend", ["python", "polars"])
@pytest.mark.parametrize(
    ("text", "info", "message"),
    [
        ('city = "x"', '{"city"', r"`people.info( \$.city)?`, row 1: .* is not a valid JSON: Expecting"),
        ('city = "x"', '{"city": 1, "city": 2}', "an object has a key twice"),
        ('city = "x"', '{"city": [1]}', r"`people.info \$.city`, row 1: `\[1\]` is not a valid string"),
        ("joined is set", '{"joined": "soon"}', "`soon` is not a valid integer"),
        ("joined is set", '{"joined": 1e99}', "`1e99` is not a valid integer"),
    ],
)
def test_what_does_not_fit_is_named(backend: str, text: str, info: str, message: str) -> None:
    with pytest.raises(segql.DataError, match=message):
        segql.compile(text, CATALOG).members({"people": [{"id": 1, "info": info}]}, backend=backend)


@pytest.mark.parametrize("backend", ["python", "polars"])
def test_the_keys_of_a_list_are_like_those_of_its_owners(backend: str) -> None:
    data = {"people": [{"id": 1}], "tags": [{"owner": "1", "tag": 5}]}
    with pytest.raises(segql.DataError) as caught:
        segql.compile("tags contains 5", CATALOG).members(data, backend=backend)
    assert [each.code for each in caught.value.diagnostics] == ["data-key-type"]


@pytest.mark.parametrize("backend", ["python", "polars", "sqlite"])
def test_a_table_may_have_many_lists_with_tables_of_their_own(backend: str) -> None:
    lists = {
        name: {"type": "list[integer]", "table": name, "key": "key", "column": "key_right"} for name in "abc"
    }
    attributes = {"key": "integer", "key_right": "integer", **lists}
    catalog = segql.Catalog.load({"customers": {"table": "people", "key": "id", "attributes": attributes}})
    data = {
        "people": [{"id": 1, "key": 7, "key_right": 8}, {"id": 2, "key": 7, "key_right": 8}],
        **{name: [{"key": 1, "key_right": at}] for at, name in enumerate("abc")},
    }
    text = "key = 7 and key_right = 8 and a contains 0 and b contains 1 and c contains 2"
    frames = {name: pl.DataFrame(rows) for name, rows in data.items()}
    for tables in (data, frames):
        assert segql.compile(text, catalog).members(tables, backend=backend) == [1]
