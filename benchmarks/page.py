"""The figures of docs/performance.md, from JSON: `python -m benchmarks.page benchmarks.json ...`.

Of several files, a topic is taken from the last one that has it. In the page the text between
`<!-- figures: TOPIC -->` and `<!-- end -->` is replaced; what stands around it is written by hand.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from benchmarks.picture import picture
from benchmarks.rows import Results
from benchmarks.tables import bars_table, table
from benchmarks.topics import topic

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
_FIGURES = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def fill(page: Path, results: dict[str, Results]) -> list[str]:
    """Writes figures and pictures of each topic that there are results of; gives the names of those."""
    filled: list[str] = []

    def figures(match: re.Match[str]) -> str:
        name = match[2]
        if name not in results:
            return match[0]
        filled.append(name)
        module, found = topic(name), results[name]
        rows = found.of(name)
        drawing = page.parent / page.stem / f"{name}.svg"
        drawing.parent.mkdir(exist_ok=True)
        drawing.write_text(picture(module.TITLE, rows, module.AXIS), encoding="utf-8")
        parts = [
            f"![{module.TITLE}: CPU time]({page.stem}/{name}.svg)",
            table(rows, module.BASE, module.UNIT),
            bars_table(module.bars(rows)),
            _origin(found),
        ]
        return match[1] + "".join(f"\n{part.strip()}\n" for part in parts if part) + "\n" + match[3]

    page.write_text(_FIGURES.sub(figures, page.read_text(encoding="utf-8")), encoding="utf-8")
    return filled


def _origin(found: Results) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in found.machine.items())
    return f"{found.date}; {found.size}; {versions}."


def main() -> None:
    """Fills the page with what the files hold."""
    results: dict[str, Results] = {}
    for path in sys.argv[1:]:
        found = Results.read(Path(path))
        results |= dict.fromkeys(dict.fromkeys(row.topic for row in found.rows), found)
    print(f"{PAGE}: {', '.join(fill(PAGE, results)) or 'nothing'}")


if __name__ == "__main__":
    main()
