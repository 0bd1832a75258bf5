"""How large a text may be."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Limits(BaseModel):
    """Limits on one text; past one there is a clear diagnostic, quickly, whatever the text.

    Conditions are counted after `let`, `in segment` and shorthands are written out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text_bytes: int = Field(default=64 * 1024, ge=1, description="size of a text in UTF-8")
    conditions: int = Field(default=1_000, ge=1, description="conditions in one segment")
    nesting: int = Field(default=100, ge=1, le=150, description="depth of nesting")
    list_values: int = Field(default=10_000, ge=1, description="values in one list")
    regex_characters: int = Field(default=1_000, ge=1, description="length of one regular expression")


DEFAULT_LIMITS = Limits()
