"""How fast the explorer shows its first picture, as a ratio within one run: python benchmarks/views.py

A page of 10,000 entities and 30,000 claims against one of 300 and 1,000, in headless Chromium, opened in turns from
disk: the median time from the start of loading to the first frame of the drawing, and until everything answers. And the
size of the file. Only ratios mean anything.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import views_sample as sample
from browsing import Window, launched
from timing import median

from kg.views import explorer

SMALL, LARGE, TURNS = (300, 1_000), (10_000, 30_000), 11
DRAWN = "return performance.getEntriesByName('first-picture')[0]?.startTime"
ALL = "return performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


def written(folder: Path, entities: int, claims: int) -> Path:
    """The page of a synthetic graph, in a file."""
    knowledge, metrics, cluster, names = sample.large(entities, claims)
    path = folder / f"{entities}.html"
    made = median(lambda: explorer.write(knowledge, path, metrics=metrics, cluster=cluster, names=names), runs=1)
    print(f"{entities:6,} entities, {claims:6,} claims: {path.stat().st_size / 1e6:5.1f} MB, written in {made:.1f} s")
    return path


def main() -> None:
    with tempfile.TemporaryDirectory() as name, launched() as driver:
        folder = Path(name)
        pages = [written(folder, *size) for size in (SMALL, LARGE)]
        window = Window(driver, folder)
        times: dict[str, list[list[float]]] = {DRAWN: [[], []], ALL: [[], []]}
        for turn in range(TURNS):
            for which, page in enumerate(pages):
                window.visit(page)
                for what, found in times.items():
                    took = float(window.until(what))
                    if turn:  # the first does not count
                        found[which].append(took)
        for what, found in times.items():
            small, large = map(statistics.median, found)
            said = "first picture" if what == DRAWN else "all answers"
            print(f"{said:14} {small:6.0f} ms → {large:6.0f} ms   ratio {large / small:.2f}   target 1.5")


if __name__ == "__main__":
    main()
