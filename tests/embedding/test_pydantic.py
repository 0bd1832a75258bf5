"""Segment texts as fields of pydantic models."""

import copy
import json
import pickle

import pytest
from pydantic import BaseModel, ValidationError

from segql import Catalog, Limits, compile
from segql.pydantic import SegmentText

CATALOG = Catalog.load(
    {"customers": {"table": "c", "key": "id", "attributes": {"country": "string", "age": "integer"}}}
)
CONTEXT = {"catalog": CATALOG}


class Campaign(BaseModel):
    name: str
    audience: SegmentText
    others: list[SegmentText] = []
    holdout: SegmentText | None = None


def test_a_text_is_checked_and_keeps_what_it_means() -> None:
    data = {"name": "x", "audience": 'country = "CA"', "others": ["age > 3"]}
    campaign = Campaign.model_validate(data, context=CONTEXT)
    assert campaign.audience == 'country = "CA"'
    assert campaign.audience.segment == compile('country = "CA"', CATALOG)
    assert campaign.audience.segment.name == "audience"
    assert campaign.others[0].segment == compile("age > 3", CATALOG)
    assert campaign.holdout is None


def test_it_is_dumped_as_the_text() -> None:
    data = {"name": "x", "audience": 'country = "CA"', "others": ["age > 3"], "holdout": None}
    campaign = Campaign.model_validate(data, context=CONTEXT)
    assert campaign.model_dump() == data and type(campaign.model_dump()["audience"]) is str
    assert json.loads(campaign.model_dump_json()) == data
    assert Campaign.model_validate_json(campaign.model_dump_json(), context=CONTEXT) == campaign


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_the_json_schema_is_a_string(mode: str) -> None:
    schema = Campaign.model_json_schema(mode=mode)  # type: ignore[arg-type]
    assert schema["properties"]["audience"]["type"] == "string"
    assert schema["properties"]["others"]["items"] == {"type": "string"}


def test_an_error_is_in_pydantics_form_with_the_place() -> None:
    with pytest.raises(ValidationError) as failure:
        Campaign.model_validate({"name": "x", "audience": "age > 3 and\n  countri = 'CA'"}, context=CONTEXT)
    (error,) = failure.value.errors()
    assert error["loc"] == ("audience",)
    ctx = error.get("ctx", {})
    (found,) = ctx["diagnostics"]
    assert error["type"] == found["code"] and error["type"].startswith("unknown-")
    assert error["msg"] == found["message"]
    assert ctx["span"] == {"start": 14, "end": 21} and ctx["underlined"] == "countri"
    assert (ctx["line"], ctx["column"], ctx["end_line"], ctx["end_column"]) == (2, 3, 2, 10)
    assert ctx["help"] == "did you mean `country`?"
    assert json.loads(failure.value.json())[0]["ctx"]["line"] == 2


def test_all_errors_of_a_text_are_in_its_ctx_and_of_a_model_in_the_list() -> None:
    data = {"name": "x", "audience": "countri = 1 and ages = 2", "others": ["age > 3", "("]}
    with pytest.raises(ValidationError) as failure:
        Campaign.model_validate(data, context=CONTEXT)
    first, second = failure.value.errors()
    assert first["msg"].endswith("(and 1 more)") and len(first.get("ctx", {})["diagnostics"]) == 2
    assert second["loc"] == ("others", 1) and second["type"].startswith("syntax-")


def test_braces_in_a_text_are_not_filled_in() -> None:
    with pytest.raises(ValidationError) as failure:
        Campaign.model_validate({"name": "x", "audience": "`{line}{message}{help}` = 1"}, context=CONTEXT)
    assert "`{line}{message}{help}`" in failure.value.errors()[0]["msg"]


@pytest.mark.parametrize("context", [None, {}, {"catalog": {}}, {"catalog": CATALOG, "limits": 3}, 7])
def test_without_a_catalog_the_error_says_how_to_give_one(context: object) -> None:
    with pytest.raises(ValidationError) as failure:
        Campaign.model_validate({"name": "x", "audience": "age > 3"}, context=context)
    (error,) = failure.value.errors()
    assert error["type"] == "segment-context"
    assert '`Model.model_validate(data, context={"catalog": catalog})`' in error["msg"]


@pytest.mark.parametrize("value", [3, None, b"\xff", ["age > 3"], {"when": "age > 3"}])
def test_what_is_no_text_is_refused_as_pydantic_does(value: object) -> None:
    with pytest.raises(ValidationError) as failure:
        Campaign.model_validate({"name": "x", "audience": value}, context=CONTEXT)
    assert failure.value.errors()[0]["type"] in ("string_type", "string_unicode")


def test_limits_may_stand_in_the_context() -> None:
    context = {**CONTEXT, "limits": Limits(text_bytes=5)}
    with pytest.raises(ValidationError) as failure:
        Campaign.model_validate({"name": "x", "audience": "age > 3"}, context=context)
    assert failure.value.errors()[0]["type"].startswith("limit-")


def test_a_checked_text_needs_no_second_check() -> None:
    text = Campaign.model_validate({"name": "x", "audience": "age > 3"}, context=CONTEXT).audience
    assert Campaign(name="y", audience=text).audience is text
    other = {"catalog": Catalog.load({"customers": {"table": "c", "key": "id"}})}
    with pytest.raises(ValidationError):
        Campaign.model_validate({"name": "x", "audience": text}, context=other)


def test_copies_and_pickles_keep_the_segment() -> None:
    campaign = Campaign.model_validate({"name": "x", "audience": "age > 3"}, context=CONTEXT)
    for made in (campaign.model_copy(deep=True), copy.copy(campaign), pickle.loads(pickle.dumps(campaign))):
        assert made == campaign and made.audience.segment == campaign.audience.segment


class Settings(BaseModel):
    catalog: Catalog


def test_a_catalog_is_a_field_too() -> None:
    form = CATALOG.form()
    settings = Settings.model_validate({"catalog": form})
    assert settings == Settings(catalog=CATALOG) and settings.model_dump() == {"catalog": form}
    assert Settings.model_validate_json(settings.model_dump_json()) == settings
    assert Settings.model_json_schema()["properties"]["catalog"]["type"] == "object"


@pytest.mark.parametrize("given", ["catalog.yaml", 3, {"customers": {"table": "c"}}])
def test_what_is_no_catalog_is_refused_as_pydantic_does(given: object) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"catalog": given})
