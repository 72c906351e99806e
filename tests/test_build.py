"""The build as a whole: every file, the same bytes, what bad input gets, and the questions it must answer."""

from __future__ import annotations

import csv
import re
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, built, files

from kg import builder, paths, store
from kg.extract import pipeline
from kg.model import Document, Extraction, Problem
from kg.output import FILES, FOLDERS

ZH = "2023年5月，美国商务部将华为列入实体清单。日本加入四方安全对话。\n"

COLUMNS = {
    "entities.csv": "entity key class label_zh label_en aliases forms wikidata provisional mentions documents",
    "mentions.csv": "document start end text entity how",
    "assertions.csv": "document subject predicate object modality date attribution amount"
    " evidence_start evidence_end evidence rule",
    "unknown.csv": "form count documents",
    "candidates.csv": "key class name mentions documents example row",
    "contradictions.csv": "kind subject subject_zh subject_en predicate object object_zh object_en"
    " first_sayings first_modality first_date first_attribution first_document first_published first_start first_end"
    " first_quote second_sayings second_modality second_date second_attribution second_document second_published"
    " second_start second_end second_quote",
    "metrics.csv": "entity key class label_zh label_en degree strength betweenness pagerank rank slice"
    " degree_low degree_high strength_low strength_high betweenness_low betweenness_high pagerank_low pagerank_high"
    " rank_low rank_high top10 document rank_without seed resamples"
    " closeness closeness_low closeness_high eigenvector eigenvector_low eigenvector_high core core_low core_high"
    " constraint constraint_low constraint_high family_rank family_rank_low family_rank_high first3",
    "clusters.csv": "cluster name entity key class label_zh label_en stability mechanisms slice"
    " name_zh support also seed resamples also_share also_share_low also_share_high",
}


def test_a_build_of_the_samples_writes_every_file(samples_out: Path) -> None:
    assert sorted(p.name for p in samples_out.iterdir()) == sorted((*FILES, *FOLDERS))
    readers = {f"{p.stem}.html" for p in paths.seeds().glob("*.txt")}
    assert {p.name for p in (samples_out / "documents").iterdir()} == readers and len(readers) == 9
    for name, columns in COLUMNS.items():
        with (samples_out / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0] == columns.split(), name
        assert (len(rows) > 1 or name == "candidates.csv") and {len(row) for row in rows} == {len(rows[0])}, name
        assert len(rows) > 1 or name == "candidates.csv", name
    assert set(COLUMNS) == {name for name in FILES if name.endswith(".csv")}


def test_mentions_and_evidence_stand_where_they_say(samples_out: Path) -> None:
    texts = {p.stem: p.read_bytes().decode() for p in paths.seeds().glob("*.txt")}
    counted = 0
    for name, start, end, text in (
        ("mentions.csv", "start", "end", "text"),
        ("assertions.csv", "evidence_start", "evidence_end", "evidence"),
    ):
        with (samples_out / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert texts[row["document"]][int(row[start]) : int(row[end])] == row[text].removeprefix("'")
                counted += 1
    assert counted > 1000
    with (samples_out / "mentions.csv").open(encoding="utf-8", newline="") as file:
        assert {row["document"] for row in csv.DictReader(file)} == set(texts)


def same(one: Path, other: Path) -> None:
    mine, theirs = files(one), files(other)
    assert list(mine) == list(theirs)
    assert [name for name in mine if mine[name] != theirs[name]] == []


def test_same_samples_same_bytes(samples_out: Path, tmp_path: Path) -> None:
    found = sorted(paths.seeds().glob("*.txt"), reverse=True)
    here = [Path("seeds") / found[0].name, *found[1:], found[3]]
    (tmp_path / "seeds").symlink_to(paths.seeds())
    same(samples_out, built(here, tmp_path / "other", cwd=tmp_path, seed=2))


def test_same_corpus_same_bytes(corpus: Path, corpus_out: Path, tmp_path: Path) -> None:
    found = sorted(corpus.glob("*.txt"), reverse=True)
    same(corpus_out, built(found, tmp_path / "other", cwd=tmp_path, seed=2))


def test_outputs_tell_neither_day_nor_place(samples_out: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    places = [str(ROOT), str(Path.home()), str(samples_out.parent), str(tmp_path_factory.getbasetemp()), sys.prefix]
    today = time.strftime("%Y-%m-%d")
    for name, content in files(samples_out).items():
        text = content.decode()
        assert [place for place in places if len(place) > 5 and place in text] == [], name
        assert today not in text, name
        # vis-network's own notice, inlined in the page, has the time of its release.
        assert name == "graph.html" or not re.search(r"\d\d:\d\d:\d\d", text), name


IPEF = "australia brunei fiji india indonesia japan malaysia new-zealand philippines singapore thailand vietnam"
LISTED = "dahua dji hikvision huawei sensetime smic ymtc"

# Whole, relation; what must come out of the samples at least ("who modality"), and what must not.
QUESTIONS = [
    ("aukus", "memberOf", "australia asserted, united-kingdom asserted, united-states asserted", "japan asserted"),
    ("us-eu-trade-and-technology-council", "memberOf", "european-union asserted, united-states asserted", ""),
    ("chip-4", "memberOf", "japan planned, south-korea planned, taiwan planned", "china asserted"),
    (
        "quad",
        "memberOf",
        "australia asserted, india asserted, japan asserted, united-states asserted",
        "china asserted",
    ),
    ("ipef", "memberOf", ", ".join(f"{who} asserted" for who in IPEF.split()), "taiwan asserted"),
    (
        "entity-list",
        "listedOn",
        "cxmt possible, " + ", ".join(f"{who} asserted" for who in LISTED.split()),
        "cxmt asserted, tsmc asserted, nvidia asserted",
    ),
]


@pytest.mark.parametrize(("whole", "relation", "at_least", "never"), QUESTIONS)
def test_who_belongs_and_which_sentence_says_so(
    samples_out: Path, whole: str, relation: str, at_least: str, never: str
) -> None:
    answer = store.query(
        store.load(samples_out),
        f"""SELECT ?who ?modality ?quote ?title {{
          ?claim rdf:subject ?who ; rdf:predicate tp:{relation} ; rdf:object tpe:{whole} .
          ?saying tp:claim ?claim ; tp:modality ?modality ; dcterms:source ?document ; tp:evidence/oa:exact ?quote .
          ?document dcterms:title ?title .
        }}""",
    )
    found = {f"{who} {modality}".replace("tpe:", "").replace("tp:", "") for who, modality, _, _ in answer.rows}
    assert set(at_least.split(", ")) <= found
    assert not set(never.split(", ")) & found
    texts = [p.read_bytes().decode() for p in paths.seeds().glob("*.txt")]
    for _, _, quote, title in answer.rows:
        assert any(str(quote) in text for text in texts) and title


def test_a_plan_is_never_a_fact(samples_out: Path) -> None:
    """Direct triples stand exactly for claims that some document asserts."""
    graph = store.load(samples_out)
    claim = "?claim a tp:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ."
    asserted = "?claim a tp:Claim . ?saying tp:claim ?claim ; tp:modality tp:asserted"
    without = store.query(graph, f"SELECT ?claim {{ {claim} {asserted} MINUS {{ {claim} ?s ?p ?o }} }}")
    hedged = store.query(graph, f"SELECT ?claim {{ {claim} MINUS {{ {asserted} }} }}")
    planned = store.query(graph, f"SELECT ?claim {{ {claim} ?s ?p ?o MINUS {{ {asserted} }} }}")
    assert without.rows == () and planned.rows == ()
    assert len(hedged.rows) > 10


def write(folder: Path, name: str, data: bytes | str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


ENCRYPTED = b"%PDF-1.4\n" + b"".join(
    (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n",
        b"3 0 obj<</Filter/Standard/V 1/R 2/P -4/O(" + b"o" * 32 + b")/U(" + b"u" * 32 + b")>>endobj\n",
        b"trailer<</Root 1 0 R/Encrypt 3 0 R/ID[(a)(a)]/Size 4>>\n%%EOF\n",
    )
)
BAD = [
    ("missing.txt", None, "no such file"),
    ("empty.txt", b"", "empty"),
    ("blank.md", b" \n\t\n", "no text"),
    ("picture.txt", bytes(range(256)) * 40, ""),
    ("broken.txt", "出口管制".encode() + b"\xff\xfe\xfd" * 9 + b"\x00\x81", ""),
    ("truncated.pdf", b"%PDF-1.7\n1 0 obj", ""),
    ("locked.pdf", ENCRYPTED, ""),
    ("false.docx", b"PK\x03\x04 not a zip", ""),
    ("image.png", b"\x89PNG\r\n\x1a\n", "suffix"),
    ("evil\x1b[31m.pdf", b"%PDF", ""),
]


@pytest.mark.parametrize(("name", "data", "said"), BAD, ids=[name for name, _, _ in BAD])
def test_a_bad_document_is_named_and_the_others_are_built(
    tmp_path: Path, name: str, data: bytes | None, said: str
) -> None:
    bad = tmp_path / "in" / name
    good = write(tmp_path / "in", "good.txt", ZH)
    if data is not None:
        write(tmp_path / "in", name, data)
    made = builder.build([bad, good], tmp_path / "out")
    assert [x.document.id for x in made.knowledge.extractions] == ["good"]
    assert made.knowledge.extractions[0].assertions
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted((*FILES, *FOLDERS))
    (problem,) = made.problems
    assert name.replace("\x1b", "�") in str(problem) and said in problem.message and problem.cure
    assert "\x1b" not in str(problem)
    with pytest.raises(Problem) as caught:
        builder.build([bad], tmp_path / "none")
    assert str(caught.value) == str(problem)
    assert not (tmp_path / "none").exists()


def test_nothing_to_read_names_every_cause(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(Problem) as caught:
        builder.build([tmp_path / "empty", tmp_path / "gone.txt", tmp_path / "x*.pdf"], tmp_path / "out")
    lines = str(caught.value).splitlines()
    assert len(lines) == 4
    assert all(name in line for name, line in zip(("empty", "gone.txt", "x*.pdf"), lines[1:], strict=True))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["empty"]


def test_a_line_of_ten_megabytes_stops_no_one(tmp_path: Path) -> None:
    """It is read or told; that the test ends shows that the time is bounded."""
    long = write(tmp_path / "in", "long.txt", ZH + "a" * 10_000_000)
    write(tmp_path / "in", "short.txt", ZH)
    extractions, problems = builder.read([tmp_path / "in"])
    read = {x.document.id: x.mentions for x in extractions}
    assert read["short"]
    assert ("long" in read) != ([Path(p.where).name for p in problems] == ["long.txt"])
    assert long.name in str(problems) or len(read["long"]) >= len(read["short"])


def test_a_document_that_breaks_our_own_code_is_one_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extract = pipeline.extract

    def broken(document: Document, **_: object) -> Extraction:
        if document.id == "b":
            raise IndexError("a bug\x1b")
        return extract(document)

    monkeypatch.setattr(builder.pipeline, "extract", broken)
    for name in "abc":
        write(tmp_path / "in", f"{name}.txt", ZH + name)
    made = builder.build([tmp_path / "in"], tmp_path / "out")
    assert [x.document.id for x in made.knowledge.extractions] == ["a", "c"]
    (problem,) = made.problems
    assert (problem.where, problem.message) == ("b.txt", "it could not be analysed (IndexError: a bug�)")
    assert isinstance(problem.__cause__, IndexError) and problem.cure


@pytest.mark.parametrize("step", ["tables.write", "rdf.write_trig", "network.write", "reader.write", "explorer.write"])
def test_a_stage_that_fails_leaves_the_old_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    source = write(tmp_path / "in", "a.txt", ZH)
    builder.build([source], tmp_path / "out")
    before = files(tmp_path / "out")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"kg.builder.{step}", full)
    write(tmp_path / "in", "a.txt", ZH * 2)
    with pytest.raises(Problem, match="No space left"):
        builder.build([source], tmp_path / "out")
    assert files(tmp_path / "out") == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in", "out"]


def test_a_new_build_replaces_everything_of_an_old_one(tmp_path: Path) -> None:
    first, second = write(tmp_path / "in", "a.txt", ZH), write(tmp_path / "in", "b.txt", "印度加入四方安全对话。\n")
    builder.build([first], tmp_path / "out")
    builder.build([second], tmp_path / "fresh")
    builder.build([second], tmp_path / "out")
    same(tmp_path / "fresh", tmp_path / "out")


def test_a_folder_named_documents_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``kg build documents -o .`` must not put pages into the folder that it reads, nor begin to read."""
    source = write(tmp_path / "documents", "a.txt", ZH)
    monkeypatch.setattr("kg.builder.read", None)
    with pytest.raises(Problem, match=r"'a\.txt', which no build wrote"):
        builder.build([source], tmp_path)
    assert list(files(tmp_path)) == ["documents/a.txt"]


@pytest.mark.parametrize("out", ["in", "in/out", "in/../in/new", "link/out"])
def test_the_output_may_not_lie_among_the_documents(tmp_path: Path, out: str) -> None:
    write(tmp_path / "in", "a.txt", ZH)
    (tmp_path / "link").symlink_to("in")
    with pytest.raises(Problem, match="among the documents") as caught:
        builder.build([tmp_path / "in"], tmp_path / out)
    assert str(tmp_path / "in") in caught.value.cure
    assert [p.name for p in (tmp_path / "in").iterdir()] == ["a.txt"]


def test_a_document_beside_the_output_is_fine(tmp_path: Path) -> None:
    source = write(tmp_path, "a.txt", ZH)
    assert builder.build([source], tmp_path / "out").problems == ()
    assert (tmp_path / "out" / "graph.html").is_file()


def test_progress_tells_documents_and_stages(tmp_path: Path) -> None:
    heard: list[str] = []
    builder.build([write(tmp_path, "甲.txt", ZH)], tmp_path / "out", progress=heard.append)
    assert heard == [
        "reading 甲",
        "writing tables",
        "writing graph.ttl and graph.trig",
        "measuring the network",
        "writing documents",
        "drawing graph.html",
        "writing index.html",
    ]
