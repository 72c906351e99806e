"""The start page in a real browser: what a newcomer sees and clicks, with no network and nothing executed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import views_sample as sample
from browsing import Window
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from test_start import measured, render
from test_views import PAYLOADS, hostile

from kg.model import Problem, Region
from kg.views import start

pytestmark = pytest.mark.browser

SEEN = """return [...document.querySelectorAll(arguments[0])].filter((e) => e.checkVisibility())
    .map((e) => { const { top, bottom } = e.getBoundingClientRect(); return [e.innerText.trim(), top + scrollY, bottom + scrollY]; })"""


def page(folder: Path, text: str) -> Path:
    path = folder / "index.html"
    path.write_text(text, encoding="utf-8")
    return path


def press(window: Window, key: str) -> None:
    """A key to whatever has the focus."""
    window.driver.switch_to.active_element.send_keys(key)


def within(window: Window, css: str, height: int = 800) -> list[str]:
    """The texts of elements that stand on the first screen."""
    return [text for text, _, bottom in window.run(SEEN, css) if text and bottom <= height]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_newcomer_finds_chip_4_on_the_first_screen(window: Window, samples_out: Path, lang: str) -> None:
    with window.screen(1280, "light"):
        window.visit(samples_out / "index.html", f"lang={lang}")
        central = within(window, ".ranks tbody th")
        assert central[:2] == {"en": ["United States", "China"], "zh": ["美国", "中国"]}[lang]
        told = {text.split("\n")[0]: text for text in within(window, ".part")}
        joined, hesitated = {"en": ("Joined", "Hesitated, declined or opposed"), "zh": ("加入", "犹豫、拒绝或反对")}[
            lang
        ]
        names = {"en": ("Japan", "South Korea", "Taiwan"), "zh": ("日本", "韩国", "台湾")}[lang]
        assert (
            within(window, ".card h3")[0].split()
            == {"en": ["Chip", "4", "芯片四方联盟"], "zh": ["芯片四方联盟", "Chip", "4"]}[lang]
        )
        assert all(name in told[joined] for name in names)
        assert names[1] in told[hesitated] and "declined to commit itself" in told[hesitated]
        assert {"en": "alliance", "zh": "联盟"}[lang] in within(window, ".card .head p")[0]


def test_one_click_shows_the_sentence_that_says_who_joined(window: Window, samples_out: Path) -> None:
    window.visit(samples_out / "index.html", "lang=zh")
    assert not window.run("return document.querySelector('.part-joined details').open")
    window.click(".part-joined summary")
    told = window.text(".part-joined blockquote")
    assert "日本" in told and "晶片四方聯盟" in told
    link = window.driver.find_element(By.CSS_SELECTOR, ".part-joined figcaption a").get_attribute("href") or ""
    assert "/documents/sample-zh-hant.html#char=" in link and link.endswith("&lang=zh")


def test_a_name_leads_to_its_sentences_in_the_graph(window: Window, samples_out: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(samples_out, tmp_path / "mailed")
    window.visit(folder / "index.html", "lang=en")
    window.click(".part-hesitated .names a")
    window.ready()
    assert window.driver.current_url.startswith((folder / "graph.html").as_uri())
    assert "declined to commit itself" in window.text("#panel")


LOOKED_UP = [
    ("fab4", "en", "Chip 4 Alliance", "chip-4"),
    ("芯片四方", "en", "Chip 4 Alliance", "chip-4"),
    ("chip 4", "zh", "芯片四方联盟", "chip-4"),
    ("south ko", "en", "South Korea", "south-korea"),
    ("韩国", "zh", "韩国", "south-korea"),
]


@pytest.mark.parametrize(("query", "lang", "label", "key"), LOOKED_UP)
def test_any_name_is_looked_up(window: Window, query: str, lang: str, label: str, key: str) -> None:
    window.visit(page(window.folder, render()), f"lang={lang}")
    window.driver.find_element(By.ID, "search").send_keys(query)
    assert window.text("#hits bdi") == label
    link = window.driver.find_element(By.CSS_SELECTOR, "#hits a").get_attribute("href") or ""
    assert link.endswith(f"/graph.html#node={key}&lang={lang}")
    assert len(LOOKED_UP) == 5


def test_the_look_up_obeys_the_keyboard_and_says_when_nothing_fits(window: Window) -> None:
    window.visit(page(window.folder, render()))
    press(window, "/")
    press(window, "zzz")
    assert window.text("#hits") == window.text("#told") == "Nothing by that name"
    box = window.driver.find_element(By.ID, "search")
    box.clear()
    box.send_keys("an")
    assert window.text("#told") == f"{len(window.driver.find_elements(By.CSS_SELECTOR, '#hits a'))} results"
    press(window, Keys.ARROW_DOWN)
    first = window.run("return document.activeElement.innerText")
    press(window, Keys.ARROW_DOWN)
    assert window.run("return document.activeElement.innerText") != first
    press(window, Keys.ARROW_UP)
    press(window, Keys.ARROW_UP)
    assert window.run("return document.activeElement.id") == "search"
    press(window, Keys.ESCAPE)
    assert not window.driver.find_element(By.ID, "hits").is_displayed()


def test_one_language_is_shown_and_the_switch_shows_the_other(window: Window) -> None:
    window.visit(page(window.folder, render()), "lang=en")
    assert window.text("h1") == "What 2 documents say"
    assert not any("谁居中心" in text for text, *_ in window.run(SEEN, "h2"))
    window.click("#language")
    assert window.text("h1") == "2篇文献说了什么"
    assert window.run("return document.documentElement.lang") == "zh-Hans"
    assert (
        window.driver.find_element(By.ID, "search").get_attribute("placeholder")
        == "查任何名称：芯片四方、Chip 4、Fab4……"
    )
    assert window.text("#language") == "English"
    window.driver.refresh()
    window.ready()
    assert window.text("h1") == "2篇文献说了什么"
    links = window.run(
        "return [...document.querySelectorAll('a[href*=\"graph.html#\"]')].map((a) => a.getAttribute('href'))"
    )
    assert links and all(link.endswith("lang=zh") for link in links)


def test_cards_turn_by_mouse_and_keyboard(window: Window, samples_out: Path) -> None:
    window.visit(samples_out / "index.html", "lang=en")
    tabs = window.driver.find_elements(By.CSS_SELECTOR, "[role=tab]")
    assert tabs[0].text == "Chip 4" and len(tabs) == 8
    tabs[2].click()
    assert [text.split("\n")[0] for text, *_ in window.run(SEEN, ".card h3")] == [
        "Quadrilateral Security Dialogue 四方安全对话"
    ]
    press(window, Keys.ARROW_LEFT)
    assert window.run("return document.activeElement.innerText") == tabs[1].text
    assert [t.get_attribute("aria-selected") for t in tabs].index("true") == 1
    press(window, Keys.HOME)
    assert [text.split()[0] for text, *_ in window.run(SEEN, ".card h3")] == ["Chip"]


@pytest.mark.parametrize(("scheme", "lang"), [("light", "zh"), ("dark", "en")])
def test_axe_finds_no_serious_fault(window: Window, samples_out: Path, scheme: str, lang: str) -> None:
    with window.screen(1280, scheme):
        window.visit(samples_out / "index.html", f"lang={lang}")
        # All open: axe takes what a closed one holds for something that lies over what follows.
        window.run("for (const details of document.querySelectorAll('details')) details.open = true")
        assert window.faults() == []


def test_a_narrow_screen_needs_no_sideways_scrolling(window: Window, samples_out: Path) -> None:
    with window.screen(390, "dark"):
        window.visit(samples_out / "index.html", "lang=en")
        assert window.run("return document.documentElement.scrollWidth") <= 390
        assert window.text(".card h3").startswith("Chip 4")


def test_without_javascript_the_page_reads_in_english(window: Window) -> None:
    text = render()
    text = text[: text.index("<script>")] + "</body></html>"
    path = page(window.folder, text)
    window.driver.get("about:blank")
    window.driver.get(path.as_uri())
    assert window.text("h1") == "What 2 documents say"
    assert "South Korea" in window.text(".part-hesitated")
    assert not any("谁居中心" in told for told, *_ in window.run(SEEN, "h2"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_foreign_runs(window: Window, payload: str) -> None:
    knowledge, _ = hostile(payload)
    knowledge = replace(
        knowledge,
        extractions=(replace(knowledge.extractions[0], unknown=((payload, 2),), regions=(Region(0, 1, payload),)),),
    )
    text = render(knowledge, problems=[Problem(payload, where=payload, cure=payload)])
    window.visit(page(window.folder, text))
    window.click("#language")
    box = window.driver.find_element(By.ID, "search")
    box.send_keys("o")
    window.run("for (const details of document.querySelectorAll('details')) details.open = true")
    assert window.run("return window.__xss === undefined")
    assert window.run("return document.querySelectorAll('iframe, img, object, embed, svg[onload]').length") == 0
    assert payload.replace("\ud800", "?").split("\u2028")[0] in window.run("return document.body.textContent")


def test_a_large_build_opens(window: Window) -> None:
    knowledge, *_ = sample.large(3000, 9000)
    net = replace(measured(sample.knowledge()), metrics={}, firm={}, clusters=(), names={})
    window.visit(page(window.folder, start.render(knowledge, network=net)))
    window.driver.find_element(By.ID, "search").send_keys("实体第2999号")
    assert window.text("#hits bdi") == "Entity number 2999"


def test_who_stands_in_a_cluster_without_a_seat_is_said_so(window: Window, samples_out: Path) -> None:
    """As in the table of clusters: mechanisms bind a cluster, other ties bring some of its members."""
    window.visit(samples_out / "index.html", "lang=zh")
    told = window.run(
        """return [...document.querySelectorAll(".clusters li p")].map(p => p.innerText)
        .filter(text => text.startsWith("不在这些机制之内，因合作或支持而相联："));"""
    )
    assert told and all(len(text) > len("不在这些机制之内，因合作或支持而相联：") for text in told)
