"""Parts of a graph to look at: what a view keeps, how it is told, where its page goes, on the command line and in notebooks."""

from __future__ import annotations

import csv
import json
import re
import sys
import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import views_sample as sample
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cli import call

import kg
from kg import cli, store
from kg.entities import Directory
from kg.model import Modality, Problem
from kg.network import Slice
from kg.output import FILES
from kg.views import cut
from kg.views import view as views
from kg.views.view import EVERYTHING, View

CHIP, US, JAPAN, KOREA, LIST, HUAWEI = "chip-4", "united-states", "japan", "south-korea", "entity-list", "huawei"
ALL = {CHIP, US, JAPAN, KOREA, LIST, HUAWEI}


def part(**changes: Any) -> Slice:
    return replace(EVERYTHING, **changes)


# view, the entities it keeps, the claims, the view in English and Chinese
CUTS = [
    (View(), ALL, 5, "", ""),
    (View(around=(JAPAN,)), {JAPAN, CHIP, US}, 2, "around Japan, within 1 step", "围绕日本，1步之内"),
    (View(around=(JAPAN,), depth=2), {JAPAN, CHIP, US, KOREA}, 4, "around Japan, within 2 steps", "围绕日本，2步之内"),
    (View(around=(JAPAN,), depth=99), {JAPAN, CHIP, US, KOREA}, 4, "around Japan, within 99 steps", "围绕日本，99步之内"),
    (View(around=(HUAWEI, KOREA)), {HUAWEI, LIST, KOREA, CHIP}, 2, "around Huawei, South Korea, within 1 step", "围绕华为、韩国，1步之内"),
    (View(part(relations=("memberOf",))), {CHIP, JAPAN, KOREA}, 2, "relations: member of", "关系：成员"),
    (View(part(modalities=(Modality.NEGATED,))), {CHIP, KOREA}, 1, "sayings: negated", "说法：否定"),
    (View(part(documents=("zh-1",))), {CHIP, US, JAPAN, KOREA}, 3, "documents: zh-1", "文献：zh-1"),
    (View(part(languages=("en",))), {JAPAN, US, KOREA, CHIP, LIST, HUAWEI}, 3, "languages of the source: en", "来源语言：en"),
    (View(part(since="2023")), {CHIP, KOREA}, 1, "since: 2023; undated sayings left out", "自：2023；不含无日期的说法"),
    (View(part(until="2022", undated=True)), ALL, 5, "until: 2022; undated sayings kept", "至：2022；含无日期的说法"),
    (View(part(classes=("Country",))), {JAPAN, US}, 1, "classes: country", "类别：国家"),
    (View(part(relations=("memberOf",)), around=(KOREA,)), {CHIP, KOREA}, 1, "around South Korea, within 1 step; relations: member of", "围绕韩国，1步之内；关系：成员"),
    (View(top=3), {CHIP, JAPAN, US}, 3, "the 3 most central", "最居中的3个"),
    (View(around=(KOREA,), depth=2, top=2), {CHIP, KOREA}, 1, "around South Korea, within 2 steps; the 2 most central", "围绕韩国，2步之内；最居中的2个"),
]  # fmt: skip
assert len(CUTS) == 15


@pytest.mark.parametrize(("view", "keys", "claims", "en", "zh"), CUTS)
def test_a_view_keeps_what_it_says(view: View, keys: set[str], claims: int, en: str, zh: str) -> None:
    made = cut.cut(sample.knowledge(), view)
    said = [a for x in made.knowledge.extractions for a in x.assertions]
    assert {key for a in said for key in (a.subject, a.object)} == keys
    assert len({a.triple for a in said}) == claims
    assert made.words == (en, zh)
    assert made.entities == (len(keys), 6) and made.claims == (claims, 5)
    known = {e.key for e in made.knowledge.entities}
    assert keys <= known and {a.attribution for a in said} - {""} <= known
    assert all(m.entity in known for x in made.knowledge.extractions for m in x.mentions)


NOTHING = [
    (View(part(since="2030")), r"since: 2030.*nothing is said in this slice"),
    (View(part(relations=("memberOf",)), around=(HUAWEI,)), r"nothing is said about these names.*said of them: listedOn in 1 sayings"),
    (View(around=("netherlands",)), r"no saying names them"),
    (View(top=1), "not tied to each other"),
    (View(cluster=7), r"7: there is no such cluster"),
]  # fmt: skip


@pytest.mark.parametrize(("view", "message"), NOTHING)
def test_nothing_left_says_which_choice_and_the_cure(view: View, message: str) -> None:
    with pytest.raises(Problem, match=message):
        cut.cut(sample.knowledge(), view)
    assert len(NOTHING) == 5


def test_the_page_tells_the_view_in_both_languages() -> None:
    html = cut.draw(cut.cut(sample.knowledge(), View(around=(JAPAN,))))
    assert '<h1 data-word="brand">围绕日本，1步之内 · around Japan, within 1 step</h1>' in html
    (block,) = re.findall(r'id="kg-graph">(.*?)</script>', html, re.S)
    assert json.loads(block)["part"] == {"en": "around Japan, within 1 step", "zh": "围绕日本，1步之内"}
    assert html == cut.draw(cut.cut(sample.knowledge(), View(around=(JAPAN,))))


NAMES = [
    (View(), "view-all.html"),
    (View(around=("aukus",), depth=2), "view-aukus-depth-2.html"),
    (View(part(relations=("restricts",), since="2022"), top=50), "view-restricts-since-2022-top-50.html"),
    (View(part(modalities=(Modality.PLANNED,)), cluster=3), "view-cluster-3-planned.html"),
    (View(around=("../../x",)), None),
    (View(part(publishers=("某出版社",))), None),
    (View(around=("a" * 300,)), None),
    (View(part(documents=("CON", "a/b"))), None),
]  # fmt: skip


@pytest.mark.parametrize(("view", "name"), NAMES)
def test_a_file_is_named_by_its_view(view: View, name: str | None) -> None:
    made = views.file_name(view)
    assert made == name if name else re.fullmatch(r"view-[A-Za-z0-9-]{0,81}[0-9a-f]{8}\.html", made)
    assert len(NAMES) == 8


@given(st.text(min_size=1), st.text(max_size=3))
@settings(deadline=None, max_examples=50)
def test_no_name_leaves_the_folder(name: str, since: str) -> None:
    made = views.file_name(View(part(since=since), around=(name,)))
    assert re.fullmatch(r"view-[A-Za-z0-9-]*\.html", made) and made not in FILES and len(made) < 110


def test_a_cluster_is_that_of_the_table(samples_out: Path) -> None:
    directory = Directory(store.load(samples_out))
    with (samples_out / "clusters.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["cluster"] == "2"]
    made = cut.cut(cut.everything(directory), views.choose(directory, cluster=2))
    members = {row["key"] for row in rows}
    said = [a for x in made.knowledge.extractions for a in x.assertions]
    named = {key for a in said for key in a.triple[::2]}
    assert members <= named and set(rows[0]["mechanisms"].split("|")) <= named
    assert {"china", "huawei"}.isdisjoint(named) and len(said) > len(members)
    assert made.words[0] == f"cluster 2 ({rows[0]['name']})"


def keys_of(html: str) -> set[str]:
    (block,) = re.findall(r'<script type="application/json" id="kg-graph">(.*?)</script>', html, re.S)
    return set(json.loads(block)["nodes"]["key"])


def test_the_command_and_the_notebook_draw_the_same(
    samples_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "aukus.html"
    options = ("--around", "奥库斯", "--depth", "2", "--relation", "成员", "--top", "9", "-o", page)
    assert call(monkeypatch, "view", samples_out, *options) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "around AUKUS, within 2 steps; relations: member of; the 9 most central"
    assert re.fullmatch(r"9 of \d+ entities, \d+ of \d+ claims", said[1]) and said[2] == f"open {page}"
    graph = kg.load(samples_out)
    shown = graph.show("aukus", depth=2, relation="memberOf", top=9)
    assert shown.html == page.read_text(encoding="utf-8")
    assert {"aukus", "australia"} <= keys_of(shown.html) and "<iframe" in shown._repr_html_()
    members = graph.claims(relation="memberOf", object="aukus")
    assert keys_of(graph.show(members, since=2021, undated=True).html) == {
        "aukus", "australia", "united-kingdom", "united-states",
    }  # fmt: skip
    assert keys_of(graph.show(modality="planned").html) < keys_of(graph.show().html)
    with pytest.raises(Problem, match="did you mean aukus"):
        graph.show("aukuss")
    assert call(monkeypatch, "view", samples_out / "graph.ttl", *options) == 0


def test_a_page_stands_beside_the_others_and_takes_no_place(
    samples_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "graph.trig").write_bytes((samples_out / "graph.trig").read_bytes())
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: bool(opened.append(address)))
    assert call(monkeypatch, "view", out, "--relation", "restricts", "--open") == 0
    page = out / "view-restricts.html"
    assert opened == [page.as_uri()] and "no browser could be started" in capsys.readouterr().err
    assert call(monkeypatch, "view", out, "--relation", "restricts") == 0
    mine = tmp_path / "mine.html"
    mine.write_text("<p>mine", encoding="utf-8")
    for taken in (mine, out / "graph.trig"):
        before = taken.read_bytes()
        assert call(monkeypatch, "view", out, "--top", "5", "-o", taken) == cli.NOTHING_DONE
        assert "is not such a page" in capsys.readouterr().err and taken.read_bytes() == before
    (out / "graph.html").write_bytes(page.read_bytes())
    assert call(monkeypatch, "view", out, "--top", "5", "-o", out / "graph.html") == cli.NOTHING_DONE
    assert call(monkeypatch, "view", out, "--top", "5", "-o", mine, "--force") == 0
    assert mine.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


WRONG = [
    (("--around", "aukuss"), "did you mean aukus"),
    (("--around", "zzzz"), "names no entity"),
    (("--relation", "restrict"), "did you mean restricts"),
    (("--class", "Countri"), "did you mean Country"),
    (("--modality", "certain"), "no such modality"),
    (("--document", "sample-en-aliances"), "there are sample-en-alliances"),
    (("--publisher", "nobody"), "there are techpolicy-kg samples"),
    (("--language", "fr"), "there are en, "),
    (("--cluster", "99"), "the clusters are 1 ("),
    (("--since", "soon"), "no date"),
    (("--since", "2090"), "nothing is said in this slice"),
    (("-o", "no/such/folder/x.html"), "cannot be written"),
]


@pytest.mark.parametrize(("options", "said"), WRONG)
def test_a_view_that_cannot_be_had_is_2_with_the_cure(
    samples_out: Path, options: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    before = sorted(samples_out.iterdir())
    assert call(monkeypatch, "view", samples_out, *options) == cli.NOTHING_DONE
    assert said in capsys.readouterr().err
    assert sorted(samples_out.iterdir()) == before and sys.argv[1] == "view"
    assert len(WRONG) == 12


def test_counts_from_one(samples_out: Path) -> None:
    directory = Directory(store.load(samples_out))
    for wrong in ({"depth": 0}, {"top": -1}, {"cluster": -2}):
        with pytest.raises(Problem, match="count from 1"):
            views.choose(directory, **wrong)  # type: ignore[arg-type]


def test_more_than_a_page_holds_is_told(
    tmp_path: Path, samples_out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kg.views.data.EMBEDDED_NODES", 50)
    assert call(monkeypatch, "view", samples_out, "-o", tmp_path / "all.html") == 0
    assert "the page holds the 50 most central of them" in capsys.readouterr().err
