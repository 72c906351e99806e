"""The explorer page as text: safety, determinism, selection, layout, tables."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
import views_sample as sample
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import network
from kg.model import Assertion, Document, Entity, Extraction, Knowledge, Modality, Problem, Span
from kg.network.firmness import Firm
from kg.schema import default as schema
from kg.views import explorer, layout, palette, select
from kg.views import page as views_page
from kg.views.data import DRAWN_LINES, DRAWN_NODES, picture, years

PAYLOADS = (
    "</script><script>window.__xss=1</script>",
    "<img src=x onerror=window.__xss=1>",
    "<!--<script>",
    "\"'><svg/onload=window.__xss=1>",
    "javascript:window.__xss=1",
    "<a href='javascript:window.__xss=1'>href</a>",
    "{{ 7*7 }}{% raw %}",
    "]]>&lt;script&gt;window.__xss=1&lt;/script&gt;\u2028\u2029",
    "\ud800<iframe srcdoc='<script>parent.__xss=1</script>'>",
)


class Page(HTMLParser):
    """The start tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def small(**changes: object) -> str:
    arguments: dict[str, object] = {"metrics": sample.METRICS, "cluster": sample.CLUSTER, "names": sample.NAMES}
    return explorer.render(sample.knowledge(), **(arguments | changes))  # type: ignore[arg-type]


def block(page: str, name: str) -> object:
    found = re.search(rf'<script type="application/json" id="kg-{name}">(.*?)</script>', page, re.S)
    assert found
    return json.loads(found.group(1))


def hostile(payload: str) -> tuple[Knowledge, dict[int, str]]:
    """The payload in every field that holds text."""
    document = Document(*[payload] * 3, (payload,), *[payload] * 7)
    span = Span(0, len(payload), payload)
    entity = Entity(payload, payload, payload, payload, (payload,), (payload,), *[payload] * 6)
    other = Entity("other", "Country", payload, payload)
    assertion = Assertion(
        payload, payload, "other", Modality.ASSERTED, span, payload, payload, payload, None, span, span, span, span
    )
    return Knowledge((Extraction(document, (), (assertion,)),), (entity, other)), {1: payload}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_foreign_text_cannot_leave_its_place(payload: str) -> None:
    knowledge, names = hostile(payload)
    page = explorer.render(knowledge, metrics={}, cluster={payload: 1}, names=names, title=payload)
    page.encode()
    plain = Page(small())
    assert [tag for tag, _ in Page(page).tags] == [tag for tag, _ in plain.tags]
    if "<" in payload:
        assert payload.encode("utf-8", "replace").decode() not in page
    assert not set("<>&\u2028\u2029") & set("".join(re.findall(r'application/json" id="kg-\w+">(.*?)</script>', page)))
    shown = unescape(re.search("<h1>(.*?)</h1>", page, re.S).group(1))  # type: ignore[union-attr]
    assert shown == payload.encode("utf-8", "replace").decode()
    assert block(page, "graph")["documents"][0][1] == payload.replace("\ud800", "\ufffd")  # type: ignore[index,call-overload]


@given(st.text(st.characters(exclude_categories=())))
@settings(max_examples=200, deadline=None)
def test_json_block_is_json_and_inert(text: str) -> None:
    made = str(views_page.json_block([text]))
    made.encode()
    assert not set("<>&\u2028\u2029") & set(made)
    assert json.loads(made) == [text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")]


def test_policy_names_exactly_what_runs() -> None:
    page = small()
    policy = next(a["content"] for t, a in Page(page).tags if a.get("http-equiv") == "Content-Security-Policy") or ""
    scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
    styles = re.findall(r"<style>(.*?)</style>", page, re.S)
    assert (len(scripts), len(styles)) == (2, 1)
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in [*scripts, *styles]]
    assert policy.startswith("default-src 'none'; ")
    assert f"script-src {hashes[0]} {hashes[1]}; style-src {hashes[2]};" in policy
    assert "unsafe" not in policy
    assert "\r" not in page


def test_nothing_is_fetched_and_notices_stay() -> None:
    page = small()
    for _tag, attributes in Page(page).tags:
        assert not {"src", "onclick", "onload", "style", "srcset"} & set(attributes)
        assert attributes.get("href", "data:,") == "data:,"
    assert "sourceMappingURL" not in page
    assert "@license" in page
    assert "Almende B.V" in page
    assert "visjs contributors" in page


def test_own_script_builds_no_markup() -> None:
    own = "".join((palette.ASSETS / name).read_text("utf-8") for name in explorer.SCRIPTS)
    found = re.findall(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(|setTimeout\(\s*['\"]", own
    )
    assert found == []


def test_same_knowledge_same_bytes_in_any_order() -> None:
    knowledge = sample.knowledge()
    turned = Knowledge(
        tuple(
            replace(e, assertions=e.assertions[::-1], mentions=e.mentions[::-1]) for e in knowledge.extractions[::-1]
        ),
        knowledge.entities[::-1],
    )
    flipped = {
        "metrics": dict(reversed(sample.METRICS.items())),
        "cluster": dict(reversed(sample.CLUSTER.items())),
        "names": dict(reversed(sample.NAMES.items())),
    }
    assert explorer.render(turned, **flipped) == small()  # type: ignore[arg-type]


def test_tables_say_what_the_documents_say() -> None:
    page = small()
    graph, sources = block(page, "graph"), block(page, "sources")
    assert isinstance(graph, dict)
    assert isinstance(sources, dict)
    keys = graph["nodes"]["key"]
    assert keys == [
        "chip-4", "united-states", "japan", "entity-list", "huawei", "south-korea", "netherlands", "reuters",
    ]  # fmt: skip
    relations = [r["id"] for r in graph["relations"]]
    lines = graph["lines"]
    said = {
        (keys[s], relations[r], keys[o]): n
        for s, r, o, n in zip(lines["s"], lines["r"], lines["o"], lines["n"], strict=True)
    }
    assert said == {
        ("huawei", "listedOn", "entity-list"): 1,
        ("japan", "cooperatesWith", "united-states"): 1,
        ("japan", "memberOf", "chip-4"): 1,
        ("south-korea", "memberOf", "chip-4"): 2,
        ("united-states", "initiated", "chip-4"): 1,
    }
    assert [r["id"] for r in graph["relations"] if not r["directed"]] == ["cooperatesWith"]
    assert graph["total"] == {"entities": 8, "claims": 5}
    assert graph["years"] == [2022, 2023]
    assert len(sources["sayings"]) == len(graph["sayings"]["modality"]) == 6
    at = list(said).index(("south-korea", "memberOf", "chip-4"))
    start = sum(lines["n"][:at])
    assert [graph["modalities"][int(m)]["id"] for m in graph["sayings"]["modality"][start : start + 2]] == [
        "possible", "negated",
    ]  # fmt: skip
    quote, date, by, rule, amount, *marks = sources["sayings"][start]
    text = sources["quotes"][quote][3]
    pieces = [text[a:b] for a, b in zip(marks[::2], marks[1::2], strict=True)]
    assert pieces == ["South Korea", "Chip 4", "join", "may"]
    assert (sources["dates"][date], keys[by], sources["rules"][rule], sources["amounts"][amount]) == (
        "2023", "reuters", "join", "",
    )  # fmt: skip
    document, begin, end, _ = sources["quotes"][quote]
    assert graph["documents"][document][0] == "en-1"
    assert sample.EN[begin:end] == text


def test_details_hold_what_is_known_and_nothing_else() -> None:
    ends = ({"betweenness": 0.25, "rank": 1.0}, {"betweenness": math.inf, "rank": 3.0})
    firm = {"chip-4": Firm(*ends, 0.9, "zh-1", 2), "japan": Firm(*ends, 0.5, "gone", 0)}
    details = block(small(firm=firm, support={"japan": 0.123456}), "details")
    assert isinstance(details, dict)
    assert details["also"][0] == ["芯片四方", "Chip 4", "Fab4"]
    assert (details["mentions"][1], details["documents"][1]) == (1, 1)
    assert details["metrics"] == {
        "betweenness": [0.5, 0.25, 0.125, None, None, 0.0, None, None],
        "degree": [3.0, 2.0, 2.0, None, None, 1.0, None, None],
    }
    assert details["low"]["betweenness"][:3] == [0.25, None, 0.25]
    assert details["high"]["betweenness"][:3] == [None, None, None]  # no number is no end of an interval
    assert (details["top"][:3], details["leans"][:3]) == ([0.9, None, 0.5], [[1, 2], None, None])
    assert details["support"][:3] == [None, None, 0.1235]
    bare = block(small(), "details")
    assert isinstance(bare, dict)
    assert (bare["low"], bare["top"], bare["leans"], bare["support"]) == ({}, None, None, None)


def test_quotes_come_after_the_scripts() -> None:
    page = small()
    order = [page.index(mark) for mark in ('id="kg-graph"', "<script>(() => {", 'id="kg-details"', 'id="kg-sources"')]
    assert order == sorted(order)
    assert page.rindex("<script>") < page.index('id="kg-details"')


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("documents/en-1.html", "documents/en-1.html"),
        ("javascript:window.__xss=1", "javascript%3Awindow.__xss%3D1"),
        ('a b/"><script>', "a%20b/%22%3E%3Cscript%3E"),
        ("文献#x?y", "%E6%96%87%E7%8C%AE%23x%3Fy"),
        ("//host/x", "host/x"),
        ("", ""),
    ],
)
def test_links_stay_relative(given: str, expected: str) -> None:
    page = small(readers={"en-1": given}, start=given)
    documents = block(page, "graph")["documents"]  # type: ignore[index,call-overload]
    assert [d[6] for d in documents] == [expected, ""]
    assert [a["href"] for _, a in Page(page).tags if a.get("id") == "start"] == [expected] * bool(expected)


def test_clusters_have_names_in_both_languages() -> None:
    clusters = block(small(names_zh={1: "芯片四方"}), "graph")["clusters"]  # type: ignore[index,call-overload]
    assert [(c["id"], c["zh"], c["en"], c["size"]) for c in clusters] == [
        (1, "芯片四方", "芯片四方 · Chip 4", 3),
        (2, "韩国 · South Korea", "韩国 · South Korea", 1),
    ]


def test_a_network_gives_all_measures() -> None:
    known = sample.knowledge()
    net = network.analyse(network.from_knowledge(known))
    details = block(explorer.render(known, **explorer.measured(net)), "details")
    assert isinstance(details, dict)
    assert set(details["metrics"]) == set(details["low"]) == {"betweenness", "degree", "strength", "pagerank", "rank"}


def test_marks_outside_their_sentence_are_left_out() -> None:
    sources = block(small(), "sources")
    assert isinstance(sources, dict)
    marks = {sources["quotes"][row[0]][3]: row[5:] for row in sources["sayings"]}
    assert marks["日本加入芯片四方。"] == [0, 2, 4, 9, 2, 4, -1, -1]
    assert marks["韩国拒绝加入芯片四方联盟。"] == [-1, -1, -1, -1, -1, -1, 2, 4]


YEARS = [
    ("", (0, 0)),
    ("2022", (2022, 2022)),
    ("2022-03-01", (2022, 2022)),
    ("2018/2020", (2018, 2020)),
    ("2018-10/..", (2018, 9999)),
    ("../2019", (1, 2019)),
    ("202X", (2020, 2029)),
    ("20XX", (2000, 2099)),
    ("unknown", (0, 0)),
    ("2021~", (2021, 2021)),
]


@pytest.mark.parametrize(("date", "expected"), YEARS)
def test_years_of_a_date(date: str, expected: tuple[int, int]) -> None:
    assert years(date) == expected


@given(st.text())
def test_years_of_anything(date: str) -> None:
    first, last = years(date)
    assert isinstance(first, int)
    assert isinstance(last, int)


def test_first_picture_is_limited_and_keeps_each_cluster() -> None:
    knowledge, metrics, cluster, names = sample.large(2000, 6000)
    drawn = picture(knowledge, schema(), palette.default(), metrics=metrics, cluster=cluster, names=names)
    assert len(drawn.nodes) == DRAWN_NODES
    assert len(drawn.lines) == DRAWN_LINES
    keys = drawn.graph["nodes"]["key"]  # type: ignore[index,call-overload]
    shown = {keys[i] for i in drawn.nodes}
    assert {s for _, s, _ in drawn.lines} | {o for _, _, o in drawn.lines} <= set(drawn.nodes)
    for number in names:
        members = [key for key in keys if cluster.get(key) == number]
        assert set(members[:3]) <= shown
    assert len(keys) > DRAWN_NODES


def test_cluster_leaders_displace_better_ranked_ones() -> None:
    lines = [select.Line(f"k{i}", "supports", "k0", ()) for i in range(1, 12)]
    keys = [f"k{i}" for i in range(12)]
    assert select.first_nodes(keys, lines, {"k9": 7, "k10": 7, "k11": 7}, limit=6) == (
        "k0",
        "k1",
        "k2",
        "k9",
        "k10",
        "k11",
    )
    assert select.first_nodes(keys, lines, {}, limit=3) == ("k0", "k1", "k2")


def test_each_drawn_node_keeps_its_best_line() -> None:
    many = sample.knowledge().extractions[0].assertions[0]
    often = tuple([select.Saying(many, sample.knowledge().extractions[0].document)] * 3)
    lines = [select.Line("a", "supports", "b", often), select.Line("b", "opposes", "a", often),
             select.Line("c", "supports", "a", often[:1])]  # fmt: skip
    assert select.first_lines(["a", "b", "c"], lines, limit=2) == (0, 2)


def test_layout_repeats_and_separates_clusters() -> None:
    groups = [0] * 12 + [1] * 12
    edges = [(a, b) for a in range(24) for b in range(a) if groups[a] == groups[b]] + [(0, 12), (1, 13)]
    places = layout.positions(24, edges, groups)
    assert places == layout.positions(24, list(reversed(edges)), groups)
    assert len(set(places)) == 24
    centres = [
        tuple(sum(p[axis] for p, g in zip(places, groups, strict=True) if g == side) / 12 for axis in (0, 1))
        for side in (0, 1)
    ]
    nearer = [
        (x - centres[g][0]) ** 2 + (y - centres[g][1]) ** 2
        < (x - centres[1 - g][0]) ** 2 + (y - centres[1 - g][1]) ** 2
        for (x, y), g in zip(places, groups, strict=True)
    ]
    assert all(nearer)


def test_who_has_no_cluster_stands_where_its_ties_are() -> None:
    """Two clusters, each with three nodes tied to it alone, and a pair tied to nobody: three islands."""
    clusters = [1, 1, 1, 2, 2, 2, *[None] * 8]
    edges = [(0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (6, 0), (7, 1), (8, 2), (9, 3), (10, 4), (11, 5), (12, 13)]
    places = layout.positions(14, edges, clusters)
    islands = [(0, 1, 2, 6, 7, 8), (3, 4, 5, 9, 10, 11), (12, 13)]
    discs = []
    for island in islands:
        x, y = (sum(places[i][axis] for i in island) / len(island) for axis in (0, 1))
        discs.append((x, y, max(math.hypot(places[i][0] - x, places[i][1] - y) for i in island)))
    gaps = [math.hypot(a[0] - b[0], a[1] - b[1]) for k, a in enumerate(discs) for b in discs[:k]]
    for island, (x, y, _) in zip(islands, discs, strict=True):
        others = [places[i] for other in islands if other != island for i in other]
        farthest = max(math.hypot(places[i][0] - x, places[i][1] - y) for i in island)
        assert all(math.hypot(px - x, py - y) > 0.8 * farthest for px, py in others)
    assert min(gaps) > 200


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_layout_of_nodes_without_edges(count: int) -> None:
    places = layout.positions(count, [], [None] * count)
    assert len(set(places)) == count


def test_nodes_stand_apart() -> None:
    places = layout.positions(6, [(0, i) for i in range(1, 6)], [1] * 6)
    gaps = [(a - c) ** 2 + (b - d) ** 2 for i, (a, b) in enumerate(places) for c, d in places[:i]]
    assert min(gaps) ** 0.5 > 100


def test_empty_knowledge_makes_a_page() -> None:
    page = explorer.render(Knowledge((), ()), metrics={}, cluster={}, names={})
    assert block(page, "nodes") == []
    assert block(page, "graph")["years"] is None  # type: ignore[index,call-overload]


def test_without_metrics_the_number_of_lines_ranks() -> None:
    graph = block(small(metrics={}), "graph")
    assert isinstance(graph, dict)
    assert graph["measure"] == "degree"
    assert graph["nodes"]["key"][0] == "chip-4"


def test_every_class_and_relation_of_the_ontology_has_a_look() -> None:
    colours = palette.default()
    assert [c for c in schema().classes if colours.mark(c, schema()).colour == colours.other] == []
    other = len(colours.families) - 1
    assert [r for r in sorted(schema().relations) if colours.family(r) == other] == []
    named = [r for family in colours.families for r in family.relations]
    assert sorted(named) == sorted(set(named) & set(schema().relations))
    assert colours.mark("Nonsense", schema()) == palette.Mark("dot", colours.other)
    assert colours.family("nonsense") == other


def test_words_are_complete() -> None:
    words = block(small(), "words")
    assert isinstance(words, dict)
    assert all(set(w) == {"zh", "en"} and all(w.values()) for w in words.values())
    for name, word in words.items():
        assert set(re.findall(r"\{(\w+)\}", word["zh"])) == set(re.findall(r"\{(\w+)\}", word["en"])), name
    own = "".join((palette.ASSETS / name).read_text("utf-8") for name in [*explorer.SCRIPTS, "explorer.html"])
    used = set(re.findall(r'word\("(\w+)"', own)) | set(re.findall(r'data-(?:word|label)="(\w+)"', own))
    used |= {f"{count}_{thing}" for count in ("one", "many") for thing in re.findall(r'counted\("(\w+)"', own)}
    assert len(used) > 85
    assert used <= set(words)
    by_name = r"(?:one|many|off|language|mark|table|least)_|(?:betweenness|degree|strength|pagerank)$"
    assert [w for w in words if not re.match(by_name, w) and not re.search(rf'["`]{w}["`]', own)] == []


def test_ten_thousand_entities_stay_small() -> None:
    knowledge, metrics, cluster, names = sample.large(10_000, 30_000)
    page = explorer.render(knowledge, metrics=metrics, cluster=cluster, names=names)
    assert len(page.encode()) <= 12_000_000
    assert len(block(page, "nodes")) == DRAWN_NODES  # type: ignore[arg-type]


def test_write_makes_the_file_or_says_why(tmp_path: Path) -> None:
    arguments = {"metrics": sample.METRICS, "cluster": sample.CLUSTER, "names": sample.NAMES}
    path = explorer.write(sample.knowledge(), tmp_path / "graph.html", **arguments)  # type: ignore[arg-type]
    assert path.read_bytes() == small().encode()
    with pytest.raises(Problem, match=r"cannot be written"):
        explorer.write(sample.knowledge(), tmp_path / "no" / "graph.html", **arguments)  # type: ignore[arg-type]
