"""What `segql` does where the extra `cli` is not installed: the demo, which needs nothing but the core."""

import sys
from typing import NoReturn

from segql.demo import report
from segql.diagnostics import SegqlError, missing_extra
from segql.render import to_text


def main() -> NoReturn:
    """Shows the demo, or says how to install the command line and exits with 1."""
    try:
        if sys.argv[1:] != ["demo"]:
            raise missing_extra("click", "cli")
        sys.stdout.write(report() + "\n")
    except SegqlError as failure:
        sys.stderr.write(to_text(failure.diagnostics) + "\n")
        sys.exit(1)
    sys.exit(0)
