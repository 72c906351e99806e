"""A real browser for the tests of the pages: one window, what people do in it, and what it must not have done."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--window-size=1280,800", "--force-prefers-reduced-motion", "--lang=en-US",
)  # fmt: skip
LOGS = ("browser", "performance")


class Window:
    """A browser with one page open, and what people do in it."""

    def __init__(self, driver: webdriver.Chrome, folder: Path) -> None:
        self.driver, self.folder = driver, folder

    def open(self, text: str, fragment: str = "lang=en") -> None:
        """Open a page given as text."""
        path = self.folder / "graph.html"
        path.write_text(text, encoding="utf-8")
        self.visit(path, fragment)

    def visit(self, path: Path, fragment: str = "lang=en") -> None:
        """Open a file, and wait until its script says that it is ready."""
        self.driver.get("about:blank")
        for log in LOGS:
            self.driver.get_log(log)
        self.driver.get(f"{path.as_uri()}#{fragment}")
        self.ready()

    def ready(self) -> None:
        self.until("return document.documentElement.dataset.ready === 'yes'")

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def until(self, script: str) -> Any:
        return WebDriverWait(self.driver, 20).until(lambda _: self.run(script))

    def text(self, css: str) -> str:
        return str(self.driver.find_element(By.CSS_SELECTOR, css).text)

    def click(self, css: str) -> None:
        self.run("arguments[0].scrollIntoView()", self.driver.find_element(By.CSS_SELECTOR, css))
        self.driver.find_element(By.CSS_SELECTOR, css).click()

    def mouse(self, x: float, y: float, *, count: int = 1, shift: bool = False) -> None:
        for click in range(1, count + 1):
            for kind in ("mousePressed", "mouseReleased"):
                self.driver.execute_cdp_cmd(
                    "Input.dispatchMouseEvent",
                    {
                        "type": kind,
                        "x": x,
                        "y": y,
                        "button": "left",
                        "clickCount": click,
                        "pointerType": "mouse",
                        "modifiers": 8 * shift,
                    },
                )

    def press(self, *keys: str) -> None:
        """Keys to whatever has the focus."""
        self.driver.switch_to.active_element.send_keys(*keys)

    def saved(self, css: str, name: str) -> Path:
        """Click something that saves a file, and wait until the file is there."""
        folder = self.folder / "saved"
        self.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
        self.run("document.querySelector(arguments[0]).click()", css)
        WebDriverWait(self.driver, 20).until(lambda _: (folder / name).is_file())
        return folder / name

    def faults(self) -> list[str]:
        """What axe-core finds wrong for those who cannot see, or use no mouse: serious faults, and where."""
        self.driver.execute_script((files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8"))
        found = self.driver.execute_async_script("axe.run({ resultTypes: ['violations'] }).then(arguments[0])")[
            "violations"
        ]
        return [
            f"{fault['id']}: {node['html']}"
            for fault in found
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]

    @contextmanager
    def screen(self, width: int, scheme: str) -> Iterator[None]:
        """Another width in pixels, and "light" or "dark"."""
        metrics = {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        )
        try:
            yield
        finally:
            self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
            self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def assert_quiet(self) -> None:
        """The pages must have asked the network for nothing and complained of nothing."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
        assert any(url.startswith("file:") for url in asked)
        assert [url for url in asked if not url.startswith(("file:", "data:", "about:"))] == []
        assert [entry["message"] for entry in self.driver.get_log("browser")] == []


@contextmanager
def launched() -> Iterator[webdriver.Chrome]:
    """Headless Chromium; where it is missing the test is skipped, or fails in CI."""
    if not (CHROMIUM.exists() and DRIVER.exists()):
        message = f"browser tests need {CHROMIUM} and {DRIVER} (Debian: chromium, chromium-driver)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = str(CHROMIUM)
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
        driver.execute_cdp_cmd("Network.enable", {})
        yield driver
        driver.quit()
