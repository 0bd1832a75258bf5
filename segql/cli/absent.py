"""What `segql` does where the extra `cli` is not installed."""

import sys
from typing import NoReturn

from segql.diagnostics import missing_extra
from segql.render import to_text


def main() -> NoReturn:
    """Says how to install the command line, and exits with 1."""
    sys.stderr.write(to_text(missing_extra("click", "cli").diagnostics) + "\n")
    sys.exit(1)
