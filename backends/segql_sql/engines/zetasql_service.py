"""Google's ZetaSQL, in WebAssembly, in this process: calls of its local service."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import tempfile
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from segql_sql.engines.base import installed

_SIZE_BYTES = 4


class Failed(Exception):
    """What the service says of a call that failed."""


class Service:
    """ZetaSQL's local service. Raises MissingExtraError."""

    def __init__(self) -> None:
        self.stopped = False
        """Whether a call stopped halfway, after which no other can be made."""
        wasmtime = installed("wasmtime", "zetasql")
        self._stops = (wasmtime.Trap, wasmtime.WasmtimeError)
        installed("zetasql", "zetasql")
        config = wasmtime.Config()
        config.shared_memory = True  # as the module was made
        engine = wasmtime.Engine(config)
        self._store = wasmtime.Store(engine)
        wasi = wasmtime.WasiConfig()  # no files but these, and no network
        zones = Path(str(installed("tzdata", "zetasql").__file__)).parent / "zoneinfo"
        wasi.preopen_dir(str(zones), "/usr/share/zoneinfo")  # it does not start without
        self._store.set_wasi(wasi)
        linker = wasmtime.Linker(engine)
        linker.define_wasi()
        instance = linker.instantiate(self._store, _module(wasmtime, engine))
        self._exports = instance.exports(self._store)
        self._exports["_initialize"](self._store)

    def call(self, method: str, request: Any, response: Any) -> Any:
        """The answer, of the class `response`, to a request. Raises Failed."""
        try:
            return response.FromString(self._answer(method, request.SerializeToString()))
        except self._stops as stop:
            self.stopped = True
            reason = str(stop).strip().rpartition("\n")[2].strip()
            raise Failed(f"it stopped: {reason}") from stop

    def _answer(self, method: str, given: bytes) -> bytes:
        place, size_place = self._room(len(given)), self._room(_SIZE_BYTES)
        ctypes.memmove(self._address(place), given, len(given))
        run = self._exports[f"ZetaSqlLocalService_{method}"]
        found = run(self._store, place, len(given), size_place)
        size = int.from_bytes(self._bytes(size_place, _SIZE_BYTES), "little")
        self._exports["wasm_free"](self._store, place)
        self._exports["wasm_free"](self._store, size_place)
        if not found:
            raise Failed(self._last_error())
        answer = self._bytes(found, size)
        self._exports["wasm_free"](self._store, found)
        return answer

    def _room(self, size: int) -> int:
        return self._exports["wasm_malloc"](self._store, max(size, 1))

    def _address(self, place: int) -> int:
        start = self._exports["memory"].data_ptr()
        return ctypes.addressof(start.contents) + place

    def _bytes(self, place: int, size: int) -> bytes:
        return ctypes.string_at(self._address(place), size)

    def _last_error(self) -> str:
        size = self._exports["wasm_get_last_error_size"](self._store)
        place = self._exports["wasm_get_last_error"](self._store)
        return self._bytes(place, size).decode(errors="replace") if size else "no reason given"


def _module(wasmtime: Any, engine: Any) -> Any:
    """The compiled module: compiling takes half a minute, so it is kept in the user's cache folder."""
    kept = _kept()
    if kept.is_file():
        with contextlib.suppress(wasmtime.WasmtimeError, OSError):  # of another engine, or cut short
            return wasmtime.Module.deserialize_file(engine, str(kept))
    module = wasmtime.Module.from_file(engine, str(import_module("zetasql.wasi").get_wasm_path()))
    with contextlib.suppress(OSError):  # a home that is read-only
        _keep(kept, module.serialize())
    return module


def _kept() -> Path:
    folder = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
    versions = f"{version('zetasql')}-wasmtime-{version('wasmtime')}"
    return Path(folder) / "segql" / f"zetasql-{versions}-{platform.system()}-{platform.machine()}.cwasm"


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
