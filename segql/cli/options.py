"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from segql.backend import available
from segql.limits import LIMITS, Limits
from segql.nearest import nearest
from segql.parameters import ParameterValue

_Command = TypeVar("_Command", bound=Callable[..., Any])
Option = Callable[[_Command], _Command]

FILE = click.Path(path_type=Path)
"""A path; whether something is there is found out when it is read."""


class Pair(click.ParamType[tuple[str, str]]):
    """`name=value`."""

    name = "NAME=VALUE"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Name and value."""
        name, equals, text = str(value).partition("=")
        if not equals or not name.strip():
            self.fail(f"write it as NAME=VALUE, not {str(value)!r}", param, ctx)
        return name.strip().removeprefix("$"), text


def segments_argument(command: _Command) -> _Command:
    """The file with the segments."""
    return click.argument("segments", type=FILE)(command)


def catalog_option(command: _Command) -> _Command:
    """`--catalog`."""
    return click.option(
        "--catalog",
        "-c",
        required=True,
        type=FILE,
        metavar="FILE",
        help="The catalog: .yaml, .toml or .json.",
    )(command)


def source_options(command: _Command) -> _Command:
    """`--data`, `--connect` and `--engine`."""
    data = click.option(
        "--data",
        "-d",
        metavar="PATH",
        help="A folder of <table>.parquet, .csv or .ndjson, a DuckDB file or a SQLite file. With --connect "
        "to DuckDB or Spark: a folder of <table>.parquet that they read in place.",
    )
    connect = click.option(
        "--connect",
        "url",
        envvar="SEGQL_CONNECT",
        metavar="URL",
        help="Runs where the tables are: duckdb:, sqlite:, postgresql:, mysql:, mariadb:, clickhouse:, "
        "bigquery:, snowflake:, trino:, databricks:, spark:, sc:, local[N]. Default: the variable "
        "SEGQL_CONNECT.",
    )
    engine = click.option(
        "--engine", type=click.Choice(available()), help="With --data alone. Default: polars."
    )
    return data(connect(engine(command)))


def check_source(data: str | None, url: str | None, engine: str | None) -> None:
    """Raises a usage error where it is not said where the data are."""
    if data is None and url is None:
        raise click.UsageError("give --data, or --connect to run where the tables are")
    if url is not None and engine is not None:
        raise click.UsageError("--engine belongs to --data; with --connect, the URL names the engine")


def segment_option(command: _Command) -> _Command:
    """`--segment`, repeated."""
    return click.option(
        "--segment", "-s", "chosen", multiple=True, metavar="NAME", help="Only this segment. Repeatable."
    )(command)


def as_of_option(command: _Command) -> _Command:
    """`--as-of`."""
    return click.option(
        "--as-of",
        metavar="TIME",
        help="The instant that is asked about: 2024-01-31, 2024-01-31T10:00:00 (on the catalog's clock) "
        "or with a zone, 2024-01-31T10:00:00Z. Default: now.",
    )(command)


def param_option(command: _Command) -> _Command:
    """`--param`, repeated."""
    return click.option(
        "--param",
        "-p",
        "params",
        multiple=True,
        type=Pair(),
        help="The value of a $parameter, as floor=500. Repeatable; a name given twice makes a list.",
    )(command)


def format_option(command: _Command) -> _Command:
    """`--format`, of results."""
    forms = click.Choice(["table", "json", "csv"])
    return click.option("--format", "form", type=forms, default="table", help="Default: table.")(command)


def limit_option(command: _Command) -> _Command:
    """`--limit`, repeated."""
    return click.option(
        "--limit",
        "limits",
        multiple=True,
        type=Pair(),
        callback=_limits,
        help=f"Another limit on texts, as text_bytes=1000000. Repeatable: {', '.join(LIMITS)}.",
    )(command)


def values(pairs: Iterable[tuple[str, str]]) -> Mapping[str, ParameterValue]:
    """The values of parameters; one that is given more than once is a list."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: given[0] if len(given) == 1 else given for name, given in found.items()}


def _limits(ctx: click.Context, param: click.Parameter, pairs: tuple[tuple[str, str], ...]) -> Limits:
    for name, _ in pairs:
        if name not in LIMITS:
            close = nearest(name, LIMITS)
            hint = f"did you mean {close}?" if close else f"there are: {', '.join(LIMITS)}"
            raise click.BadParameter(f"unknown limit {name} ({hint})", ctx, param)
    try:
        return Limits(**{name: int(value) if value.isdecimal() else 0 for name, value in pairs})
    except ValueError as failure:
        raise click.BadParameter(str(failure), ctx, param) from None
