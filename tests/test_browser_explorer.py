"""The explorer in a real browser: what a reader clicks, types and sees, with no network and nothing executed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import views_sample as sample
from browsing import LOGS, Window
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from test_views import PAYLOADS, hostile

from kg import notebook
from kg.views import explorer, notes

pytestmark = pytest.mark.browser


class Reader(Window):
    """The explorer in a window."""

    def search(self, query: str) -> str:
        """Type a query, press Enter, return the heading of the panel."""
        box = self.driver.find_element(By.ID, "search")
        box.clear()
        box.send_keys(query)
        box.send_keys(Keys.ENTER)
        return self.text("#panel h2")

    def place(self, node: int) -> tuple[float, float]:
        """Where a node is in the window."""
        x, y = self.run(
            """const { network } = window.explorer, box = document.getElementById("canvas").getBoundingClientRect();
            const { x, y } = network.canvasToDOM(network.getPosition(arguments[0]));
            return [box.left + x, box.top + y];""",
            node,
        )
        return x, y

    def hidden_lines(self) -> list[int]:
        return list(
            self.run("return window.explorer.network.body.data.edges.get().filter(e => e.hidden).map(e => e.id)")
        )

    def hidden_nodes(self) -> list[int]:
        return list(
            self.run("return window.explorer.network.body.data.nodes.get().filter(n => n.hidden).map(n => n.id)")
        )

    def drawn(self) -> list[int]:
        return list(self.run("return window.explorer.network.body.data.nodes.getIds()"))


@pytest.fixture
def reader(browser: webdriver.Chrome, tmp_path: Path) -> Iterator[Reader]:
    """A reader; afterwards the page must have asked the network for nothing and complained of nothing."""
    reader = Reader(browser, tmp_path)
    yield reader
    reader.assert_quiet()


def page(**changes: Any) -> str:
    return explorer.render(
        sample.knowledge(), **({"metrics": sample.METRICS, "cluster": sample.CLUSTER, "names": sample.NAMES} | changes)
    )


CAPTIONS = ["Chip 4 Alliance", "United States"]
CAPTION_SCRIPT = "window.explorer.network.body.data.nodes.get().filter((n) => n.label).map((n) => n.label)"
CHIP_4, UNITED_STATES, JAPAN, ENTITY_LIST, HUAWEI, SOUTH_KOREA, NETHERLANDS, REUTERS = range(8)
LISTED, COOPERATES, JAPAN_JOINS, KOREA_JOINS, INITIATED = range(5)


def test_first_picture(reader: Reader) -> None:
    reader.open(page())
    assert sorted(reader.drawn()) == [CHIP_4, UNITED_STATES, JAPAN, ENTITY_LIST, HUAWEI, SOUTH_KOREA]
    sentence = reader.text("#sentence")
    assert "6 of 8 entities and 5 of 5 relations" in sentence
    for words in ("asserted, planned, possible, negated", "2022–2023", "betweenness"):
        assert words in sentence
    assert reader.text("#documents summary") == "From 2 documents"
    inked = reader.run(
        """const c = document.querySelector("#canvas canvas"), d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
        return d.some((v, i) => i % 4 === 3 && v > 0);"""
    )
    assert inked


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("query", ["芯片四方", "Chip 4", "chip4", "FAB4", "芯片四方联盟"])
def test_search_finds_by_any_name(reader: Reader, query: str, lang: str) -> None:
    reader.open(page(), f"lang={lang}")
    assert reader.search(query) == {"en": "Chip 4 Alliance", "zh": "芯片四方联盟"}[lang]
    assert "node=chip-4" in reader.driver.current_url


def test_search_draws_what_is_not_drawn(reader: Reader) -> None:
    reader.open(page())
    box = reader.driver.find_element(By.ID, "search")
    box.send_keys("路透")
    assert "not drawn yet" in reader.text("#hit-0")
    assert reader.search("路透") == "Reuters"
    assert REUTERS in reader.drawn()


def test_search_says_when_nothing_fits_and_obeys_the_keyboard(reader: Reader) -> None:
    reader.open(page())
    box = reader.driver.find_element(By.ID, "search")
    box.send_keys("zzz")
    assert reader.text("#hits") == "Nothing by that name"
    box.send_keys(Keys.ENTER)
    assert reader.text("#panel h2") == "How to read this"
    box.clear()
    box.send_keys("an")
    options = reader.driver.find_elements(By.CSS_SELECTOR, "#hits [role=option]")
    assert [o.find_element(By.CLASS_NAME, "name").text for o in options] == ["Chip 4 Alliance", "Japan", "Netherlands"]
    box.send_keys(Keys.ARROW_DOWN)
    assert box.get_attribute("aria-activedescendant") == "hit-1"
    box.send_keys(Keys.ESCAPE)
    assert box.get_attribute("aria-expanded") == "false"
    box.send_keys(Keys.ARROW_DOWN, Keys.ARROW_UP, Keys.ENTER)
    assert reader.text("#panel h2") == "Netherlands"


def test_click_on_a_node_lists_its_claims(reader: Reader) -> None:
    reader.open(page())
    reader.mouse(*reader.place(CHIP_4))
    reader.until("return document.querySelector('#panel h2').textContent === 'Chip 4 Alliance'")
    panel = reader.text("#panel")
    for words in ("芯片四方联盟", "alliance", "rank 1", "Fab4", "Claims (3)", "← member of", "1 possible, 1 negated"):
        assert words in panel
    reader.driver.find_element(By.TAG_NAME, "body").send_keys(Keys.ESCAPE)
    assert reader.text("#panel h2") == "How to read this"


def test_click_on_an_edge_shows_the_sentences(reader: Reader) -> None:
    reader.open(page())
    (ax, ay), (bx, by) = reader.place(SOUTH_KOREA), reader.place(CHIP_4)
    reader.mouse((ax + bx) / 2, (ay + by) / 2)
    reader.until("return document.querySelectorAll('#panel blockquote').length === 2")
    first, second = reader.driver.find_elements(By.CSS_SELECTOR, "#panel .saying")
    quote = first.find_element(By.TAG_NAME, "blockquote")
    assert quote.text == "According to Reuters, South Korea may join Chip 4 in 2023."
    marks = {m.get_attribute("class"): m.text for m in quote.find_elements(By.TAG_NAME, "mark")}
    assert marks == {"subject": "South Korea", "object": "Chip 4", "trigger": "join", "cue": "may"}
    for words in (
        "possible",
        "speaks of 2023",
        "according to Reuters",
        "Chips & alliances · Journal · published 2023",
        "en-1",
        "characters 0–58",
        "rule join",
    ):
        assert words in first.text
    assert "negated" in second.text
    assert "韩国拒绝加入芯片四方联盟。" in second.text
    assert "芯片四方联盟观察 · 政策研究 · published 2023-05" in second.text


def test_marks_count_code_points(reader: Reader) -> None:
    reader.open(page(), "lang=en&edge=huawei%7ClistedOn%7Centity-list")
    quote = reader.driver.find_element(By.CSS_SELECTOR, "#panel blockquote")
    assert {m.get_attribute("class"): m.text for m in quote.find_elements(By.TAG_NAME, "mark")} == {
        "subject": "Huawei", "object": "Entity List",
    }  # fmt: skip


FILTERS = [
    ("modality", "negated", []),
    ("modality", "planned", [INITIATED]),
    ("modality", "asserted", [LISTED, COOPERATES, JAPAN_JOINS]),
    ("relation", "memberOf", [JAPAN_JOINS, KOREA_JOINS]),
    ("class", "Company", [LISTED]),
    ("cluster", "2", [KOREA_JOINS]),
]


@pytest.mark.parametrize(("kind", "name", "expected"), FILTERS)
def test_legend_filters_and_survives_reload(reader: Reader, kind: str, name: str, expected: list[int]) -> None:
    reader.open(page())
    switch = f"fieldset[data-kind={kind}] input[data-id='{name}']"
    reader.click(switch)
    assert reader.hidden_lines() == expected
    assert f"{5 - len(expected)} of 5 relations" in reader.text("#sentence")
    assert reader.run("return document.activeElement.dataset.id") == name
    assert reader.hidden_nodes() == {"class": [HUAWEI], "cluster": [SOUTH_KOREA]}.get(kind, [])
    reader.driver.refresh()
    reader.ready()
    assert reader.hidden_lines() == expected
    reader.click("#reset")
    assert reader.hidden_lines() == []


def test_legend_counts_what_is_drawn(reader: Reader) -> None:
    reader.open(page())
    counts = {
        box.get_attribute("data-kind"): {
            entry.find_element(By.TAG_NAME, "input").get_attribute("data-id"): entry.find_element(
                By.CLASS_NAME, "count"
            ).text
            for entry in box.find_elements(By.CLASS_NAME, "entry")
        }
        for box in reader.driver.find_elements(By.TAG_NAME, "fieldset")
    }
    assert counts["modality"] == {"asserted": "3", "planned": "1", "possible": "1", "negated": "1"}
    assert counts["relation"]["memberOf"] == "2"
    assert counts["class"] == {
        "Country": "3",
        "Alliance": "1",
        "Company": "1",
        "ControlList": "1",
        "MediaOrganization": "0",
    }


def test_time_hides_what_speaks_of_other_years(reader: Reader) -> None:
    reader.open(page())
    reader.run("const s = document.getElementById('since'); s.value = 2023; s.dispatchEvent(new Event('input'))")
    assert reader.hidden_lines() == [INITIATED]
    reader.click("#undated")
    assert reader.hidden_lines() == [LISTED, COOPERATES, JAPAN_JOINS, INITIATED]
    assert "since=2023" in reader.driver.current_url
    assert "undated=0" in reader.driver.current_url


def test_double_click_draws_the_best_neighbours(reader: Reader) -> None:
    knowledge, metrics, cluster, names = sample.large(1500, 4000)
    reader.open(explorer.render(knowledge, metrics=metrics, cluster=cluster, names=names))
    before = reader.drawn()
    assert len(before) == 300
    reader.search("EN40")
    node = json.loads(reader.run("return document.getElementById('kg-graph').textContent"))["nodes"]["key"].index(
        "e-40"
    )
    assert node in before
    reader.mouse(*reader.place(node), count=2)
    reader.until("return window.explorer.network.body.data.nodes.length > 300")
    assert len(before) < len(reader.drawn()) <= len(before) + 25
    assert f"{len(reader.drawn())} of" in reader.text("#sentence")


def test_table_says_what_the_graph_draws(reader: Reader) -> None:
    reader.open(page())
    reader.click("#table-switch")
    rows = [
        [c.text for c in r.find_elements(By.TAG_NAME, "td")]
        for r in reader.driver.find_elements(By.CSS_SELECTOR, "tbody tr")
    ]
    assert rows == [
        ["United States", "initiated", "Chip 4 Alliance", "1 planned", "1", "2022"],
        ["Japan", "cooperates with", "United States", "1 asserted", "1", ""],
        ["Japan", "member of", "Chip 4 Alliance", "1 asserted", "1", ""],
        ["Huawei", "listed on", "Entity List", "1 asserted", "1", ""],
        ["South Korea", "member of", "Chip 4 Alliance", "1 possible, 1 negated", "2", "2023"],
    ]
    reader.click("tbody tr:last-child td:nth-child(2) button")
    assert len(reader.driver.find_elements(By.TAG_NAME, "blockquote")) == 2
    reader.click("#reset")
    assert reader.driver.find_element(By.ID, "canvas").is_displayed()
    assert not reader.driver.find_element(By.ID, "table").is_displayed()
    assert CAPTIONS[:2] == reader.until(f"const c = {CAPTION_SCRIPT}; return c.length > 2 && c.slice(0, 2)")


def test_captions_keep_their_size_when_the_scale_changes(reader: Reader) -> None:
    reader.open(page())
    for click in (lambda: reader.search("华为"), lambda: reader.click("#fit")):
        click()
        reader.until(
            """const net = window.explorer.network, named = net.body.data.nodes.get().filter((n) => n.label);
            return named.length > 0 && named.every((n) => Math.abs(n.font.size * net.getScale() - 14) < 0.1);"""
        )


def test_language_switch_changes_words_and_labels(reader: Reader) -> None:
    reader.open(page(), "lang=en&node=chip-4")
    reader.click("#language")
    assert reader.text("#panel h2") == "芯片四方联盟"
    assert reader.text("#fit") == "全图"
    assert reader.run("return document.documentElement.lang") == "zh-Hans"
    assert "lang=zh" in reader.driver.current_url
    reader.click("#language")
    assert reader.text("#fit") == "Fit"


def test_line_style_follows_modality(reader: Reader) -> None:
    reader.open(page(), "lang=en&off=modality:possible")
    looks = reader.run(
        "return window.explorer.network.body.data.edges.get().map(e => [e.id, e.dashes, e.arrows.middle.enabled, e.arrows.to.enabled])"
    )
    assert sorted(looks) == [
        [LISTED, False, False, True], [COOPERATES, False, False, False], [JAPAN_JOINS, False, False, True],
        [KOREA_JOINS, [14, 6], True, True], [INITIATED, [7, 5], False, True],
    ]  # fmt: skip


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fits_the_screen_in_both_schemes(reader: Reader, width: int, scheme: str) -> None:
    with reader.screen(width, scheme):
        reader.open(page(), "lang=en&node=chip-4")
        assert reader.run("return document.documentElement.scrollWidth <= innerWidth")
        ground = reader.run("return getComputedStyle(document.body).backgroundColor")
        assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 30)"}[scheme]
        assert reader.run("return document.getElementById('canvas').clientHeight > 300")


def test_controls_have_names(reader: Reader) -> None:
    reader.open(page(), "lang=en&node=chip-4&view=table")
    nameless = reader.run(
        """return [...document.querySelectorAll("button, input, select, [role=img], [role=region]")].filter((e) =>
        !(e.getAttribute("aria-label") || e.textContent.trim() || e.closest("label")?.textContent.trim())).map((e) => e.outerHTML);"""
    )
    assert nameless == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_executes_nothing(reader: Reader, payload: str) -> None:
    knowledge, names = hostile(payload)
    reader.open(explorer.render(knowledge, metrics={}, cluster={payload: 1}, names=names, title=payload))
    shown = payload.replace("\ud800", "\ufffd")
    reader.run(
        """const box = document.getElementById("search"); box.value = arguments[0]; box.dispatchEvent(new Event("input"));
        document.querySelector("#hits li").dispatchEvent(new MouseEvent("mousedown", { bubbles: true, cancelable: true }));""",
        shown,
    )
    assert reader.run("return document.querySelector('#panel h2').textContent") == shown
    reader.run("document.querySelector('#panel .claims button').click()")
    assert shown in reader.run("return document.querySelector('#panel blockquote').textContent")
    reader.mouse(*reader.place(0))
    for control in ("table-switch", "language", "reset"):
        reader.run("document.getElementById(arguments[0]).click()", control)
    assert reader.run("return window.__xss === undefined")
    assert reader.run("return document.querySelectorAll('iframe, img, object, embed').length") == 0


def test_cells_of_a_notebook_are_drawn(reader: Reader) -> None:
    """A card, quotes and a page as a notebook puts them: side by side in one document, the page in its frame."""
    known = sample.knowledge()
    said = [notes.html("card", notes.card(known.entities[0], known, {"Chip 4": 2}, "en"))]
    said += [notes.html("quotes", notes.quotes(hostile(payload)[0], "zh")) for payload in PAYLOADS]
    said.append(notebook.page(known, 500)._repr_html_())
    path = reader.folder / "cells.html"
    path.write_text(f"<!doctype html><meta charset=utf-8>{''.join(said)}", encoding="utf-8")
    reader.driver.get("about:blank")
    for log in LOGS:
        reader.driver.get_log(log)
    reader.driver.get(path.as_uri())
    assert "Chip 4 Alliance" in reader.text(".kg-note h3")
    reader.click(".kg-note details summary")
    assert reader.driver.find_element(By.CSS_SELECTOR, ".kg-note blockquote").is_displayed()
    assert reader.run("return window.__xss") is None and reader.run("return document.scripts.length") == 0
    reader.driver.switch_to.frame(reader.driver.find_element(By.TAG_NAME, "iframe"))
    reader.until("return document.documentElement.dataset.ready === 'yes'")
    assert len(reader.drawn()) == 6
    reader.driver.switch_to.default_content()
