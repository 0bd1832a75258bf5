"""`python -m segql.demo`: the demo with nothing but the core installed."""

import sys

from segql.demo import report
from segql.diagnostics import SegqlError
from segql.render import to_text

if __name__ == "__main__":
    try:
        sys.stdout.write(report() + "\n")
    except SegqlError as failure:
        sys.stderr.write(to_text(failure.diagnostics) + "\n")
        sys.exit(1)
