"""A pydantic field type for models that hold segment texts.

class Campaign(BaseModel):
    audience: SegmentText

campaign = Campaign.model_validate(data, context={"catalog": catalog})
campaign.audience.segment.members(tables)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from pydantic import GetCoreSchemaHandler, ValidatorFunctionWrapHandler
from pydantic_core import PydanticCustomError, core_schema

from segql.catalog import Catalog
from segql.diagnostics import SegqlError
from segql.limits import DEFAULT_LIMITS, Limits
from segql.render import to_json
from segql.segment import Segment, compile

__all__ = ["SegmentText"]


class SegmentText(str):
    """The text of one segment, checked when the model was validated; `segment` is what it means.

    It needs a `Catalog` under `catalog` in the validation context, and takes `Limits` under `limits`.
    It is dumped as the text.
    """

    __slots__ = ("segment",)
    segment: Segment

    def __new__(cls, text: str, segment: Segment) -> SegmentText:
        """A text and the segment that was made from it."""
        made = super().__new__(cls, text)
        made.segment = segment
        return made

    def __getnewargs__(self) -> tuple[str, Segment]:  # type: ignore[override] # for copies and pickles
        return str(self), self.segment

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """A string, then checked."""
        return core_schema.with_info_wrap_validator_function(
            cls._validate,
            core_schema.str_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(
                str, return_schema=core_schema.str_schema()
            ),
        )

    @classmethod
    def _validate(
        cls, value: object, string: ValidatorFunctionWrapHandler, info: core_schema.ValidationInfo
    ) -> SegmentText:
        context: object = info.context
        given = cast("Mapping[str, object]", context if isinstance(context, Mapping) else {})
        catalog, limits = given.get("catalog"), given.get("limits", DEFAULT_LIMITS)
        if isinstance(value, SegmentText) and (catalog is None or catalog == value.segment.catalog):
            return value
        if not isinstance(catalog, Catalog) or not isinstance(limits, Limits):
            raise PydanticCustomError(
                "segment-context",
                "a segment is checked against a catalog: "
                'validate with `Model.model_validate(data, context={"catalog": catalog})`',
            )
        text = cast("str", string(value))
        try:
            return cls(text, compile(text, catalog, name=info.field_name or "segment", limits=limits))
        except SegqlError as failure:
            raise _as_pydantic(failure) from None


def _as_pydantic(failure: SegqlError) -> PydanticCustomError:
    """The first error in pydantic's form, with all of them in its `ctx`."""
    first = next(each for each in failure.diagnostics if each.severity == "error")
    found = to_json(first)
    more = sum(each.severity == "error" for each in failure.diagnostics) - 1
    message = f"{first.message} (and {more} more)" if more else first.message
    # pydantic fills templates key by key: `message` is last, so that no brace in it is filled.
    context = {
        **{key: found[key] for key in ("span", "line", "column", "end_line", "end_column", "underlined")},
        "help": first.help,
        "fix": first.fix,
        "diagnostics": [to_json(each) for each in failure.diagnostics],
        "message": message,
    }
    return PydanticCustomError(first.code, "{message}", context)  # type: ignore[arg-type]
