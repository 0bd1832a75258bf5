"""Reading configuration files: YAML, TOML and JSON as mappings, and texts."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any, cast

from segql.diagnostics import DataError, error, missing_extra


def read_text(path: Path) -> str:
    """The text of a UTF-8 file. Raises DataError where there is none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise error(DataError, "file-not-utf-8", f"`{path}` is not UTF-8 text", "save it as UTF-8") from None
    except OSError as failure:
        reason = (failure.strerror or type(failure).__name__).lower()
        raise error(DataError, "file-unreadable", f"cannot read `{path}`: {reason}") from None


def read_mapping(path: Path) -> dict[str, object]:
    """The mapping that a `.yaml`, `.yml`, `.toml` or `.json` file holds. Raises DataError."""
    text = read_text(path)
    try:
        value = _parse(path.suffix.lower(), path, text)
    except (ValueError, RecursionError) as failure:
        reason = str(failure).splitlines()[0] if str(failure) else "nested too deep"
        raise error(DataError, "file-malformed", f"`{path}` cannot be parsed: {reason}") from None
    if not isinstance(value, dict):
        raise error(DataError, "file-malformed", f"`{path}` does not hold a mapping at its top")
    return {str(key): item for key, item in cast("dict[Any, object]", value).items()}


def _parse(suffix: str, path: Path, text: str) -> object:
    match suffix:
        case ".json":
            return json.loads(text)
        case ".toml":
            return tomllib.loads(text)
        case ".yaml" | ".yml":
            return _yaml(text)
        case _:
            raise error(
                DataError,
                "file-type",
                f"`{path}` is none of the kinds of file that are read here",
                "name it .yaml, .toml or .json",
            )


def _yaml(text: str) -> object:
    try:
        import yaml  # noqa: PLC0415 -- optional, and slow to import
    except ImportError:
        raise missing_extra("pyyaml", "yaml") from None
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as failure:
        raise ValueError(" ".join(str(failure).split())) from None
