"""The pictures in the README, taken of a build of the sample documents: python docs/screenshots.py OUT

OUT is a folder that ``kg build -o OUT`` wrote; headless Chromium opens its pages as a reader does.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from browsing import Window, launched

IMAGES = Path(__file__).resolve().parent / "images"
EXPLORER = "graph.html"
# File of the picture: page, fragment, width and scheme.
PICTURES = {
    "graph-light.png": (EXPLORER, "lang=en", 1280, "light"),
    "graph-edge.png": (EXPLORER, "lang=en&edge=south-korea|memberOf|chip-4", 1280, "light"),
    "graph-dark.png": (EXPLORER, "lang=zh&colour=cluster", 1280, "dark"),
    "graph-narrow-dark.png": (EXPLORER, "lang=zh&node=chip-4", 390, "dark"),
}


def main() -> None:
    out = Path(sys.argv[1]).resolve()
    with launched() as driver:
        window = Window(driver, out)
        for name, (page, fragment, width, scheme) in PICTURES.items():
            with window.screen(width, scheme):
                window.visit(out / page, fragment)
                time.sleep(1)  # captions are placed anew once the picture rests
                window.run("window.scrollTo(0, 0)")
                (IMAGES / name).write_bytes(driver.get_screenshot_as_png())


if __name__ == "__main__":
    main()
