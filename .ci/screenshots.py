"""Make the pictures of the README: ``python .ci/screenshots.py OUT [IMAGES]``.

OUT is a folder that ``kg build`` wrote; IMAGES is where the pictures go (docs/images). Needs /usr/bin/chromium and
/usr/bin/chromedriver. The same page and the same browser give the same pictures.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-prefers-reduced-motion",
)
WIDE, NARROW = (1280, 800), (390, 844)
SHOTS = (
    ("graph-light.png", WIDE, "light", "lang=en"),
    ("graph-dark.png", WIDE, "dark", "lang=zh&node=chip-4"),
    ("graph-edge.png", WIDE, "light", "lang=en&edge=south-korea%7CmemberOf%7Cchip-4"),
    ("graph-table.png", WIDE, "light", "lang=zh&view=table"),
    ("graph-narrow-light.png", NARROW, "light", "lang=zh"),
    ("graph-narrow-dark.png", NARROW, "dark", "lang=en"),
)
SETTLED = 0.6
"""Seconds for captions to be chosen and the canvas to be painted."""


def main(arguments: list[str]) -> int:
    """Write every shot and return the exit code."""
    if not 1 <= len(arguments) <= 2:
        print("usage: python .ci/screenshots.py OUT [IMAGES]", file=sys.stderr)
        return 2
    page = Path(arguments[0]).resolve() / "graph.html"
    images = Path(arguments[1] if len(arguments) > 1 else "docs/images")
    if not page.is_file():
        print(f"{page}: not there (run kg build first)", file=sys.stderr)
        return 2
    images.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        try:
            for name, size, scheme, fragment in SHOTS:
                shoot(driver, f"{page.as_uri()}#{fragment}", images / name, size, scheme)
                print(images / name)
        finally:
            driver.quit()
    return 0


def shoot(driver: webdriver.Chrome, address: str, image: Path, size: tuple[int, int], scheme: str) -> None:
    """One picture of an address at a window size in a colour scheme."""
    width, height = size
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    driver.get("about:blank")
    driver.get(address)
    ready = "return document.documentElement.dataset.ready === 'yes'"
    WebDriverWait(driver, 30).until(lambda d: d.execute_script(ready))
    driver.execute_async_script(f"setTimeout(arguments[0], {int(SETTLED * 1000)})")
    if not driver.save_screenshot(str(image)):
        raise OSError(f"{image}: cannot be written")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
