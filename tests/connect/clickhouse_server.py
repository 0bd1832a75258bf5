"""ClickHouse's HTTP interface over chdb, as far as its Python driver needs it: the driver that users have
talks to the engine that is at hand."""

from __future__ import annotations

import re
import threading
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

_ONE = threading.Lock()
_FORMAT = re.compile(r"\bFORMAT\s+(\w+)\s*$", re.IGNORECASE)


@cache
def url() -> str:
    """Where the server listens: started when first asked for, gone with this process."""
    from chdb import session

    class Handler(_Handler):
        engine = session.Session()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)  # drivers keep connections open
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"clickhouse://default:@127.0.0.1:{server.server_address[1]}/default"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    engine: Any

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""

    def do_GET(self) -> None:
        """A query in the URL."""
        self._answer("")

    def do_POST(self) -> None:
        """A query in the body."""
        self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())

    def _answer(self, body: str) -> None:
        query = parse_qs(urlsplit(self.path).query).get("query", [""])[0]
        text = f"{query}\n{body}".strip()
        found = _FORMAT.search(text)
        form = found[1] if found else self.headers.get("X-ClickHouse-Format", "TabSeparated")
        with _ONE:
            try:
                result = self.engine.query(text[: found.start()] if found else text, form)
                status, answer = 200, bytes(result.bytes())
            except Exception as failure:
                self.engine.query("SELECT 1")  # else the next result begins with what this one had found
                status, answer = 500, str(failure).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.send_header("X-ClickHouse-Format", form)
        self.send_header("X-ClickHouse-Timezone", "UTC")
        if status != 200:
            self.send_header("X-ClickHouse-Exception-Code", "62")
        self.end_headers()
        self.wfile.write(answer)
