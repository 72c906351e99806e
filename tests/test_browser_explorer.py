"""The explorer in a real browser: what a reader clicks, types and sees, with no network and nothing executed."""

from __future__ import annotations

import csv
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import views_sample as sample
from browsing import LOGS, Window
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from test_views import PAYLOADS, hostile

from kg import network, notebook
from kg.network.firmness import Firm
from kg.views import data, explorer, notes, site

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

    def drag(self, x: float, to: float, y: float) -> None:
        """Draw the mouse from one place to another with its button down."""
        for kind, at, down in (
            ("mousePressed", x, 1),
            ("mouseMoved", (x + to) / 2, 1),
            ("mouseMoved", to, 1),
            ("mouseReleased", to, 0),
        ):
            self.driver.execute_cdp_cmd(
                "Input.dispatchMouseEvent",
                {"type": kind, "x": at, "y": y, "button": "left", "buttons": down, "clickCount": 1},
            )

    def hidden_lines(self) -> list[int]:
        return list(
            self.run("return window.explorer.network.body.data.edges.get().filter(e => e.hidden).map(e => e.id)")
        )

    def hidden_nodes(self) -> list[int]:
        return list(
            self.run("return window.explorer.network.body.data.nodes.get().filter(n => n.hidden).map(n => n.id)")
        )

    def shown_claims(self) -> list[str]:
        """The claims that the panel lists, as their words."""
        return [e.text for e in self.driver.find_elements(By.CSS_SELECTOR, "#panel .claims li")]

    def rows(self) -> list[list[str]]:
        """The cells of the table, row by row."""
        return [
            [cell.text for cell in row.find_elements(By.TAG_NAME, "td")]
            for row in self.driver.find_elements(By.CSS_SELECTOR, "#table tbody tr")
        ]

    def fragment(self) -> str:
        return str(self.run("return location.hash.slice(1)"))

    def heading(self) -> str:
        return self.text("#panel h2")

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
    assert "6 of 8 entities and 5 of 5 claims" in sentence
    for words in ("asserted, planned, possible, negated", "2022–2023", "betweenness"):
        assert words in sentence
    assert reader.text("#documents summary") == "From 2 documents"
    inked = reader.run(
        """const c = document.querySelector("#canvas canvas"), d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
        return d.some((v, i) => i % 4 === 3 && v > 0);"""
    )
    assert inked


def test_search_finds_by_any_name_in_both_languages(reader: Reader) -> None:
    for lang, expected in (("en", "Chip 4 Alliance"), ("zh", "芯片四方联盟")):
        reader.open(page(), f"lang={lang}")
        for query in ("芯片四方", "Chip 4", "chip4", "FAB4", "芯片四方联盟"):
            reader.press(Keys.ESCAPE)
            assert reader.search(query) == expected
            assert "node=chip-4" in reader.fragment()


def test_search_draws_what_is_not_drawn(reader: Reader) -> None:
    reader.open(page())
    box = reader.driver.find_element(By.ID, "search")
    box.send_keys("路透")
    assert "not drawn yet" in reader.text("#hit-0")
    assert reader.search("路透") == "Reuters"
    assert REUTERS in reader.drawn()
    reader.press(Keys.ESCAPE)
    reader.click("fieldset[data-kind=class] input[data-id=Company]")
    box.clear()
    box.send_keys("华为")
    assert "hidden by filters" in reader.text("#hit-0")
    assert reader.search("华为") == "Huawei"
    assert "shown because it is chosen" in reader.text("#panel")


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
    x, y = reader.place(CHIP_4)
    reader.driver.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})
    tooltip = (
        "const t = document.querySelector('.vis-tooltip'); return t?.style.visibility === 'visible' && t.innerText"
    )
    assert reader.until(tooltip) == "芯片四方联盟 · Chip 4 Alliance\nalliance"
    reader.mouse(x, y)
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
    assert reader.driver.find_elements(By.CSS_SELECTOR, "#panel a") == []  # without readers no link
    assert "芯片四方联盟观察 · 政策研究 · published 2023-05" in second.text


def test_marks_count_code_points(reader: Reader) -> None:
    reader.open(page(), "lang=en&edge=huawei%7ClistedOn%7Centity-list")
    quote = reader.driver.find_element(By.CSS_SELECTOR, "#panel blockquote")
    assert {m.get_attribute("class"): m.text for m in quote.find_elements(By.TAG_NAME, "mark")} == {
        "subject": "Huawei", "object": "Entity List",
    }  # fmt: skip


# Kind of filter, what is switched off, the lines that go, the nodes that go.
FILTERS: list[tuple[str, str, list[int], list[int]]] = [
    ("modality", "negated", [], []),
    ("modality", "planned", [INITIATED], []),
    ("modality", "asserted", [LISTED, COOPERATES, JAPAN_JOINS], []),
    ("relation", "memberOf", [JAPAN_JOINS, KOREA_JOINS], []),
    ("class", "Company", [LISTED], [HUAWEI]),
    ("cluster", "2", [KOREA_JOINS], [SOUTH_KOREA]),
    ("cluster", "-", [LISTED], [ENTITY_LIST, HUAWEI]),
    ("language", "zh", [JAPAN_JOINS, INITIATED], []),
    ("document", "en-1", [LISTED, COOPERATES], []),
]


def test_legend_filters_and_the_address_keeps_it(reader: Reader) -> None:
    reader.open(page())
    for kind, name, lines, nodes in FILTERS:
        reader.click(f"fieldset[data-kind={kind}] input[data-id='{name}']")
        assert reader.hidden_lines() == lines, (kind, name)
        assert reader.hidden_nodes() == nodes, (kind, name)
        assert f"{5 - len(lines)} of 5 claims" in reader.text("#sentence")
        assert f"Hidden by filters: {len(nodes)} entit" in reader.text("#filters")
        assert f", {len(lines)} claim" in reader.text("#filters")
        assert reader.run("return document.activeElement.dataset.id") == name
        reader.driver.refresh()
        reader.ready()
        assert reader.hidden_lines() == lines, (kind, name)
        reader.click("#reset")
        assert reader.hidden_lines() == []
        assert not reader.driver.find_element(By.ID, "filters").is_displayed()


def test_filters_combine_and_each_can_be_lifted(reader: Reader) -> None:
    reader.open(page())
    reader.click("fieldset[data-kind=relation] input[data-id=memberOf]")
    reader.click("fieldset[data-kind=modality] input[data-id=planned]")
    assert reader.hidden_lines() == [JAPAN_JOINS, KOREA_JOINS, INITIATED]
    counts = {e.text for e in reader.driver.find_elements(By.CSS_SELECTOR, "fieldset[data-kind=modality] .entry")}
    assert counts == {"asserted\n2", "planned\n1", "possible\n0", "negated\n0"}  # what the relations let through
    chips = reader.driver.find_elements(By.CSS_SELECTOR, "#filters .chip")
    assert [chip.text for chip in chips] == ["modalities −1 ✕", "relations −1 ✕"]
    chips[1].click()
    assert reader.hidden_lines() == [INITIATED]
    reader.click("fieldset[data-kind=relation] input[data-family=membership]")  # a family at once
    assert reader.hidden_lines() == [JAPAN_JOINS, KOREA_JOINS, INITIATED]
    reader.click("fieldset[data-kind=relation] .switch button:first-child")
    reader.click("#filters .chip")
    least = reader.driver.find_element(By.ID, "least")
    for choice, hidden in (
        ("d2", [LISTED, COOPERATES, JAPAN_JOINS, INITIATED]),
        ("3", [LISTED, COOPERATES, JAPAN_JOINS, KOREA_JOINS, INITIATED]),
        ("1", []),
    ):
        least = reader.driver.find_element(By.ID, "least")
        reader.run("arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change'))", least, choice)
        assert reader.hidden_lines() == hidden


def test_legend_counts_what_is_drawn(reader: Reader) -> None:
    reader.open(page())
    counts = {
        box.get_attribute("data-kind"): {
            entry.find_element(By.TAG_NAME, "input").get_attribute("data-id"): entry.find_element(
                By.CLASS_NAME, "count"
            ).text
            for entry in box.find_elements(By.CLASS_NAME, "entry")
        }
        for box in reader.driver.find_elements(By.CSS_SELECTOR, "#legend fieldset")
    }
    assert counts["modality"] == {"asserted": "3", "planned": "1", "possible": "1", "negated": "1"}
    assert counts["relation"]["memberOf"] == "2"
    assert counts["language"] == {"en": "3", "zh": "3"}
    assert counts["document"] == {"en-1": "3", "zh-1": "3"}
    assert counts["cluster"] == {"1": "3", "2": "1", "-": "2"}
    families = [e.text for e in reader.driver.find_elements(By.CSS_SELECTOR, ".entry.family")]
    assert families == ["cooperation\n1", "membership\n2", "making\n1", "restriction\n1"]
    assert "Size: betweenness" in reader.text("#legend")
    strokes = [
        e.get_attribute("d") for e in reader.driver.find_elements(By.CSS_SELECTOR, "[data-kind=modality] .entry path")
    ]
    assert len(set(strokes)) == 2  # crossed or not; dashes tell the others apart
    assert counts["class"] == {
        "Country": "3",
        "Alliance": "1",
        "Company": "1",
        "ControlList": "1",
        "MediaOrganization": "0",
    }


def test_period_has_two_handles_for_mouse_and_keyboard(reader: Reader) -> None:
    reader.open(page())
    since, until = (reader.driver.find_element(By.ID, name) for name in ("since", "until"))
    assert (since.get_attribute("aria-label"), until.get_attribute("aria-label")) == ("From", "to")
    since.send_keys(Keys.ARROW_RIGHT)
    assert reader.hidden_lines() == [INITIATED]
    assert (reader.text("#since-year"), reader.text("#until-year")) == ("2023", "2023")
    assert "speaking of 2023 and undated" in reader.text("#sentence")
    reader.click("#undated")
    assert reader.hidden_lines() == [LISTED, COOPERATES, JAPAN_JOINS, INITIATED]
    assert {"since=2023", "undated=0"} <= set(reader.fragment().split("&"))
    reader.driver.refresh()
    reader.ready()
    assert reader.hidden_lines() == [LISTED, COOPERATES, JAPAN_JOINS, INITIATED]
    reader.click("#reset")
    for handle, to, hidden in (("since", 1, [INITIATED]), ("since", 0, []), ("until", 0, [])):
        box = reader.run("return document.querySelector('.slider').getBoundingClientRect().toJSON()")
        places = [box["left"] + 9, box["right"] - 9]
        value = int(reader.run("return document.getElementById(arguments[0]).value", handle)) - 2022
        reader.drag(places[value], places[to], box["bottom"] - 11)
        assert reader.hidden_lines() == hidden, handle
    assert "until=2022" in reader.fragment()
    reader.click("#undated")
    assert reader.hidden_lines() == [LISTED, COOPERATES, JAPAN_JOINS, KOREA_JOINS]
    bars = reader.driver.find_elements(By.CSS_SELECTOR, "#years rect")
    assert sorted(str(bar.get_attribute("class")) for bar in bars) == ["in", "out"]


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


def test_tables_say_what_the_graph_draws(reader: Reader) -> None:
    reader.open(page())
    reader.click("#table-switch")
    assert reader.rows() == [
        ["United States", "initiated", "Chip 4 Alliance", "1 planned", "1", "1", "2022"],
        ["Japan", "cooperates with", "United States", "1 asserted", "1", "1", ""],
        ["Japan", "member of", "Chip 4 Alliance", "1 asserted", "1", "1", ""],
        ["Huawei", "listed on", "Entity List", "1 asserted", "1", "1", ""],
        ["South Korea", "member of", "Chip 4 Alliance", "1 possible, 1 negated", "2", "2", "2023"],
    ]
    reader.click("#tab-nodes")
    assert "view=entities" in reader.fragment()
    reader.driver.refresh()
    reader.ready()
    assert reader.rows() == [
        ["Chip 4 Alliance", "芯片四方联盟", "alliance", "芯片四方 · Chip 4", "1", "0.5", "3"],
        ["United States", "美国", "country", "芯片四方 · Chip 4", "2", "0.25", "2"],
        ["Japan", "日本", "country", "芯片四方 · Chip 4", "3", "0.125", "2"],
        ["Entity List", "实体清单", "control list", "", "", "0", "1"],
        ["Huawei", "华为", "company", "", "", "0", "1"],
        ["South Korea", "韩国", "country", "韩国 · South Korea", "6", "0", "1"],
    ]
    reader.click("#tab-lines")
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


def test_rows_of_the_table_stay_low_on_a_narrow_screen(reader: Reader) -> None:
    long = dict.fromkeys((1, 2), "Framework Convention on Artificial Intelligence · Trade and Technology Council")
    with reader.screen(390, "light"):
        reader.open(page(names=long), "lang=en&view=entities")
        heights = reader.run("return [...document.querySelectorAll('#table tbody tr')].map((row) => row.offsetHeight)")
        assert len(heights) == 6 and max(heights) < 110
        assert reader.run("return document.documentElement.scrollWidth <= innerWidth")


HEADINGS = (
    ({}, "Technology policy knowledge graph", "科技政策知识图谱"),
    ({"title": "围绕日本 · around Japan", "part": ("around Japan", "围绕日本")}, "around Japan", "围绕日本"),
    ({"title": "Our graph 我们的图"}, "Our graph 我们的图", "Our graph 我们的图"),
)


def test_the_heading_is_in_one_language(reader: Reader) -> None:
    for given, english, chinese in HEADINGS:
        reader.open(page(**given), "lang=en")
        assert reader.text("h1") == english
        reader.click("#language")
        assert reader.text("h1") == chinese


VIEWS = (
    "lang=en&node=japan&off=modality:planned",
    "lang=zh&edge=south-korea|memberOf|chip-4",
    "lang=en&view=entities&path=japan|chip-4",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_names_roles_and_contrast_serve_everybody(reader: Reader, scheme: str) -> None:
    for width, view in zip((1280, 1280, 390), VIEWS, strict=True):
        with reader.screen(width, scheme):
            reader.open(page(readers=READERS, start="index.html"), view)
            assert reader.faults() == [], view


def test_keyboard_goes_everywhere(reader: Reader) -> None:
    reader.open(page())
    reader.press("/")
    assert reader.run("return document.activeElement.id") == "search"
    assert reader.search("美国") == "United States"
    assert reader.run("return document.activeElement.id") == "panel"
    focused = "return document.activeElement.textContent"
    reader.press(Keys.ARROW_DOWN)
    assert reader.run(focused) == "Japan"
    reader.press(Keys.ARROW_DOWN)
    assert reader.run(focused) == "Chip 4 Alliance"
    outline = reader.run("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    reader.press(Keys.HOME, Keys.ENTER)
    assert reader.heading() == "Japan cooperates with — United States"
    reader.press(Keys.ESCAPE)
    assert reader.heading() == "How to read this"
    assert reader.run("return document.activeElement.id") == "search"
    reader.run("document.querySelector('#legend .entry input').focus()")
    reader.press(Keys.ARROW_DOWN, Keys.SPACE)
    assert reader.hidden_lines() == [INITIATED]
    reader.run("document.getElementById('canvas').focus()")
    before = reader.run("return [window.explorer.network.getViewPosition().x, window.explorer.network.getScale()]")
    reader.press(Keys.ARROW_RIGHT, "+")
    after = reader.run("return [window.explorer.network.getViewPosition().x, window.explorer.network.getScale()]")
    assert after[0] > before[0] and after[1] > before[1]
    reader.press("0")
    assert abs(reader.run("return window.explorer.network.getScale()") - before[1]) < 0.2
    reader.click("#table-switch")
    reader.run("document.querySelector('#table tbody .link').focus()")
    reader.press(Keys.ARROW_DOWN, Keys.ENTER)
    assert reader.heading() == "Japan"


def test_print_leaves_out_the_controls(reader: Reader) -> None:
    reader.open(page(), "lang=en&edge=japan|memberOf|chip-4")
    reader.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        shown = {
            c: reader.driver.find_element(By.CSS_SELECTOR, c).is_displayed()
            for c in ("#search", "#legend-box", ".close", "#canvas", "#sentence", "blockquote")
        }
    finally:
        reader.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert [c for c, seen in shown.items() if seen] == ["#canvas", "#sentence", "blockquote"]


READERS = site.readers_of(["en-1", "zh-1"])


def test_quotes_and_documents_lead_into_the_reader(reader: Reader) -> None:
    (reader.folder / "documents").mkdir()
    (reader.folder / "documents" / "en-1.html").write_text("<!doctype html><title>reader</title>", "utf-8")
    reader.open(page(readers=READERS, start="index.html"), "lang=en&edge=south-korea|memberOf|chip-4")
    assert reader.run("return document.getElementById('start').getAttribute('href')") == "index.html#lang=en"
    links = [a.get_dom_attribute("href") for a in reader.driver.find_elements(By.CSS_SELECTOR, "#panel .read")]
    assert links == ["documents/en-1.html#char=0,58&lang=en", "documents/zh-1.html#char=30,43&lang=en"]
    reader.click("#documents summary")
    listed = [a.get_dom_attribute("href") for a in reader.driver.find_elements(By.CSS_SELECTOR, "#documents a")]
    assert listed == ["documents/en-1.html#lang=en", "documents/zh-1.html#lang=en"]
    reader.click("#language")
    everywhere = "return [...document.querySelectorAll('#start, #panel .read, #documents a')].map((a) => a.hash)"
    assert reader.run(everywhere) == ["#lang=zh", "#lang=zh", "#lang=zh", "#char=0,58&lang=zh", "#char=30,43&lang=zh"]
    assert reader.text("h1") == "科技政策知识图谱"
    reader.click("#panel .read")
    assert reader.driver.current_url == (reader.folder / "documents" / "en-1.html").as_uri() + "#char=0,58&lang=zh"


def test_ranks_come_with_intervals_and_clusters_with_support(reader: Reader) -> None:
    metrics = {key: row | {"rank": float(k)} for k, (key, row) in enumerate(sample.METRICS.items(), 1)}
    ends = ({"betweenness": 0.25, "rank": 1.0}, {"betweenness": 0.75, "rank": 3.0})
    firm = {"chip-4": Firm(*ends, 0.9, "zh-1", 2), "japan": Firm(*ends, 0.0, "en-1", 0)}
    reader.open(
        page(metrics=metrics, firm=firm, support={"chip-4": 0.875}, names_zh={1: "芯片四方"}), "lang=en&node=chip-4"
    )
    rows = [row.text for row in reader.driver.find_elements(By.CSS_SELECTOR, ".measures tr")]
    assert rows == ["measure value interval", "rank 1 1–3", "betweenness 0.5 0.25–0.75", "degree 3"]
    for words in (
        "Among the first ten in 90% of resamples",
        "Without “芯片四方联盟观察” it falls to rank 2",
        "with 88% of it",
    ):
        assert words in reader.text("#panel")
    assert "cluster 1: 芯片四方 · Chip 4" in reader.text("#panel")
    reader.click("#language")
    assert "集群 1: 芯片四方 ·" in reader.text("#panel")
    assert reader.search("日本") == "日本"
    assert "若无《Chips & alliances》，则不在图中" in reader.text("#panel")
    assert reader.search("荷兰") == "荷兰"
    assert reader.driver.find_elements(By.CLASS_NAME, "measures") == []


def test_claims_tell_documents_and_languages(reader: Reader) -> None:
    reader.open(page(), "lang=en&node=chip-4")
    heads = [e.text for e in reader.driver.find_elements(By.CSS_SELECTOR, "#panel h4")]
    assert heads == ["← member of\n2 documents (English, Chinese)", "← initiated\n1 document (Chinese)"]
    assert reader.shown_claims() == [
        "Japan 1 asserted · 1 document (Chinese)",
        "South Korea 1 possible, 1 negated · 2 documents (English, Chinese)",
        "United States 1 planned · 1 document (Chinese)",
    ]
    reader.click("fieldset[data-kind=modality] input[data-id=planned]")
    assert "1 more hidden by the filters" in reader.text("#panel")
    assert len(reader.shown_claims()) == 2


def test_path_between_two_nodes(reader: Reader) -> None:
    reader.open(page(), "lang=en&node=south-korea")
    reader.click("#path-from")
    assert reader.text("#note") == "Path from South Korea: click or search the other end. Esc cancels."
    reader.press(Keys.ESCAPE)
    assert not reader.driver.find_element(By.ID, "note").is_displayed()
    assert reader.heading() == "South Korea"
    reader.click("#path-from")
    assert reader.search("日本") == "South Korea ⋯ Japan"
    assert "path=south-korea%7Cjapan" in reader.fragment()
    assert "2 steps" in reader.text("#panel")
    assert reader.shown_claims() == [
        "member of 1 possible, 1 negated · 2 documents (English, Chinese)",
        "member of 1 asserted · 1 document (Chinese)",
    ]
    lit = "return window.explorer.network.body.data.edges.get().filter(e => e.color.opacity === 1).map(e => e.id)"
    assert reader.run(lit) == [JAPAN_JOINS, KOREA_JOINS]
    reader.driver.refresh()
    reader.ready()
    assert len(reader.shown_claims()) == 2
    reader.click("fieldset[data-kind=relation] input[data-id=memberOf]")
    assert "The filters leave no way between the two." in reader.text("#panel")
    reader.click("#reset")
    reader.mouse(*reader.place(JAPAN))
    reader.until("return document.querySelector('#panel h2').textContent === 'Japan'")
    reader.mouse(*reader.place(HUAWEI), shift=True)
    reader.until("return document.querySelector('#panel h2').textContent.startsWith('Japan ⋯')")
    assert "The filters leave no way between the two." in reader.text("#panel")
    reader.mouse(*reader.place(JAPAN))
    reader.until("return document.querySelector('#panel h2').textContent === 'Japan'")
    reader.mouse(*reader.place(CHIP_4), shift=True)
    reader.until("return document.querySelector('#panel h2').textContent.startsWith('Japan ⋯')")
    assert reader.shown_claims() == ["member of 1 asserted · 1 document (Chinese)"]


def test_only_one_cluster(reader: Reader) -> None:
    known, metrics = sample.knowledge(), sample.METRICS
    bound = {"japan": 1, "united-states": 1, "south-korea": 2}
    reader.open(explorer.render(known, metrics=metrics, cluster=bound, names=sample.NAMES), "lang=en&node=japan")
    reader.click("#only")
    assert reader.hidden_nodes() == [ENTITY_LIST, HUAWEI, SOUTH_KOREA]  # Chip 4 ties two members, and stays
    assert "only=1" in reader.fragment()
    assert reader.text("#filters .chip") == "only cluster 芯片四方 · Chip 4 ✕"
    reader.driver.refresh()
    reader.ready()
    assert reader.hidden_nodes() == [ENTITY_LIST, HUAWEI, SOUTH_KOREA]
    reader.click("#only")
    assert reader.hidden_nodes() == []


def test_colour_by_cluster_gives_members_common_ground(reader: Reader) -> None:
    reader.open(page(), "lang=en&colour=cluster")
    colours = reader.run("return window.explorer.network.body.data.nodes.get().map(n => [n.id, n.color.background])")
    by_node = dict(colours)
    assert by_node[CHIP_4] == by_node[JAPAN] != by_node[SOUTH_KOREA] != by_node[HUAWEI]
    (ax, ay), (bx, by) = reader.place(UNITED_STATES), reader.place(CHIP_4)
    pixel = """const c = document.querySelector("#canvas canvas"), box = c.getBoundingClientRect(), k = c.width / box.width;
    return c.getContext("2d").getImageData((arguments[0] - box.left) * k, (arguments[1] - box.top) * k, 1, 1).data[3];"""
    middle = (ax + bx) / 2, (ay + by) / 2 + 12  # beside the line
    assert reader.run(pixel, *middle) > 0
    reader.open(page())
    assert reader.run(pixel, *middle) == 0
    reader.run("const c = document.getElementById('colour'); c.value = 'cluster'; c.dispatchEvent(new Event('change'))")
    assert "colour=cluster" in reader.fragment()


def test_back_and_forward_go_through_what_was_chosen(reader: Reader) -> None:
    reader.open(page())
    back, forward = (reader.driver.find_element(By.ID, name) for name in ("back", "forward"))
    assert (back.is_enabled(), forward.is_enabled()) == (False, False)
    reader.search("日本")
    reader.click("fieldset[data-kind=modality] input[data-id=planned]")  # a filter is no step
    reader.search("华为")
    reader.click("#back")
    reader.until("return document.querySelector('#panel h2').textContent === 'Japan'")
    assert reader.hidden_lines() == [INITIATED]
    reader.driver.back()
    reader.until("return document.querySelector('#panel h2').textContent === 'How to read this'")
    assert (back.is_enabled(), forward.is_enabled()) == (False, True)
    reader.driver.forward()
    reader.until("return document.querySelector('#panel h2').textContent === 'Japan'")
    reader.click("#forward")
    reader.until("return document.querySelector('#panel h2').textContent === 'Huawei'")
    assert not forward.is_enabled()
    reader.run("location.hash = 'lang=en&edge=japan|memberOf|chip-4'")  # a link, or the address typed
    reader.until("return document.querySelectorAll('#panel blockquote').length === 1")
    reader.click("#back")
    reader.until("return document.querySelector('#panel h2').textContent === 'Huawei'")


def test_pictures_are_saved_as_seen(reader: Reader) -> None:
    reader.open(page(title='A & B "<c>"'), "lang=en&off=class:Company")
    svg = ElementTree.parse(reader.saved("#save-svg", "graph.svg")).getroot()
    name = "{http://www.w3.org/2000/svg}"
    texts = [t.text for t in svg.iter(f"{name}text")]
    assert {'A & B "<c>"', "United States", "Japan", "membership", "country"} <= set(texts)
    assert "Huawei" not in texts
    assert " ".join(t for t in texts if t).count("5 of 8 entities") == 1
    assert (
        len([p for p in svg.iter(f"{name}path") if (p.get("d") or "").startswith("M") and p.get("opacity") == "0.6"])
        >= 4
    )
    assert {e.tag.removeprefix(name) for e in svg.iter()} <= {"svg", "g", "path", "text", "rect", "title", "clipPath"}
    head = reader.saved("#save-png", "graph.png").read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    size = reader.run("const c = document.getElementById('canvas'); return [2 * c.clientWidth, 2 * c.clientHeight]")
    width, height = struct.unpack(">II", head[16:])
    assert width == size[0] and height > size[1]


def test_tables_are_saved_as_listed_and_are_no_formulas(reader: Reader) -> None:
    known, names = hostile("=1+1")
    reader.open(explorer.render(known, metrics={}, cluster={}, names=names))
    with reader.saved("#save-sayings", "sentences.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["subject"], row["quote"], row["publisher"], row["start"]) == ("'=1+1", "'=1+1", "'=1+1", "0")
    (reader.folder / "saved" / "sentences.csv").unlink()
    reader.open(page(), "lang=en&off=modality:planned&off=class:ControlList")
    files = {}
    for kind, name in (("nodes", "entities.csv"), ("lines", "relations.csv"), ("sayings", "sentences.csv")):
        with reader.saved(f"#save-{kind}", name).open(encoding="utf-8", newline="") as file:
            files[kind] = list(csv.DictReader(file))
    assert [row["key"] for row in files["nodes"]] == ["chip-4", "united-states", "japan", "huawei", "south-korea"]
    assert [(row["subject"], row["modality"], row["documents"]) for row in files["lines"]] == [
        ("japan", "asserted", "1"), ("japan", "asserted", "1"), ("south-korea", "possible|negated", "2"),
    ]  # fmt: skip
    quotes = {(row["document"], int(row["start"]), int(row["end"])): row["quote"] for row in files["sayings"]}
    texts = {"en-1": sample.EN, "zh-1": sample.ZH}
    assert len(files["sayings"]) == 4
    assert all(texts[document][start:end] == quote for (document, start, end), quote in quotes.items())


def test_a_quote_can_be_cited(reader: Reader) -> None:
    reader.open(page(), "lang=en&edge=japan|memberOf|chip-4")
    line = "“日本加入芯片四方。” — 张三, 芯片四方联盟观察, 政策研究, 2023-05, document zh-1, characters 21–30"
    reader.click(".saying .acts button")
    assert reader.run("return document.querySelector('.saying textarea').value") == line
    assert reader.text(".saying [role=status]") == "Copied"
    reader.run("document.getElementById('search').focus()")
    reader.press(Keys.CONTROL, "v")
    assert reader.run("return document.getElementById('search').value") == line


def test_what_one_page_cannot_hold_is_told(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    reader.open(page())
    assert not reader.driver.find_element(By.ID, "left-out").is_displayed()
    monkeypatch.setattr(data, "EMBEDDED_NODES", 4)
    reader.open(page())
    told = reader.text("#left-out")
    assert told.startswith("Too large for one page: 4 entities beyond the 4 best ranked, with 2 claims, are left out.")
    assert "kg view OUT --around NAME" in told
    assert "3 of 8 entities and 3 of 5 claims" in reader.text("#sentence")


def test_a_network_is_drawn_with_all_it_knows(reader: Reader) -> None:
    known = sample.knowledge()
    reader.open(
        explorer.render(known, **explorer.measured(network.analyse(network.from_knowledge(known)))),
        "lang=en&node=chip-4",
    )
    assert "rank" in reader.text(".measures")


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
    for control in ("table-switch", "tab-nodes", "language", "reset"):
        reader.run("document.getElementById(arguments[0]).click()", control)
    assert reader.run("return window.__xss === undefined")
    assert reader.run("return document.querySelectorAll('iframe, img, object, embed').length") == 0


def test_cells_of_a_notebook_are_drawn(reader: Reader) -> None:
    """A card, quotes and a page as a notebook puts them: side by side in one document, the page in its frame."""
    known = sample.knowledge()
    said = [notes.html("card", notes.card(known.entities[0], known, {"Chip 4": 2}, "en"))]
    said += [notes.html("quotes", notes.quotes(hostile(payload)[0], "zh")) for payload in PAYLOADS]
    said.append(notebook.Page(page(readers=READERS, start="index.html"), 500)._repr_html_())
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
    reader.search("Japan")
    reader.search("Huawei")
    reader.run("document.querySelector('#panel .claims button').click()")
    assert reader.run("return document.querySelectorAll('a').length") == 0  # nothing lies beside a page in a frame
    reader.click("#back")
    reader.click("#back")
    reader.until("return document.querySelector('#panel h2').textContent === 'Japan'")
    reader.driver.switch_to.default_content()
