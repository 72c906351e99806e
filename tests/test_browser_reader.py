"""The reader of a document in a real browser: what is seen, pointed at, clicked, typed and jumped to."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
import views_sample as sample
from browsing import Window
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from test_views import PAYLOADS, hostile

from kg.model import Assertion, Document, Entity, Extraction, Mention, Modality, Region, Span
from kg.notebook import Page
from kg.views import reader, site

pytestmark = pytest.mark.browser

FILLER = "这一段没有任何陈述，只是让页面足够长，读者必须滚动才能看到后文。𝕏\r\n\r\n" * 60
SAID = "2023年5月，美国商务部计划将华为列入实体清单，日本和韩国则可能加入芯片四方联盟。"
LATER = "𝕐e\u0301路透社称，韩国并未加入芯片四方。"
TEXT = f"栏目：新闻\r\n\r\n{FILLER}{SAID}\r\n\r\n{FILLER}{LATER}\r\n参考文献：略\r\n"
COMMERCE = Entity("commerce", "GovernmentBody", "美国商务部", "US Department of Commerce")
ENTITIES = {e.key: e for e in (*sample.ENTITIES, COMMERCE)}
NAMES = {
    SAID: (("美国", "united-states"), ("美国商务部", "commerce"), ("华为", "huawei"), ("实体清单", "entity-list"),
           ("日本", "japan"), ("韩国", "south-korea"), ("芯片四方联盟", "chip-4")),
    LATER: (("路透社", "reuters"), ("韩国", "south-korea"), ("芯片四方", "chip-4")),
}  # fmt: skip
PICTURES = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 30)"}


def span(sentence: str, piece: str) -> Span:
    start = TEXT.index(sentence) + sentence.index(piece)
    return Span(start, start + len(piece), piece)


def said(
    subject: str, relation: str, object_: str, how: Modality, sentence: str, *roles: str, by: str = ""
) -> Assertion:
    s, o, trigger, cue = (span(sentence, role) if role else None for role in roles)
    return Assertion(
        subject, relation, object_, how, span(sentence, sentence), "rule", "2023", by,
        trigger=trigger, cue=cue, subject_span=s, object_span=o,
    )  # fmt: skip


def extraction() -> Extraction:
    mentions = [
        Mention(s.start, s.end, s.text, key, "name")
        for sentence, names in NAMES.items()
        for piece, key in names
        for s in (span(sentence, piece),)
    ]
    statements = (
        said("huawei", "listedOn", "entity-list", Modality.PLANNED, SAID, "华为", "实体清单", "列入", "计划"),
        said("japan", "memberOf", "chip-4", Modality.POSSIBLE, SAID, "日本", "芯片四方联盟", "加入", "可能"),
        said("south-korea", "memberOf", "chip-4", Modality.POSSIBLE, SAID, "韩国", "芯片四方联盟", "加入", "可能"),
        said(
            "south-korea",
            "memberOf",
            "chip-4",
            Modality.NEGATED,
            LATER,
            "韩国",
            "芯片四方",
            "加入",
            "并未",
            by="reuters",
        ),
    )
    end = TEXT.index("参考文献")
    document = Document("d", TEXT, "两句话", ("张三",), "2023-05", "政策研究", "zh", source="in/新闻.txt")
    return Extraction(document, tuple(mentions), statements, regions=(Region(0, 5, "page furniture"), Region(end, len(TEXT), "references")))  # fmt: skip


class Reader(Window):
    """A reader in a window."""

    def painted(self, name: str) -> str:
        """What is marked in the text under a name, without its notes."""
        return str(self.run("return [...(CSS.highlights.get(arguments[0]) ?? [])].map(String).join('')", name))

    def roles(self) -> list[str]:
        return [self.painted(role) for role in ("subject", "object", "trigger", "cue")]

    def lit(self) -> list[str]:
        return [note.text.split("\n")[0] for note in self.driver.find_elements(By.CSS_SELECTOR, ".note.lit")]

    def at(self, css: str, number: int = 0) -> Any:
        """An element, brought into sight."""
        element = self.driver.find_elements(By.CSS_SELECTOR, css)[number]
        self.run("arguments[0].scrollIntoView({ block: 'center' })", element)
        return element

    def point(self, css: str, number: int = 0) -> None:
        ActionChains(self.driver).move_to_element(self.at(css, number)).perform()

    def press(self, *keys: str) -> None:
        ActionChains(self.driver).send_keys(*keys).perform()

    def in_sight(self, name: str) -> bool:
        return bool(
            self.run(
                """const box = [...CSS.highlights.get(arguments[0])][0].getBoundingClientRect();
                return box.top > 0 && box.bottom < innerHeight && box.width > 0;""",
                name,
            )
        )


@pytest.fixture
def read(window: Window) -> Reader:
    """The document above, opened by `Reader.open`."""
    return Reader(window.driver, window.folder)


def page(**changes: Any) -> str:
    return reader.render(replace(extraction(), **changes), ENTITIES)


def place(sentence: str, piece: str) -> str:
    return site.span_link("d", *(span(sentence, piece).start, span(sentence, piece).end)).partition("#")[2]


@pytest.mark.parametrize(("sentence", "piece"), [(SAID, SAID), (LATER, LATER), (LATER, "芯片四方"), (SAID, "美国")])
def test_a_link_lands_on_its_span(read: Reader, sentence: str, piece: str) -> None:
    """Behind letters beyond the basic plane, combining marks and lines that end in CR LF."""
    read.open(page(), f"lang=zh&{place(sentence, piece)}")
    assert read.painted("target") == piece
    for _ in range(2):
        read.until("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
    assert read.in_sight("target")
    here = read.driver.find_elements(By.CSS_SELECTOR, ".here > .t")
    assert [e.get_attribute("textContent") for e in here] == [sentence]
    start = span(sentence, piece).start
    assert f"{start}–{start + len(piece)}" in str(read.run("return document.getElementById('status').textContent"))


NOWHERE = [
    "", "char", "char=", "char=5", "char=5,", "char=,5", "char=9,5", "char=5,5", "char=-5,9", "char=5,99999999", "char=1e1,20",
    "char=0x1,0x9", "char=９,１０", "char=5,9,12", "char=9999999999999999999,99999999999999999999", "char=<b>,9",
    "char=5%2C9&char=", "nothing", "%", "char=%E4%A,9",
]  # fmt: skip


def test_a_link_to_nowhere_does_nothing(read: Reader) -> None:
    read.open(page(), "lang=en")
    for fragment in NOWHERE:
        read.run("location.hash = arguments[0]", fragment)
        read.until("return new Promise((done) => setTimeout(() => done(true), 5))")
        expected = TEXT[5:9] if fragment == "char=5%2C9&char=" else ""
        assert read.painted("target") == expected, fragment
    read.run("location.hash = 'char=0,4'")
    read.until("return CSS.highlights.has('target')")
    assert read.painted("target") == TEXT[:4] and len(NOWHERE) == 20


STRANGE = (
    "a\u202eb\u202c\x00\x01\x1b\x7f\x85\u200b\u200d\u2028\u2029\u2066\u2069\ufeff\ud800\udfff\ufffe\U000e0041"
    "é e\u0301 \u0301\r\nb\rc\n\n\td\u3000 𝕏 العربية <b>&amp;</b> &#x202e; 👩\u200d👩\u200d👧\n"
)


def test_every_offset_is_exact_in_any_text(read: Reader) -> None:
    mentions = tuple(Mention(i, i + 9, STRANGE[i : i + 9], "huawei", "n") for i in range(0, 45, 7))
    read.open(reader.render(Extraction(Document("d", STRANGE, language="zh"), mentions), ENTITIES))
    shown = re.sub("[\x00\ud800-\udfff]", "\ufffd", STRANGE)
    assert read.run("return document.getElementById('text').textContent") == shown
    spans = [(a, b) for a in range(len(STRANGE)) for b in (a + 1, a + 6) if b <= len(STRANGE)]
    painted = """return arguments[0].map(([start, end]) => {
        location.hash = `char=${start},${end}`;
        dispatchEvent(new Event("hashchange"));
        return [...(CSS.highlights.get("target") ?? [])].map(String).join("");
    });"""
    found = read.run(painted, spans)
    assert [text for text, (a, b) in zip(found, spans, strict=True) if text != shown[a:b]] == []
    for sign in ("U+202E", "U+0000", "U+FEFF", "U+D800"):
        assert read.driver.find_elements(By.CSS_SELECTOR, f"#text .unseen[data-code='{sign}']")


def test_nested_mentions_are_both_there(read: Reader) -> None:
    read.open(page())
    inner = read.at(".m .m")
    outer = inner.find_element(By.XPATH, "..")
    assert (inner.text, outer.text) == ("美国", "美国商务部")
    offsets = [read.run("return getComputedStyle(arguments[0]).textUnderlineOffset", e) for e in (outer, inner)]
    assert float(offsets[0][:-2]) > float(offsets[1][:-2]) + 2
    styles = {
        e.text: read.run("return getComputedStyle(arguments[0]).textDecorationStyle", e)
        for e in read.driver.find_elements(By.CSS_SELECTOR, "#text .m")
    }
    assert len(set(styles.values())) >= 4


def test_pointing_at_a_mention_names_it_in_both_languages(read: Reader) -> None:
    read.open(page())
    read.point("#text .m", 4)
    assert read.text("#tip") == "Japan · 日本\ncountry"
    assert read.lit() == ["Japan↗ South Korea↗ member of → Chip 4 Alliance"]
    read.point("h1")
    assert not read.driver.find_element(By.ID, "tip").is_displayed() and read.lit() == []


def test_a_click_opens_the_card_of_an_entity(read: Reader) -> None:
    read.open(page())
    read.at("#text .m", 6).click()
    card = read.text("#card")
    for words in ("Chip 4 Alliance", "芯片四方联盟", "alliance", "mentioned 2× here", "Said in this text (3)"):
        assert words in card
    assert "South Korea member of → Chip 4 Alliance negated" in card
    link = read.driver.find_element(By.CSS_SELECTOR, "#card a").get_attribute("href")
    assert link is not None and link.endswith("/graph.html#node=chip-4&lang=en")
    assert len(read.driver.find_elements(By.CSS_SELECTOR, "#text .m.chosen")) == 2
    before = read.run("return scrollY")
    read.click("#card [aria-label='Next mention']")
    read.until(f"return scrollY > {before} + 500")
    read.driver.find_elements(By.CSS_SELECTOR, "#card .claims button")[2].click()
    assert read.roles() == ["韩国", "芯片四方", "加入", "并未"]
    read.press(Keys.ESCAPE)
    assert not read.driver.find_element(By.ID, "card").is_displayed()
    assert read.driver.find_elements(By.CSS_SELECTOR, ".chosen, .lit") == [] and read.roles() == [""] * 4


def test_pointing_at_a_statement_marks_its_words(read: Reader) -> None:
    read.open(page())
    read.point("#g0 .how")
    assert read.roles() == ["华为", "实体清单", "列入", "计划"]
    read.point("#a2 b")
    assert read.roles() == ["韩国", "芯片四方联盟", "加入", "可能"]
    read.point("#g1 .how")
    assert read.roles() == ["日本韩国", "芯片四方联盟", "加入", "可能"]
    read.at("#g1 .how").click()
    read.point("h1")
    assert read.painted("subject") == "日本韩国"
    read.at("#text .p").click()
    read.point("h1")
    assert read.roles() == [""] * 4


def test_pointing_at_a_sentence_shows_its_notes(read: Reader) -> None:
    read.open(page())
    sentence = read.at(".s > .t", 1)
    ActionChains(read.driver).move_to_element_with_offset(sentence, 0, 0).perform()
    read.run("arguments[0].dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))", sentence)
    assert read.lit() == ["South Korea↗ member of → Chip 4 Alliance"]


def test_notes_stand_beside_their_sentence(read: Reader) -> None:
    read.open(page())
    for number in (0, 1):
        sentence, notes = read.at(".s > .t", number), read.at(".s > .notes", number)
        top = [read.run("return arguments[0].getClientRects()[0].top", e) for e in (sentence, notes)]
        assert abs(top[0] - top[1]) < 12
        assert read.run("return arguments[0].getBoundingClientRect().left", notes) > 800
    words = [re.sub(r"\s+", " ", e.text) for e in read.driver.find_elements(By.CSS_SELECTOR, ".note")]
    assert words == [
        "Huawei↗ listed on → Entity List planned · 2023 · rule rule",
        "Japan↗ South Korea↗ member of → Chip 4 Alliance possible · 2023 · rule rule",
        "South Korea↗ member of → Chip 4 Alliance negated · 2023 · according to Reuters · rule rule",
    ]
    links = [e.get_attribute("href") or "" for e in read.driver.find_elements(By.CSS_SELECTOR, ".note a")]
    assert [link.partition("/graph.html#")[2] for link in links] == [
        "edge=huawei%7ClistedOn%7Centity-list&lang=en", "edge=japan%7CmemberOf%7Cchip-4&lang=en",
        "edge=south-korea%7CmemberOf%7Cchip-4&lang=en", "edge=south-korea%7CmemberOf%7Cchip-4&lang=en",
    ]  # fmt: skip


FILTERS = [
    ("class", "Country", "4", 6, 3),
    ("class", "Alliance", "2", 8, 3),
    ("relation", "memberOf", "3", 10, 1),
    ("relation", "listedOn", "1", 10, 2),
    ("modality", "negated", "1", 10, 2),
    ("modality", "possible", "2", 10, 2),
]


@pytest.mark.parametrize(("kind", "name", "count", "marked", "notes"), FILTERS)
def test_filters_say_how_many_and_hide_them(
    read: Reader, kind: str, name: str, count: str, marked: int, notes: int
) -> None:
    read.open(page())
    box = f"fieldset[data-kind={kind}] input[data-id={name}]"
    assert read.run("return document.querySelector(arguments[0]).parentElement.lastChild.textContent", box) == count

    def shown() -> tuple[int, int]:
        return tuple(
            read.run(
                """return [document.querySelectorAll("#text .m:not(.off)").length,
                [...document.querySelectorAll(".note")].filter((n) => n.checkVisibility()).length]"""
            )
        )

    assert shown() == (10, 3)
    read.click(box)
    assert shown() == (marked, notes)
    read.click(box)
    assert shown() == (10, 3)
    switches = f"fieldset[data-kind={kind}] .switch button"
    read.driver.find_elements(By.CSS_SELECTOR, switches)[1].click()
    assert shown() == ((0, 3) if kind == "class" else (10, 0))
    numbers = "return [...document.querySelectorAll('.s > .t')].map((t) => getComputedStyle(t, '::before').content)"
    assert (read.run(numbers) == ["none", "none"]) is (kind != "class")
    read.driver.find_elements(By.CSS_SELECTOR, switches)[0].click()
    assert shown() == (10, 3)


def test_what_was_not_read_is_grey_and_says_why(read: Reader) -> None:
    read.open(page())
    why = """return [...document.querySelectorAll("#text .skip[data-why]")].map((e) =>
        [e.textContent.trim(), getComputedStyle(e, "::before").content, getComputedStyle(e).color !== getComputedStyle(e.parentElement).color])"""
    assert read.run(why) == [
        ["栏目：新闻", '"not read: page furniture"', True],
        ["参考文献：略", '"not read: references"', True],
    ]
    read.click("#language")
    assert [row[1] for row in read.run(why)] == ['"未读: 页面杂项"', '"未读: 参考文献与注释"']


def test_the_language_of_words_changes_and_stays(read: Reader) -> None:
    read.open(page(), f"lang=en&{place(SAID, '华为')}")
    read.at("#text .m", 2).click()
    read.click("#language")
    assert read.run("return document.documentElement.lang") == "zh-Hans"
    assert read.text("#card h2") == "华为" and read.text("#legend legend") == "类别"
    assert re.sub(r"\s+", " ", read.text("#g1")) == "日本↗ 韩国↗ 成员 → 芯片四方联盟 可能 · 2023 · 规则 rule"
    assert "lang=zh" in read.driver.current_url
    read.driver.refresh()
    read.ready()
    assert read.text("nav a:not(.away)") == "首页" and read.painted("target") == "华为"
    links = [e.get_attribute("href") or "" for e in read.driver.find_elements(By.CSS_SELECTOR, "a[href*='.html']")]
    assert len(links) == 6 and all(link.endswith("lang=zh") for link in links)
    assert read.run("return document.getElementById('text').lang") == "zh"


def test_the_keyboard_walks_through_the_statements(read: Reader) -> None:
    read.open(page())
    read.run("document.querySelector('.note a').focus()")
    assert read.roles() == ["华为", "实体清单", "列入", "计划"]
    walked = []
    for key in (Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_UP, Keys.TAB):
        read.press(key)
        walked.append(read.painted("subject"))
    assert walked == ["日本", "韩国", "韩国", "韩国", "韩国", "韩国"]
    assert read.run("return document.activeElement.parentElement.id") == "a3"
    read.press(Keys.ESCAPE)
    assert read.roles() == [""] * 4
    assert read.run("return document.activeElement === document.body")
    read.open(page())
    read.press(Keys.TAB)
    assert read.text(":focus") == "Skip to the text"
    read.press(Keys.ENTER, Keys.TAB)
    assert read.run("return document.activeElement.parentElement.id") == "a0"


def test_what_is_copied_is_the_text(read: Reader) -> None:
    read.open(page())
    copied = read.run(
        """getSelection().selectAllChildren(document.getElementById("text"));
        const event = new ClipboardEvent("copy", { clipboardData: new DataTransfer(), bubbles: true, cancelable: true });
        document.dispatchEvent(event);
        return event.clipboardData.getData("text/plain");"""
    )
    assert copied == TEXT


def test_the_browser_finds_words_across_marks(read: Reader) -> None:
    read.open(page())
    assert read.run("return window.find('商务部计划将华为列入实体清单，日本和韩国')")


def test_many_notes_stand_behind_a_fold_that_a_link_opens(read: Reader) -> None:
    (first, *_), relations = (
        extraction().assertions,
        ("listedOn", "restricts", "opposes", "funds", "supports", "issued"),
    )
    read.open(page(assertions=tuple(replace(first, predicate=r) for r in relations)))
    assert len([n for n in read.driver.find_elements(By.CSS_SELECTOR, ".note") if n.is_displayed()]) == 4
    assert read.text(".notes summary") == "2 more"
    read.at("#text .m", 2).click()
    read.driver.find_elements(By.CSS_SELECTOR, "#card .claims button")[5].click()
    assert len([n for n in read.driver.find_elements(By.CSS_SELECTOR, ".note") if n.is_displayed()]) == 6


@pytest.mark.parametrize("width", [1280, 1000, 390])
@pytest.mark.parametrize("scheme", PICTURES)
def test_it_fits_the_screen_in_both_schemes(read: Reader, width: int, scheme: str) -> None:
    long = replace(extraction().document, title="w" * 300, publisher="p" * 300, source="s" * 300)
    with read.screen(width, scheme):
        read.open(page(document=long), f"lang=en&{place(SAID, SAID)}")
        read.at("#text .m", 6).click()
        assert read.run("return document.documentElement.scrollWidth <= innerWidth")
        assert read.run("return getComputedStyle(document.body).backgroundColor") == PICTURES[scheme]
        read.at(".s > .t")
        text, notes = read.run(
            "return ['.t', '.notes'].map((c) => document.querySelector(`.s > ${c}`).getBoundingClientRect())"
        )
        below = notes["top"] >= text["bottom"] - 1
        assert below is (width == 390)


def test_without_scripts_the_text_and_its_notes_are_there(read: Reader) -> None:
    read.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        path = read.folder / "plain.html"
        path.write_text(page(), encoding="utf-8")
        read.driver.get(path.as_uri())
        shown = read.driver.find_element(By.TAG_NAME, "body").text
    finally:
        read.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    for words in ("两句话", "新闻.txt", "美国商务部计划将华为列入实体清单", "芯片四方联盟", "据 路透社"):
        assert words in shown
    assert "标记与筛选" not in shown


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_executes_nothing(read: Reader, payload: str) -> None:
    knowledge, _ = hostile(payload)
    (found,) = knowledge.extractions
    mentions = (Mention(0, len(payload), payload, payload, payload), Mention(0, 1, payload[0], "other", payload))
    found = replace(found, mentions=mentions, regions=(Region(0, 1, payload),))
    read.open(reader.render(found, {e.key: e for e in knowledge.entities}))
    shown = payload.replace("\ud800", "\ufffd")
    assert (
        read.run("return [...document.querySelectorAll('.p')].map((p) => p.querySelector('.t').textContent).join('')")
        == shown
    )
    read.run("document.querySelector('#text .m').click()")
    assert read.run("return document.querySelector('#card h2').textContent") == shown
    read.run("for (const e of document.querySelectorAll('button, .note, input')) e.click()")
    read.run(
        "for (const e of document.querySelectorAll('.m, .note, .s')) e.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))"
    )
    read.run("location.hash = arguments[0]", f"char={shown}&lang={shown}")
    assert read.run("return window.__xss === undefined")
    assert read.run("return document.querySelectorAll('iframe, img, object, embed, svg').length") == 0


def test_controls_have_names(read: Reader) -> None:
    read.open(page())
    read.at("#text .m", 6).click()
    nameless = read.run(
        """return [...document.querySelectorAll("button, input, a, summary, #card")].filter((e) =>
        !(e.getAttribute("aria-label") || e.textContent.trim() || e.closest("label")?.textContent.trim())).map((e) => e.outerHTML);"""
    )
    assert nameless == []


def test_it_opens_in_the_cell_of_a_notebook(read: Reader) -> None:
    path = read.folder / "cell.html"
    path.write_text(f"<!doctype html><meta charset=utf-8>{Page(page())._repr_html_()}", encoding="utf-8")
    read.driver.get("about:blank")
    read.driver.get(path.as_uri())
    read.driver.switch_to.frame(read.driver.find_element(By.TAG_NAME, "iframe"))
    read.ready()
    read.click("#language")
    assert read.text("nav a:not(.away)") == "首页"
    read.driver.switch_to.default_content()
