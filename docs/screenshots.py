"""Make the pictures of the README: ``python docs/screenshots.py [IMAGES] [OUT]``.

Builds the sample documents (or takes OUT, a folder that ``kg build`` wrote) and photographs its pages in headless
Chromium into IMAGES (docs/images). Needs /usr/bin/chromium and /usr/bin/chromedriver. The same pages, browser and fonts
give the same pictures.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from browsing import Window, launched

from kg import builder
from kg.views import site

WIDE, NARROW = (1280, 800), (390, 844)
EDGE = ("south-korea", "memberOf", "chip-4")
READ = ("sample-en-hedging", "south-korea", "supports", "chip-4")
"""A saying, by document and claim, at which a reader is opened."""

# picture, page with fragment ("" for the reader of READ), window, colour scheme, language
SHOTS = (
    ("start-light.png", site.START, WIDE, "light", "en"),
    ("start-dark.png", site.START, WIDE, "dark", "zh"),
    ("start-narrow-light.png", site.START, NARROW, "light", "zh"),
    ("graph-light.png", site.EXPLORER, WIDE, "light", "en"),
    ("graph-dark.png", f"{site.EXPLORER}#colour=cluster", WIDE, "dark", "zh"),
    ("graph-edge.png", site.edge_link(*EDGE), WIDE, "light", "en"),
    ("graph-narrow-dark.png", site.node_link("chip-4"), NARROW, "dark", "zh"),
    ("reader-light.png", "", WIDE, "light", "en"),
)
SETTLED = 1.0
"""Seconds for captions to be chosen and the canvas to be painted."""


def main(arguments: list[str]) -> int:
    """Write every shot and return the exit code: 1 where a page was missing."""
    if len(arguments) > 2 or any(a.startswith("-") for a in arguments):
        print("usage: python docs/screenshots.py [IMAGES] [OUT]", file=sys.stderr)
        return 2
    images = Path(arguments[0] if arguments else Path(__file__).parent / "images")
    with tempfile.TemporaryDirectory() as work:
        out = Path(arguments[1]) if len(arguments) == 2 else builder.build(out=Path(work) / "out").out
        images.mkdir(parents=True, exist_ok=True)
        missing = 0
        with launched() as driver:
            window = Window(driver, out)
            for name, link, size, scheme, language in SHOTS:
                page, _, fragment = (link or reader(out)).partition("#")
                if not (out / page).is_file():
                    print(f"{name}: there is no {page} in {out} (run kg build again)", file=sys.stderr)
                    missing += 1
                    continue
                fragment = "&".join(filter(None, (fragment, f"lang={language}")))
                shoot(window, (out / page).resolve(), fragment, images / name, size, scheme)
                print(images / name)
    return 1 if missing else 0


def reader(out: Path) -> str:
    """The link to the saying READ in its reader; its offsets are those of the table."""
    with (out / "assertions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = (row["subject"].rpartition("/")[2], row["predicate"], row["object"].rpartition("/")[2])
            if (row["document"], *names) == READ:
                return site.span_link(row["document"], int(row["evidence_start"]), int(row["evidence_end"]))
    raise SystemExit(f"nothing in {out} says {' '.join(READ)}: choose another saying for the picture")


def shoot(window: Window, page: Path, fragment: str, image: Path, size: tuple[int, int], scheme: str) -> None:
    """One picture of a page at a window size in a colour scheme."""
    with window.screen(size[0], scheme):
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size[0] < 500}
        window.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        window.driver.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
        window.visit(page, fragment)
        window.driver.execute_async_script(f"setTimeout(arguments[0], {int(SETTLED * 1000)})")
        image.write_bytes(window.driver.get_screenshot_as_png())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
