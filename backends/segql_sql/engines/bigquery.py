"""BigQuery's language as Google's ZetaSQL runs it, in this process; not the service itself."""

from __future__ import annotations

import atexit
import datetime as dt
from collections.abc import Callable, Generator
from contextlib import contextmanager
from decimal import Context, Decimal
from functools import cache
from importlib import import_module
from typing import Any

import polars as pl

from segql.calendar import to_microseconds
from segql_sql.engines.base import Engine, failed
from segql_sql.engines.zetasql_service import Failed, Service

_FINER = ("FEATURE_TIMESTAMP_NANOS", "FEATURE_TIMESTAMP_PICOS")
"""What ZetaSQL has and BigQuery has not."""
_COLLATION = "FEATURE_COLLATION_SUPPORT"
"""What BigQuery has, and ZetaSQL only when told."""


_WIDE = Context(prec=100)


@contextmanager
def opened() -> Generator[Engine]:
    """ZetaSQL without tables."""
    service = _service()
    engine = _Zetasql(service)
    try:
        yield engine
    except Failed as failure:
        raise failed("bigquery", failure) from failure
    finally:
        if service.stopped:
            _service.cache_clear()
        else:
            engine.close()


@cache
def _service() -> Service:
    atexit.register(_service.cache_clear)  # before the modules that it needs to end
    return Service()


def _protos(name: str) -> Any:
    return import_module(f"zetasql.wasi._pb2.zetasql.{name}_pb2")


@cache
def _language() -> Any:
    """The features of the language, with the names of types that BigQuery has."""
    local, options = _protos("local_service.local_service"), _protos("public.options")
    asked = local.LanguageOptionsRequest(maximum_features=True)
    found = _service().call("GetLanguageOptions", asked, _protos("proto.options").LanguageOptionsProto)
    finer = {options.LanguageFeature.Value(name) for name in _FINER}
    kept = [each for each in found.enabled_language_features if each not in finer]
    del found.enabled_language_features[:]
    found.enabled_language_features.extend([*kept, options.LanguageFeature.Value(_COLLATION)])
    found.product_mode = options.PRODUCT_EXTERNAL
    return found


class _Zetasql:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._protos = _protos("local_service.local_service")
        self._request = self._protos.RegisterCatalogRequest()
        self._request.simple_catalog.name = "data"
        self._request.simple_catalog.builtin_function_options.language_options.CopyFrom(_language())
        self._catalog: int | None = None

    def load(self, table: str, frame: pl.DataFrame) -> None:
        """Copies the frame."""
        self.close()
        made = self._request.simple_catalog.table.add(name=table)
        writers: list[Callable[[Any, Any], None]] = []
        for name, dtype in frame.schema.items():
            kind, writer = _stored(dtype)
            type_ = made.column.add(name=f"_{name}" if name.startswith("$") else name).type  # as texts do
            type_.type_kind = kind
            if isinstance(dtype, pl.List):
                type_.array_type.element_type.type_kind = _stored(dtype.inner)[0]
            writers.append(writer)
        data = self._request.table_content[table].table_data
        data.SetInParent()  # of no rows too
        for row in frame.iter_rows():
            added = data.row.add()
            for value, writer in zip(row, writers, strict=True):
                cell = added.cell.add()
                if value is not None:
                    writer(cell, value)

    def ask(self, text: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows that a query finds, with values for its `@name`s."""
        if self._catalog is None:
            answer = self._service.call("RegisterCatalog", self._request, self._protos.RegisterResponse)
            self._catalog = answer.registered_id
        request = self._protos.EvaluateQueryRequest(sql=text, registered_catalog_id=self._catalog)
        request.options.language_options.CopyFrom(_language())
        request.options.default_timezone = "UTC"
        for name, value in (values or {}).items():
            kind, writer = _bound(value)
            request.options.query_parameters.add(name=name).type.type_kind = kind
            writer(request.params.add(name=name).value, value)
        answer = self._service.call("EvaluateQuery", request, self._protos.EvaluateQueryResponse)
        rows = answer.content.table_data.row
        return [tuple(_read(cell) for cell in row.cell) for row in rows]

    def close(self) -> None:
        """Forgets what ZetaSQL knows of the tables."""
        if self._catalog is not None:
            request = self._protos.UnregisterRequest(registered_id=self._catalog)
            self._service.call("UnregisterCatalog", request, import_module("google.protobuf.empty_pb2").Empty)
            self._catalog = None


def _kind(name: str) -> int:
    return _protos("public.type").TypeKind.Value(f"TYPE_{name}")


def _bound(value: Any) -> tuple[int, Callable[[Any, Any], None]]:
    match value:
        case bool():
            return _kind("BOOL"), _simple("bool_value")
        case str():
            return _kind("STRING"), _simple("string_value")
        case float():
            return _kind("DOUBLE"), _simple("double_value")
        case int() if -(2**63) <= value < 2**63:
            return _kind("INT64"), _simple("int64_value")
        case _:
            return _kind("BIGNUMERIC"), _big


def _stored(dtype: object) -> tuple[int, Callable[[Any, Any], None]]:
    """The kind of type in which users store a column, and how its cells are written."""
    match dtype:
        case pl.Boolean():
            return _kind("BOOL"), _simple("bool_value")
        case pl.Float64():
            return _kind("DOUBLE"), _simple("double_value")
        case pl.Decimal(precision=precision, scale=scale) if scale > 9 or precision - scale > 29:
            return _kind("BIGNUMERIC"), _big
        case pl.Decimal():
            return _kind("NUMERIC"), _numeric
        case pl.Date():
            return _kind("DATE"), _date
        case pl.Datetime(time_zone=None):
            return _kind("DATETIME"), _datetime
        case pl.Datetime():
            return _kind("TIMESTAMP"), _timestamp
        case pl.List():
            return _kind("ARRAY"), _array(_stored(dtype.inner)[1])
        case pl.DataType() if dtype.is_integer():
            return _kind("INT64"), _simple("int64_value")
        case _:
            return _kind("STRING"), _simple("string_value")


def _simple(field: str) -> Callable[[Any, Any], None]:
    return lambda cell, value: setattr(cell, field, value)


def _scaled(value: Decimal | int, digits: int) -> bytes:
    whole = int(Decimal(value).scaleb(digits, _WIDE))
    return whole.to_bytes(whole.bit_length() // 8 + 1, "little", signed=True)


def _numeric(cell: Any, value: Decimal) -> None:
    cell.numeric_value = _scaled(value, 9)


def _big(cell: Any, value: Decimal | int) -> None:
    cell.bignumeric_value = _scaled(value, 38)


def _date(cell: Any, value: dt.date) -> None:
    cell.date_value = (value - dt.date(1970, 1, 1)).days


def _timestamp(cell: Any, value: dt.datetime) -> None:
    seconds, micros = divmod(to_microseconds(value), 1_000_000)
    cell.timestamp_value.seconds = seconds
    cell.timestamp_value.nanos = micros * 1_000


def _datetime(cell: Any, value: dt.datetime) -> None:
    day = (value.year << 9) | (value.month << 5) | value.day
    seconds = (day << 17) | (value.hour << 12) | (value.minute << 6) | value.second
    cell.datetime_value.bit_field_datetime_seconds = seconds
    cell.datetime_value.nanos = value.microsecond * 1_000


def _array(writer: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    def write(cell: Any, value: list[Any]) -> None:
        cell.array_value.SetInParent()
        for element in value:
            if element is not None:  # no table of BigQuery holds a missing element
                writer(cell.array_value.element.add(), element)

    return write


def _read(cell: Any) -> Any:
    field = cell.WhichOneof("value")
    match field:
        case None:
            return None
        case "bignumeric_value":
            return _unscaled(cell.bignumeric_value, 38)
        case "numeric_value":
            return _unscaled(cell.numeric_value, 9)
        case "date_value":
            return dt.date(1970, 1, 1) + dt.timedelta(days=cell.date_value)
        case "timestamp_value":
            seconds = cell.timestamp_value.seconds
            since = dt.timedelta(seconds=seconds, microseconds=cell.timestamp_value.nanos // 1_000)
            return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + since
        case "array_value":
            return [_read(each) for each in cell.array_value.element]
        case _:
            return getattr(cell, field)


def _unscaled(given: bytes, digits: int) -> Decimal:
    return Decimal(int.from_bytes(given, "little", signed=True)).scaleb(-digits, _WIDE)
