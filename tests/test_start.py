"""The start page as text: what it tells, that it is safe and always the same, and that its words are complete."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache
from html import unescape
from typing import Any

import pytest
import samples
import views_sample as sample
from conftest import ROOT
from selectolax.lexbor import LexborHTMLParser
from test_views import PAYLOADS, Page, block, hostile

from kg import contradictions, network, output
from kg.model import Assertion, Document, Entity, Extraction, Knowledge, Modality, Problem, Region, Span
from kg.network import Network
from kg.schema import default as schema
from kg.views import cards, findings, page, palette, sections, select, showing, start
from kg.views.tongues import load

PROBLEM = Problem("it holds no text", where="/home/jane/papers/scan.pdf", cure="give a text")


@cache
def measured(known: Knowledge) -> Network:
    return network.analyse(network.from_knowledge(known), resamples=8)


def render(known: Knowledge | None = None, **changes: Any) -> str:
    known = known or sample.knowledge()
    given = {"network": measured(known), "contradictions": contradictions.find(known, schema())}
    return start.render(known, **(given | changes))


def text_of(html: str, language: str = "en") -> str:
    """What a reader of one language sees, on one line."""
    other = {"en": "zh", "zh": "en"}[language]
    body = html[html.index("<main>") : html.index('<script type="application/json" id="kg-words">')]
    body = re.sub(rf'<(span|bdi) class="{other}"[^>]*>.*?</\1>', "", body, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def card(html: str, number: int = 1, language: str = "en") -> dict[str, str]:
    """The parts of a mechanism's card, by title."""
    parts = html.split(f'id="card-{number}"')[1].split('id="card-')[0].split('<div class="part part-')[1:]
    found = [
        text_of(f'<main><div class="part-{part}<script type="application/json" id="kg-words">', language)
        for part in parts
    ]
    titles = [row[{"en": "en", "zh": "zh"}[language]] for row in load("start.toml")["part"].values()]
    return {
        title: told.split(title, 1)[1].strip()
        for told in found
        for title in titles
        if told.split(">")[-1].strip().startswith(title)
    }


CARDS = [
    ("en", "Began it", "United States proposed it"),
    ("en", "Joined", "Japan"),
    ("en", "Hesitated, declined or opposed", "South Korea stays out or declines, may join"),
    ("zh", "发起", "美国 提议"),
    ("zh", "加入", "日本"),
    ("zh", "犹豫、拒绝或反对", "韩国 未加入或拒绝、可能加入"),
]


@pytest.mark.parametrize(("language", "part", "names"), CARDS)
def test_a_card_says_who_began_joined_and_hesitated(language: str, part: str, names: str) -> None:
    told = card(render(), language=language)
    assert told[part].startswith(names), told
    assert set(told) == {p for tongue, p, _ in CARDS if tongue == language}
    assert len(CARDS) == 6


def test_every_name_leads_to_the_claim_and_every_quote_to_its_sentence() -> None:
    html = render()
    assert 'href="graph.html#edge=south-korea%7CmemberOf%7Cchip-4"' in html
    at = sample.EN.index("According to")
    end = sample.EN.index("2023.") + 5
    assert f'href="documents/en-1.html#char={at},{end}"' in html
    quoted = re.search(r'<blockquote lang="en"><p>(.*?)</p>', html, re.S)
    assert quoted and quoted.group(1) == (
        'According to Reuters, <mark class="subject">South Korea</mark> <mark class="cue">may</mark> '
        '<mark class="trigger">join</mark> <mark class="object">Chip 4</mark> in 2023.'
    )
    assert "according to Reuters" in text_of(html) and "据路透社" in text_of(html, "zh").replace(" ", "")


def test_the_head_counts_what_was_read_and_found() -> None:
    told = text_of(render(samples.knowledge()))
    assert told.startswith("What 2 documents say 1 in English , 1 in Chinese , published 2023 .")
    assert "Read: 7 sentences. Found: 10 entities and 5 claims." in told
    assert text_of(render(samples.knowledge()), "zh").startswith("2篇文献说了什么 英文1篇")


def test_what_was_not_read_is_told() -> None:
    told = text_of(render(samples.knowledge(), problems=[PROBLEM]))
    for words in (
        "Documents that could not be read (1) scan.pdf : it holds no text (give a text)",
        "1 stretch, 3% of all characters: page headers and footers 1.",
        "某机构 ×3 · 专家 ×1",
        "Names nobody has registered 专家 ×1",
        "finds about 4 of ten statements, and about 7 of ten that it gives are right (16 test documents",
        "Plans, possibilities and denials are kept as such",
    ):
        assert words in told, words
    assert "jane" not in render(samples.knowledge(), problems=[PROBLEM])
    assert "Every document that was given could be read." in text_of(render(samples.knowledge()))


def test_plans_without_news_and_disputes_are_quoted() -> None:
    told = text_of(render())
    plans = told.split("Planned, and not found to have happened")[1]
    assert "United States initiated Chip 4 Alliance 2022年3月， 美国 提议 组建" in plans
    known = sample.knowledge()
    zh, en = known.extractions
    denied = replace(
        zh.assertions[1], modality=Modality.NEGATED, evidence=sample.span(sample.ZH, "韩国拒绝加入芯片四方联盟。")
    )
    html = render(replace(known, extractions=(replace(zh, assertions=(*zh.assertions, denied)), en)))
    assert "Asserted and denied Japan member of Chip 4 Alliance" in text_of(html)


PLANS = [
    ("one plan", [("a", Modality.PLANNED)], ["a"]),
    ("planned and asserted", [("a", Modality.PLANNED), ("a", Modality.ASSERTED)], []),
    ("planned and denied", [("a", Modality.PLANNED), ("a", Modality.NEGATED)], ["a"]),
    ("only possible", [("a", Modality.POSSIBLE)], []),
    (
        "most often planned first",
        [("a", Modality.PLANNED), ("b", Modality.PLANNED), ("b", Modality.PLANNED)],
        ["b", "a"],
    ),
    ("nothing", [], []),
]


def lines_of(rows: list[tuple[str, Modality]]) -> tuple[select.Line, ...]:
    at = Span(0, 1, "x")
    said = tuple(Assertion(key, "memberOf", "club", way, Span(i, i + 1, "x"), "r") for i, (key, way) in enumerate(rows))
    entities = (Entity("club", "Alliance", "", "Club"),)
    known = Knowledge((Extraction(Document("d", "x" * 9), (), said),), entities)
    assert at.text == "x"
    return select.lines(known, schema())


@pytest.mark.parametrize(("what", "rows", "expected"), PLANS)
def test_plans(what: str, rows: list[tuple[str, Modality]], expected: list[str]) -> None:
    assert [line.subject for line in findings.plans(lines_of(rows))] == expected, what
    assert len(PLANS) == 6


def test_a_seat_is_as_firm_as_its_firmest_saying() -> None:
    rows = [("a", Modality.NEGATED), ("a", Modality.PLANNED), ("b", Modality.POSSIBLE), ("b", Modality.NEGATED)]
    found = findings.seats(lines_of(rows))
    firmest = {member: findings.FIRMEST[findings.firmest(ways)] for (member, _), (_, ways) in found.items()}
    assert firmest == {"a": Modality.PLANNED, "b": Modality.POSSIBLE}


HOWS = [
    (["initiated asserted", "initiated planned"], ("founded or leads it", "发起或主导")),
    (
        ["initiated planned", "initiated asserted", "initiated negated"],
        ("founded or leads it, denied", "发起或主导、否认"),
    ),
    (["initiated possible", "initiated planned"], ("proposed it", "提议")),
    (["withdrewFrom planned", "opposes asserted"], ("plans to leave, opposes it", "打算退出、反对")),
    (["memberOf negated", "memberOf possible"], ("stays out or declines, may join", "未加入或拒绝、可能加入")),
    (["memberOf asserted", "partyTo asserted"], ("", "")),
]


@pytest.mark.parametrize(("ways", "told"), HOWS)
def test_of_a_relation_the_firmest_way_is_told(ways: list[str], told: tuple[str, str]) -> None:
    known = sample.knowledge()
    made = showing.showing(known, measured(known))
    assert cards.hows(made, [findings.Name("japan", how, ("a", "b", "c")) for how in ways]) == told
    assert len(HOWS) == 6


def test_sentences_that_tell_most_names_stand_first() -> None:
    known = sample.knowledge()
    zh, en = known.extractions
    whole = sample.span(sample.ZH, sample.ZH)
    both = [replace(a, evidence=whole, modality=Modality.ASSERTED) for a in zh.assertions[1:]]
    lines = select.lines(replace(known, extractions=(replace(zh, assertions=(*zh.assertions, *both)), en)), schema())
    parts = {how: row["part"] for how, row in load("start.toml")["how"].items()}
    (chip,) = findings.mechanisms(lines, {e.key: e.cls for e in known.entities}, schema(), parts)
    assert (chip.key, chip.documents, chip.sayings) == ("chip-4", 2, 6)
    joined = chip.parts["joined"]
    assert [[n.key for n in s.names] for s in joined.sentences] == [["japan", "south-korea"], ["japan"]]
    assert [n.key for n in joined.names] == ["japan", "south-korea"]


def test_mechanisms_of_which_more_documents_speak_come_first() -> None:
    said = [
        Assertion("a", "memberOf", "quad", Modality.ASSERTED, Span(i, i + 1, "x"), "r") for i in range(5)
    ]  # fmt: skip
    other = Assertion("a", "opposes", "aukus", Modality.ASSERTED, Span(0, 1, "x"), "r")
    classes = {"quad": "Dialogue", "aukus": "Alliance", "a": "Country"}
    extractions = (
        Extraction(Document("1", "xxxxxx"), (), (*said, other)),
        Extraction(Document("2", "x"), (), (other,)),
    )
    lines = select.lines(Knowledge(extractions, ()), schema())
    found = findings.mechanisms(
        lines, classes, schema(), {"memberOf asserted": "joined", "opposes asserted": "hesitated"}
    )
    assert [(m.key, m.documents, m.sayings) for m in found] == [("aukus", 2, 2), ("quad", 1, 5)]
    assert findings.mechanisms(lines, classes, schema(), {}) == ()


EMPTY = Knowledge((), ())
SILENT = Knowledge((Extraction(Document("d", "无事。", language="zh"), (), (), (), (Region(0, 3, "credits"),)),), ())
ALONE = Knowledge(
    (Extraction(Document("d", "x"), (), (Assertion("a", "opposes", "a", Modality.NEGATED, Span(0, 1, "x"), "r"),)),),
    (Entity("a", "Country", "", "A"),),
)


@pytest.mark.parametrize("known", [EMPTY, SILENT, ALONE], ids=["nothing", "no claims", "one name"])
def test_little_is_told_as_little(known: Knowledge) -> None:
    told = text_of(render(known))
    assert "there is nothing to rank" in told
    assert "No sentence speaks of who belongs to a mechanism." in told
    assert "There are too few ties to tell groups apart." in told
    assert ("No claim was found in what was read." in told) == (known is not ALONE)


def test_without_resamples_there_are_no_intervals() -> None:
    known = sample.knowledge()
    bare = network.analyse(network.from_knowledge(known), resamples=0)
    assert 'class="range"' in render() and 'class="range"' not in render(network=bare)
    assert "nine of ten resamples" not in text_of(render(network=bare))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_foreign_text_cannot_leave_its_place(payload: str) -> None:
    knowledge, _ = hostile(payload)
    extraction = replace(knowledge.extractions[0], unknown=((payload, 2),), regions=(Region(0, 1, payload),))
    knowledge = replace(knowledge, extractions=(extraction,))
    tame, _ = hostile("harmless")
    tame = replace(
        tame,
        extractions=(replace(tame.extractions[0], unknown=(("harmless", 2),), regions=(Region(0, 1, "harmless"),)),),
    )
    html = render(knowledge, problems=[Problem(payload, where=payload, cure=payload)])
    html.encode()
    plain = render(tame, problems=[Problem("harmless", where="harmless", cure="harmless")])
    assert sorted(tag for tag, _ in Page(html).tags) == sorted(tag for tag, _ in Page(plain).tags)
    assert payload not in html or not set("<>\"'&") & set(payload)
    for _, attributes in Page(html).tags:
        assert not {name for name in attributes if name.startswith("on")} | {"style", "src", "srcdoc"} & set(attributes)
    assert not set("<>&\u2028\u2029") & set("".join(re.findall(r'application/json" id="kg-\w+">(.*?)</script>', html)))


def test_every_link_stays_in_the_folder() -> None:
    html = render(samples.knowledge(), problems=[PROBLEM])
    links = [a["href"] or "" for tag, a in Page(html).tags if tag == "a"]
    files = {name for name in output.FILES if name != "index.html"}
    kinds = re.compile(r"#[a-z]+|graph\.html(#(node|edge|off)=\S+)?|documents/[a-z0-9-]+\.html(#char=\d+,\d+)?")
    assert [link for link in links if link not in files and not kinds.fullmatch(link)] == []
    assert files <= set(links)
    targets = {a.get("id") for _, a in Page(html).tags}
    assert {link[1:] for link in links if link.startswith("#")} <= targets
    assert len(links) > 30


def test_policy_names_exactly_what_runs() -> None:
    html = render()
    policy = next(a["content"] for t, a in Page(html).tags if a.get("http-equiv") == "Content-Security-Policy")
    scripts = re.findall(r"<script>(.*?)</script>", html, re.S)
    styles = re.findall(r"<style>(.*?)</style>", html, re.S)
    assert (len(scripts), len(styles)) == (1, 1)
    assert policy == page.policy(scripts=scripts, styles=styles)
    assert "unsafe" not in (policy or "")


def test_own_script_builds_no_markup() -> None:
    own = "".join((palette.ASSETS / name).read_text("utf-8") for name in start.SCRIPTS)
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(|fetch\(", own) == []


def test_same_knowledge_same_bytes_in_any_order() -> None:
    known = samples.knowledge()
    turned = Knowledge(
        tuple(replace(e, assertions=e.assertions[::-1], mentions=e.mentions[::-1]) for e in known.extractions[::-1]),
        known.entities[::-1],
    )
    net = measured(known)
    given = {"network": net, "contradictions": contradictions.find(known, schema())}
    assert start.render(turned, **given) == start.render(known, **given)  # type: ignore[arg-type]


def test_words_are_complete() -> None:
    raw = load("start.toml")
    for table, rows in raw.items():
        for name, row in rows.items():
            assert {"zh", "en"} <= set(row), (table, name)
            spots = [sorted(re.findall(r"\{(\w+)\}", row[tongue])) for tongue in ("zh", "en")]
            assert spots[0] == spots[1], (table, name)
    template = (palette.ASSETS / "start.html").read_text("utf-8")
    used = set(re.findall(r'(?:say|count)\("(\w+)"(?! ~)', template)) | set(
        re.findall(r'data-(?:word|label)="(\w+)"', template)
    )
    own = (palette.ASSETS / "start.js").read_text("utf-8")
    spoken = set(re.findall(r'word\("(\w+)"', own)) | set(re.findall(r'data-(?:word|label)="(\w+)"', template))
    assert used <= set(raw["words"])
    assert spoken <= {*start.SPOKEN, "hit"}
    assert set(raw["file"]) == set(output.FILES) - {"index.html"}
    assert {row["part"] for row in raw["how"].values()} == set(raw["part"])
    assert {how.split()[0] for how in raw["how"]} <= set(schema().relations)
    assert {how.split()[1] for how in raw["how"]} <= set(Modality)
    kinds = {kind.value for kind in contradictions.Kind} - {kind.value for kind in sections.LATER}
    assert set(raw["kind"]) == kinds


def test_no_word_is_left_over() -> None:
    sources = "".join(
        p.read_text("utf-8") for p in (*(ROOT / "kg" / "views").glob("*.py"), palette.ASSETS / "start.html")
    )
    unused = [
        name for name in load("start.toml")["words"] if f'"{name}"' not in sources and not name.startswith("cluster_")
    ]
    assert unused == []


def test_the_reasons_why_text_is_passed_over_are_known() -> None:
    rows = tomllib.loads((ROOT / "kg" / "lexicon" / "ignore.toml").read_text("utf-8"))
    whys = set(re.findall(r"why': '([^']+)'", str(rows))) | {"front matter", "citation"}
    assert whys <= set(load("start.toml")["why"])


def test_the_figures_of_quality_have_one_home() -> None:
    figures = load("quality.toml")
    precision, recall = figures["precision"], figures["recall"]
    row = rf"statements[^|]*\| 0?{precision:.2f}\d? \| 0?{recall:.2f}\d? \|".replace("0?0", "0?0")
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"| {precision:.2f} | {recall:.2f} |" in readme, row
    words = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    right, found = words[round(10 * precision)], words[round(10 * recall)]
    assert f"{right} of ten statements" in " ".join(readme.split()) and f"{found} of ten that" in " ".join(
        readme.split()
    )
    quality = (ROOT / "docs" / "quality.md").read_text("utf-8")
    told = re.search(r"with the trained component \| (0\.\d+) \| (0\.\d+) \|", quality)
    assert told and [round(float(n), 2) for n in told.groups()] == [precision, recall]
    assert "Sixteen documents" in quality and figures["documents"] == 16


def test_names_are_found_as_documents_write_them() -> None:
    names = block(render(samples.knowledge()), "names")
    assert isinstance(names, dict)
    rows = {row[0]: row for row in names["entities"]}
    assert rows["chip-4"][1:3] == ["Chip 4", "芯片四方联盟"]
    assert names["classes"][rows["chip-4"][3]] == ["alliance", "联盟"]
    assert "fab 4" in rows["chip-4"][4] and "huawei | hisilicon" in rows["huawei"][4]
    assert set(rows) == {"biden", "chip-4", "chips-and-science-act", "entity-list", "huawei", "japan", "lithography",
                         "netherlands", "united-states", "专家-1", "china"} - {"china"}  # fmt: skip


def test_ten_thousand_entities_stay_small() -> None:
    knowledge, metrics, _, _ = sample.large(3000, 9000)
    small = measured(sample.knowledge())
    html = start.render(knowledge, network=replace(small, metrics={}, firm={}, clusters=(), names={}))
    assert len(html.encode()) < 1_500_000
    assert len(metrics) > 1000


def test_titles_are_told_in_their_own_language() -> None:
    tongues = {d.attributes.get("lang") for d in LexborHTMLParser(render()).css(".documents th bdi, cite bdi")}
    assert tongues == {"zh", "en"}
