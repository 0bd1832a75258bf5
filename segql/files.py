"""Reading configuration files: YAML, TOML and JSON as mappings, and texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from segql.diagnostics import DataError, error, missing_extra


def read_text(path: Path) -> str:
    """The text of a UTF-8 file. Raises DataError where there is none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise error(DataError, "file-not-utf-8", f"`{path}` is not UTF-8 text", "save it as UTF-8") from None
    except ValueError:  # NUL or half a surrogate pair in the path
        raise error(DataError, "file-unreadable", f"cannot read {str(path)!a}: this is no path") from None
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
            import json  # noqa: PLC0415 -- each is slow to import, and one of them is needed

            return json.loads(text, object_pairs_hook=_unrepeated)
        case ".toml":
            import tomllib  # noqa: PLC0415

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
        return _load_yaml(yaml, text)
    except yaml.YAMLError as failure:
        raise ValueError(" ".join(str(failure).split())) from None


_MOST_MERGED = 10_000


def _load_yaml(yaml: Any, text: str) -> object:
    safe: Any = yaml.SafeLoader

    class Loader(safe):
        """Refuses keys that occur twice, and `<<` of `<<` that would fill the memory."""

        def compose_mapping_node(self, anchor: object) -> Any:
            node: Any = safe.compose_mapping_node(self, anchor)
            seen: set[tuple[str, str]] = set()
            for key, _ in node.value:
                written = (key.tag, str(key.value))
                if written in seen and key.tag != "tag:yaml.org,2002:merge":
                    raise ValueError(f"line {key.start_mark.line + 1} has the key `{key.value}` again")
                seen.add(written)
            return node

        def flatten_mapping(self, node: Any) -> None:
            before = len(node.value)
            safe.flatten_mapping(self, node)
            if before < len(node.value) and len(node.value) > _MOST_MERGED:
                raise ValueError(f"`<<` gives more than {_MOST_MERGED} keys")

    return yaml.load(text, Loader)


def _unrepeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key `{key}` occurs twice")
        found[key] = value
    return found
