"""What `kg serve` hands to a browser: pages that run under its headers, a field to ask, and nothing for other sites."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import serving
import views_sample as sample
from browsing import LOGS
from samples import knowledge
from selenium import webdriver
from selenium.webdriver.common.by import By

from kg import rdf
from kg.views import explorer

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("build") / "out"
    folder.mkdir()
    rdf.write(knowledge(), folder)
    page = explorer.render(sample.knowledge(), metrics=sample.METRICS, cluster=sample.CLUSTER, names=sample.NAMES)
    (folder / "graph.html").write_text(page, encoding="utf-8")
    with serving.kg_serve(folder, folder.parent / "here") as (found, _):
        yield found


@pytest.fixture
def visitor(browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """A browser that has said nothing yet."""
    browser.get("about:blank")
    for log in LOGS:
        browser.get_log(log)
    yield browser
    browser.get("about:blank")
    for log in LOGS:
        browser.get_log(log)


def test_a_reader_asks_on_the_page(visitor: webdriver.Chrome, address: str) -> None:
    visitor.get(address)
    assert [a.text for a in visitor.find_elements(By.CSS_SELECTOR, "nav a")] == [
        "graph.ttl",
        "graph.trig",
        "graph.html",
    ]
    field = visitor.find_element(By.ID, "query")
    field.clear()
    field.send_keys("SELECT ?o { tpe:biden tp:issued ?o }")
    visitor.find_element(By.CSS_SELECTOR, "form button").click()
    assert visitor.find_element(By.CSS_SELECTOR, "tbody").text == "tpe:chips-and-science-act"
    visitor.find_element(By.CSS_SELECTOR, "tbody a").click()
    assert "芯片与科学法" in visitor.find_element(By.CSS_SELECTOR, "tbody").text
    visitor.find_element(By.ID, "query").clear()
    visitor.find_element(By.ID, "query").send_keys("SELECT ?s { ?s ?p }")
    visitor.find_element(By.CSS_SELECTOR, "form button").click()
    assert "line 1, column 13" in visitor.find_element(By.CSS_SELECTOR, "[role=alert]").text
    messages = [json.loads(entry["message"])["message"] for entry in visitor.get_log("performance")]
    asked = {m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"}
    assert asked and {url for url in asked if not url.startswith((address, "data:", "about:"))} == set()


def test_the_explorer_runs_under_the_headers(visitor: webdriver.Chrome, address: str) -> None:
    visitor.get(f"{address}graph.html")
    assert visitor.execute_script("return document.documentElement.dataset.ready") == "yes"
    complaints = [entry["message"] for entry in visitor.get_log("browser") if "favicon" not in entry["message"]]
    assert complaints == []


def test_a_page_of_another_site_reads_nothing(visitor: webdriver.Chrome, address: str, tmp_path: Path) -> None:
    page = tmp_path / "other.html"
    page.write_text("<!doctype html><meta charset=utf-8><title>x</title>", encoding="utf-8")
    script = """
        const done = arguments[arguments.length - 1];
        fetch(arguments[0]).then((r) => r.text()).then(done, () => done("nothing"));
    """
    for place, found in (
        # From disk, where the origin is null, as in a sandboxed frame of any site.
        (page.as_uri(), "nothing"),
        # The page to ask on needs no script, so its own policy lets none fetch.
        (address, "nothing"),
        (f"{address}graph.ttl", "true"),
    ):
        visitor.get(place)
        assert visitor.execute_async_script(script, f"{address}sparql?query=ASK%20%7B%7D&form=text/csv") == found, place
