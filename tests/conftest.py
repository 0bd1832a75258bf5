"""What the whole test suite shares."""

from __future__ import annotations

import pytest
from corpus_runner import ENGINES, absent


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says loudly which engines were not run: a green run without them proves less."""
    for engine in ENGINES:
        if lacking := absent(engine):
            line = f"NOT RUN on {engine}: pip install {' '.join(lacking)}"
            terminalreporter.write_line(line, red=True, bold=True)
