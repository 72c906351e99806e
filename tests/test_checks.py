"""Validation: every shape and query fires on a broken graph and on no sound one, and both engines agree."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import socket
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Kg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import knowledge

from kg import checks, cli, paths, rdf, store
from kg.checks import Check, Finding, Severity, fast, limited, quality, report, sentences, shapes, terms
from kg.iris import PREFIXES
from kg.model import Problem

BROKEN = Path(__file__).parent / "broken"
GOOD = (BROKEN / "good.ttl").read_text(encoding="utf-8")
FILES = sorted(path for path in BROKEN.iterdir() if path.name != "good.ttl")
CONSTRAINTS = {(c.check.name, c.part) for c in shapes.default()}
QUERIES = {(q.check.name, "-") for q in quality.default()}
EXPECT = re.compile(r"# expect: (\S+) (\S+) (\S+)")


def graph(folder: Path, text: str, name: str = "graph.trig") -> store.Store:
    """A store of a text, as TriG unless the name says otherwise."""
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="\n")
    return store.load(path)


def broken(path: Path, folder: Path) -> store.Store:
    """The sound graph and what a file adds to it."""
    return graph(folder, GOOD + path.read_text(encoding="utf-8"))


def named(findings: Iterable[Finding]) -> set[tuple[str, str, str]]:
    """Findings as the files expect them; blank nodes have no lasting name."""
    return {
        (f.check.name, f.part or "-", "_:" if terms.is_blank(f.node) else terms.shown(f.node).replace(" ", "_"))
        for f in findings
    }


def expected(path: Path) -> set[tuple[str, str, str]]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    found = [EXPECT.fullmatch(line) for line in lines]
    return {(m[1], m[2], m[3]) for m in found if m} if all(found) else set()


# ------------------------------------------------------------------ each shape and each query
@pytest.mark.parametrize("engine", checks.ENGINES)
def test_nothing_is_wrong_with_the_sound_graph(engine: str, tmp_path: Path) -> None:
    found = checks.validate(graph(tmp_path, GOOD), engine=engine)
    assert found.findings == () and found.worst is None
    assert (found.constraints, found.queries) == (158, 28)


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_broken_graph_breaks_what_it_says(path: Path, tmp_path: Path) -> None:
    one = broken(path, tmp_path)
    found = checks.validate(one)
    assert named(found.findings) == expected(path)
    assert path.stem in {f.check.name for f in found.findings}
    reference = checks.broken_shapes(one, shapes.default(), engine="pyshacl")
    assert checks.broken_shapes(one, shapes.default()) == reference


def test_every_constraint_and_every_query_is_broken_by_some_graph() -> None:
    fired = {(name, part) for path in FILES for name, part, _ in expected(path)}
    assert fired == CONSTRAINTS | QUERIES
    assert len(FILES) == 92 and len(CONSTRAINTS) == 158 and len(QUERIES) == 28


def test_messages_have_problem_and_cure() -> None:
    all_checks = [*(c.check for c in shapes.default()), *(q.check for q in quality.default())]
    assert [c.name for c in all_checks if not (c.problem.endswith(".") and c.cure.endswith("."))] == []
    assert {c.severity for c in all_checks} == set(Severity)
    names = [q.check.name for q in quality.default()]
    assert not {c.check.name for c in shapes.default()} & set(names), "a shape and a query share a name"


# ------------------------------------------------------------------ our own output
def test_nothing_is_wrong_with_our_samples(samples_out: Path) -> None:
    found = checks.validate(store.load(samples_out))
    assert found.findings == () and found.triples > 20_000


def test_nothing_is_wrong_with_the_articles(corpus_out: Path) -> None:
    assert checks.validate(store.load(corpus_out)).findings == ()


@pytest.mark.parametrize("name", ["graph.ttl", "graph.trig"])
def test_what_the_writer_writes_has_the_right_shape(name: str, tmp_path: Path) -> None:
    """Two documents made by hand with a hostile title, control characters and a name that nobody registered."""
    rdf.write(knowledge(), tmp_path)
    assert checks.validate(store.load(tmp_path / name)).findings == ()


# ------------------------------------------------------------------ two engines, one verdict
ODD = [
    *(f'"{text}"^^xsd:integer' for text in ("abc", "1_0", " 1 ", "+1", "-1", "-0", "00", "9" * 25, "١٢", "", "0x1")),
    *(f'"{text}"^^xsd:decimal' for text in ("1.5", "-1.5", "1e3", "1", ".5", "1.", "")),
    *(f'"{text}"^^xsd:boolean' for text in ("true", "1", "TRUE", "")),
    *(
        f'"{text}"^^xsd:date'
        for text in ("2022-02-03", "2022-02-30", "2022-02-03Z", "-2022-02-03", "12022-02-03", "2022")
    ),
    *(f'"{text}"^^edtf:EDTF' for text in ("2022", "2022/..", "May 2022", "")),
    *('"1e3"^^xsd:double', '"NaN"^^xsd:double', '"INF"^^xsd:float', '"5"^^xsd:int', '"x"^^<http://example.org/type>'),
    *('""', '"x"', '"USD"', '"USD\\n"', '"5"', f'"{"0" * 64}"', f'"{"0" * 64}\\n"', '"a\\tb\\n\\"\\\\c\\r\u2028"'),
    *(
        '"x"@en',
        '"y"@EN',
        '"x"@zh-Hant',
        '"x"@fr',
        '"x"@zh',
        "_:a",
        "_:b",
        "tpe:india",
        "<http://example.org/service('>",
    ),
    *('"<a>"^^rdf:XMLLiteral', '"<a"^^rdf:XMLLiteral', '"zz"^^xsd:hexBinary', '"x"^^xsd:anyURI', '"2022"^^xsd:gYear'),
]
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
SOUND = sorted(
    zip(*store.columns(store.load(BROKEN / "good.ttl", ontology=False), "SELECT ?s ?p ?o { ?s ?p ?o }"), strict=True)
)
SUBJECTS = [*sorted({s for s, _, _ in SOUND}), "_:a", "<http://example.org/thing>"]
PREDICATES = sorted({p for _, p, _ in SOUND})
OBJECTS = [*sorted({o for _, _, o in SOUND}), *ODD]
CLASSES = [
    "tp:Actor",
    "tp:Claim",
    "tp:Assertion",
    "tp:Mention",
    "tp:Document",
    "tp:Country",
    "tp:Modality",
    "oa:TextPositionSelector",
]
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("remove"), st.integers(0, len(SOUND) - 1)),
        st.tuples(st.just("change"), st.integers(0, len(SOUND) - 1), st.sampled_from(OBJECTS)),
        st.tuples(st.just("add"), st.sampled_from(SUBJECTS), st.sampled_from(PREDICATES), st.sampled_from(OBJECTS)),
        st.tuples(st.just("type"), st.sampled_from([*SUBJECTS, *CLASSES]), st.sampled_from(CLASSES)),
        st.tuples(st.just("below"), st.sampled_from([*SUBJECTS, *CLASSES]), st.sampled_from(CLASSES)),
    ),
    min_size=1,
    max_size=15,
)


def edited(edits: list[tuple[str, ...]]) -> str:
    """The sound graph with triples removed, changed, added."""
    triples = dict(enumerate(SOUND))
    more = []
    for kind, *rest in edits:
        if kind == "remove":
            triples.pop(rest[0], None)
        elif kind == "change" and rest[0] in triples:
            triples[rest[0]] = (*triples[rest[0]][:2], rest[1])
        elif kind == "add":
            more.append(tuple(rest))
        elif kind in ("type", "below"):
            more.append((rest[0], "a" if kind == "type" else "rdfs:subClassOf", rest[1]))
    return HEAD + "".join(f"{' '.join(triple)} .\n" for triple in [*triples.values(), *more])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_the_engines_agree_on_any_graph(edits: list[tuple[str, ...]], tmp_path: Path) -> None:
    one = graph(tmp_path, edited(edits), "graph.ttl")
    found = checks.broken_shapes(one, shapes.default())
    assert found == checks.broken_shapes(one, shapes.default(), engine="pyshacl")
    assert {replace(f, sentence=None) for f in checks.validate(one).findings if f.part} == found


def test_the_engines_agree_on_a_large_graph_with_damage_all_over(samples_out: Path, tmp_path: Path) -> None:
    rng = random.Random(5)
    sound = store.load(samples_out / "graph.ttl", ontology=False)
    rows = [list(row) for row in sorted(zip(*store.columns(sound, "SELECT ?s ?p ?o { ?s ?p ?o }"), strict=True))]
    predicates, subjects = sorted({p for _, p, _ in rows}), [s for s, _, _ in rows]
    objects = [*ODD, *(row[2] for row in rng.sample(rows, 50))]
    for at in rng.sample(range(len(rows)), 800):
        rows[at] = [rows[at][0], rows[at][1], rng.choice(objects)]
    for _ in range(800):
        rows.append([rng.choice(subjects), rng.choice(predicates), rng.choice(objects)])
    one = graph(tmp_path, HEAD + "".join(f"{' '.join(row)} .\n" for row in rows), "graph.ttl")
    found = checks.broken_shapes(one, shapes.default())
    assert len(found) > 500 and len({(f.check.name, f.part) for f in found}) > 60
    assert found == checks.broken_shapes(one, shapes.default(), engine="pyshacl")


def test_a_shape_that_one_engine_overlooks_would_be_seen(tmp_path: Path) -> None:
    one = broken(BROKEN / "claim-said.ttl", tmp_path)
    fewer = tuple(c for c in shapes.default() if c.check.name != "claim-said")
    assert checks.broken_shapes(one, fewer) != checks.broken_shapes(one, shapes.default(), engine="pyshacl")


def test_the_same_triple_in_two_graphs_counts_once(tmp_path: Path) -> None:
    turtle = GOOD[GOOD.index("tpe:india a") :]
    one = graph(tmp_path, f"{HEAD}tpd:good {{ {turtle} }} <http://example.org/copy> {{ {turtle} }}")
    wrong = [f for f in checks.validate(one).findings if f.check.name != "assertion-graph"]
    assert wrong == []


def test_the_reference_fetches_and_imports_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    text = GOOD + "<http://example.org/o> a owl:Ontology ; owl:imports <http://example.org/other> .\n"
    text += "tp:Actor sh:shapesGraph <http://example.org/shapes> .\n"
    head = "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    assert checks.broken_shapes(graph(tmp_path, head + text), shapes.default(), engine="pyshacl") == set()


BEYOND = [
    ('<http://example.org/a> rdfs:comment "x"@en--ltr .', "not a valid language tag"),
    ("<http://example.org/a> rdfs:seeAlso <<( tpe:india tp:supports tpe:isro )>> .", "not a term of RDF 1.1"),
    ('[] a tp:Claim ; tp:documents 1 . tpa:x tp:amountValue "NaN"^^xsd:decimal ; a tp:Assertion .', "could not finish"),
]


@pytest.mark.parametrize(("turtle", "said"), BEYOND)
def test_what_the_reference_cannot_read_is_a_problem_and_no_matter_for_the_other(
    turtle: str, said: str, tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    one = graph(tmp_path, GOOD + turtle)
    assert checks.validate(one).triples > 500
    with pytest.raises(Problem, match=said) as caught:
        checks.validate(one, engine="pyshacl")
    assert caught.value.cure and caught.value.where


def test_odd_literals_are_not_logged(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    one = graph(tmp_path, GOOD + 'tpa:party tp:to "2022-02-30"^^xsd:date .\n')
    for engine in checks.ENGINES:
        assert checks.validate(one, engine=engine).findings
    assert capfd.readouterr() == ("", "")


# ------------------------------------------------------------------ the shapes file
SHAPE = HEAD + "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix tps: <https://w3id.org/techpolicy-kg/shapes#> .\n"
PROPERTY = "tps:a a sh:NodeShape ; sh:targetClass tp:Claim ; sh:property tps:b .\ntps:b a sh:PropertyShape ; sh:path tp:first ; sh:message 'm' ; tp:cure 'c' ; "
UNREAD = [
    (PROPERTY + "sh:maxInclusive 5 .", "shapes#maxInclusive"),
    (PROPERTY + "sh:not [ sh:class tp:Claim ] .", "shacl#not"),
    (PROPERTY + "sh:or ( [ sh:class tp:Claim ] ) .", "shacl#or"),
    (PROPERTY + "sh:node tps:a .", "shacl#node"),
    (PROPERTY + "sh:sparql [] .", "shacl#sparql"),
    (PROPERTY + "sh:minCount 1 ; sh:deactivated true .", "shacl#deactivated"),
    (PROPERTY + "sh:pattern 'a' ; sh:flags 'i' .", "shacl#flags"),
    (PROPERTY + "sh:minCount 2 .", "sh:minCount 2"),
    (PROPERTY + "sh:maxCount -1 .", "sh:maxCount -1"),
    (PROPERTY + "sh:uniqueLang false .", "sh:uniqueLang false"),
    (PROPERTY + "sh:nodeKind sh:BlankNode .", "sh:nodeKind"),
    (PROPERTY + "sh:class tp:Claim , tp:Mention .", "several values of sh:class"),
    (PROPERTY + "sh:in ( tp:planned 'x' ) .", "sh:in"),
    (PROPERTY + "sh:in [ rdf:first tp:planned ] .", "a broken list"),
    (PROPERTY + "sh:minInclusive 0.5 .", "sh:minInclusive 0.5"),
    (PROPERTY + "sh:severity tp:bad ; sh:minCount 1 .", "no severity"),
    (PROPERTY + "sh:path tp:last ; sh:minCount 1 .", "neither one predicate nor the inverse"),
    (
        PROPERTY.replace("sh:path tp:first", "sh:path ( tp:claim tp:first )") + "sh:minCount 1 .",
        "neither one predicate",
    ),
    (PROPERTY.replace("tp:cure 'c' ;", "") + "sh:minCount 1 .", "needs one tp:cure"),
    (PROPERTY.replace("sh:message 'm' ;", "") + "sh:minCount 1 .", "needs one sh:message"),
    (PROPERTY + "sh:message 'n' ; sh:minCount 1 .", "needs one sh:message"),
    (PROPERTY.removesuffix("; ") + ".", "demands nothing"),
    (PROPERTY.replace("sh:targetClass tp:Claim", "sh:targetNode tp:Claim") + "sh:minCount 1 .", "has no target"),
    (PROPERTY.replace("tps:a a", "tps:a sh:minCount 1 ; a") + "sh:minCount 1 .", "shacl#minCount"),
    (PROPERTY.replace("sh:property tps:b", "sh:property [ sh:path tp:last ]") + "sh:minCount 1 .", "without an IRI"),
    (PROPERTY.replace("sh:property tps:b", "sh:property tps:c") + "sh:minCount 1 .", "without an IRI or a description"),
    (PROPERTY + "sh:minCount 1 .\ntps:c a sh:PropertyShape ; sh:path tp:last .", "belongs to no node shape"),
]
assert len(UNREAD) >= 27


@pytest.mark.parametrize(("turtle", "said"), UNREAD)
def test_what_only_one_engine_would_check_is_refused(turtle: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(SHAPE + turtle, encoding="utf-8")
    with pytest.raises(Problem) as caught:
        shapes.load(path)
    assert said.replace("shapes#maxInclusive", "shacl#maxInclusive") in caught.value.message
    assert caught.value.where == str(path) and caught.value.cure


def test_a_shape_as_constraints(tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(
        SHAPE + PROPERTY + "sh:maxCount 1 ; sh:languageIn ( 'zh' 'en' ) ; sh:severity sh:Info .", encoding="utf-8"
    )
    check = Check("b", Severity.INFO, "m", "c")
    targets = (("targetClass", f"<{PREFIXES['tp']}Claim>"),)
    assert shapes.load(path) == (
        shapes.Constraint(check, targets, f"<{PREFIXES['tp']}first>", "languageIn", ('"zh"', '"en"')),
        shapes.Constraint(check, targets, f"<{PREFIXES['tp']}first>", "maxCount", ("1",)),
    )


def test_every_part_of_shacl_that_is_read_is_used() -> None:
    assert {part for _, part in CONSTRAINTS} == set(shapes.PARTS)


# ------------------------------------------------------------------ the folder of queries
def folder(tmp_path: Path, text: str, severities: str = "check\tseverity\na\terror\n") -> Path:
    (tmp_path / "a.rq").write_text(text, encoding="utf-8")
    (tmp_path / "severities.tsv").write_text(severities, encoding="utf-8")
    return tmp_path


QUERY = "# Problem: It is so.\n# Solution: Change it.\nSELECT ?node { ?node a tp:Claim }\n"
FOLDERS = [
    ("SELECT ?node { ?node a tp:Claim }", "check\tseverity\na\terror\n", "a.rq:1", "no header"),
    ("# Problem: x\nSELECT ?node { ?node a tp:Claim }", "check\tseverity\na\terror\n", "a.rq:1", "no header"),
    (QUERY, "check\tseverity\n", "a.rq", "no severity"),
    (QUERY, "check\tseverity\na\tfatal\n", "severities.tsv:2", "not a severity"),
    (QUERY, "check\tseverity\na\terror\na\tinfo\n", "severities.tsv:3", "not a severity"),
    (QUERY, "check\tseverity\na\terror\nb\terror\n", "severities.tsv", "no query for b"),
]


@pytest.mark.parametrize(("text", "severities", "where", "said"), FOLDERS)
def test_a_folder_that_does_not_fit_together(text: str, severities: str, where: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(Problem, match=said) as caught:
        quality.load(folder(tmp_path, text, severities))
    assert caught.value.where == str(tmp_path / where) and caught.value.cure


def test_a_query_that_is_wrong_names_file_and_place(tmp_path: Path) -> None:
    (query,) = quality.load(folder(tmp_path, QUERY.replace("SELECT", "SELEKT")))
    with pytest.raises(Problem) as caught:
        list(quality.violations(graph(tmp_path, GOOD), query))
    assert caught.value.where == f"{tmp_path / 'a.rq'}, line 3, column 1"
    with pytest.raises(Problem, match="cannot be read"):
        quality.load(tmp_path / "none")


# ------------------------------------------------------------------ what a person reads
QUOTES = [
    ("tpa:party", "印度于2023年6月签署《阿尔忒弥斯协定》。"),
    ("tpc:party", "印度于2023年6月签署《阿尔忒弥斯协定》。"),
    ("tpe:india", "印度于2023年6月签署《阿尔忒弥斯协定》。"),
    ("<https://w3id.org/techpolicy-kg/document/good#char=10,12>", "印度于2023年6月签署《阿尔忒弥斯协定》。"),
    ("tpe:mentioned", "印度"),
    ("tpe:space", None),
    ("tpd:good", None),
    ("tpe:unheard", None),
]


@pytest.mark.parametrize(("node", "quote"), QUOTES)
def test_the_sentence_behind_a_node(node: str, quote: str | None, tmp_path: Path) -> None:
    more = """<https://w3id.org/techpolicy-kg/document/good#0> oa:start 0 ; oa:end 2 ; oa:exact "印度" ;
    dcterms:source tpd:good ; tp:denotes tpe:mentioned ."""
    prefix, _, local = node.partition(":")
    term = node if node.startswith("<") else f"<{PREFIXES[prefix]}{local}>"
    found = sentences.of(graph(tmp_path, GOOD + more), [term]).get(term)
    assert (found.text if found else None) == quote
    if found:
        assert found.document == f"{PREFIXES['tpd']}good" and (found.start, found.end) == (0, len(found.text))


def test_the_text_names_node_sentence_and_cure(tmp_path: Path) -> None:
    found = checks.validate(broken(BROKEN / "assertion-evidence.ttl", tmp_path))
    assert list(report.as_lines(found, 2)) == [
        "error: assertion-evidence: An assertion stands on one sentence, a span with offsets and text.",
        "  → Quote the sentence as a span and name it in tp:evidence; without a sentence remove the assertion.",
        "  tpa:text [class] → 印度签署",
        "  tpa:two [maxCount]",
        "    “印度于2023年6月签署《阿尔忒弥斯协定》。” (tpd:good 0–22)",
        "  … and 1 more",
        f"{found.triples} triples, 158 constraints, 28 queries: 3 errors",
    ]


def test_tables_of_findings(tmp_path: Path) -> None:
    found = checks.validate(broken(BROKEN / "entity-alias.ttl", tmp_path))
    rows = list(csv.DictReader(io.StringIO(report.as_csv(found))))
    value = json.loads(report.as_json(found))
    assert tuple(rows[0]) == report.COLUMNS
    assert [row["node"] for row in rows] == [row["node"] for row in value["findings"]]
    first = value["findings"][0]
    assert (first["severity"], first["check"], first["part"]) == ("error", "entity-alias", "disjoint")
    assert first["node"] == f"{PREFIXES['tpe']}three" and first["value"] == "某" and first["sentence"] is None
    assert value["triples"] == found.triples


SHOWN = [
    ("<https://w3id.org/techpolicy-kg/entity/chip-4>", "tpe:chip-4"),
    ('"华为"@zh', "华为"),
    ('"a\\tb\\n\\"\\\\c"', 'a\tb\n"\\c'),
    ('"2022-03-01"^^<http://www.w3.org/2001/XMLSchema#date>', "2022-03-01"),
    ("5", "5"),
    ("_:b", "_:b"),
    ("<<( <a:b> <a:c> 5 )>>", "a:b a:c 5"),
    ("", ""),
]


@pytest.mark.parametrize(("term", "shown"), SHOWN)
def test_terms_for_people(term: str, shown: str) -> None:
    assert terms.shown(term) == shown


# ------------------------------------------------------------------ with a time limit, and on the command line
def test_in_a_process_of_its_own(tmp_path: Path) -> None:
    one = broken(BROKEN / "assertion-evidence.ttl", tmp_path)
    assert limited.validate(one, timeout=120) == checks.validate(one)
    with pytest.raises(Problem, match=r"more than 0\.01 seconds"):
        limited.validate(one, timeout=0.01)
    with pytest.raises(Problem, match="damaged") as caught:
        limited.validate(graph(tmp_path, "hello"), timeout=120)
    assert caught.value.where == f"{tmp_path / 'graph.trig'}:1:1"


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["kg", *map(str, arguments)])
    monkeypatch.setattr(cli.signal, "signal", lambda *_: None)
    with pytest.raises(SystemExit) as end:
        cli.main()
    return int(end.value.code or 0)


CODES = [
    (None, 0, "nothing is wrong"),
    ("assertion-future.ttl", 0, "1 note"),
    ("blank-node.ttl", 1, "1 warning"),
    ("entity-label.ttl", 3, "3 errors, 1 warning"),
]


@pytest.mark.parametrize(("name", "code", "said"), CODES)
def test_the_exit_code_tells_the_severity(
    name: str | None,
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    one = broken(BROKEN / name, tmp_path) if name else graph(tmp_path, GOOD)
    assert call(monkeypatch, "validate", one.path) == code
    out = capsys.readouterr().out.splitlines()
    assert out[-1].endswith(f": {said}")
    assert call(monkeypatch, "validate", one.path, "--form", "json", "--engine", "pyshacl") == code
    assert len(json.loads(capsys.readouterr().out)["findings"]) == sum(
        map(int, re.findall(r"\d+ (?=err|war|not)", said))
    )


def test_a_folder_of_a_build(samples_out: Path, kg_run: Kg) -> None:
    done = kg_run("validate", samples_out)
    assert done.returncode == 0 and done.stderr == "" and "158 constraints, 28 queries" in done.stdout


def test_findings_cannot_steer_the_terminal(tmp_path: Path, kg_run: Kg) -> None:
    one = graph(
        tmp_path,
        GOOD
        + 'tpe:isro skos:altLabel "\\u001b]0;owned\\u0007\\u202e"@en ; tp:contextLabel "\\u001b]0;owned\\u0007\\u202e"@en .\n',
    )
    done = kg_run("validate", one.path)
    assert done.returncode == 3 and "owned" in done.stdout
    assert not re.search("[\x1b\x07\u202e]", done.stdout)


def test_columns_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    columns = store.columns
    monkeypatch.setattr(fast.store, "columns", lambda one, text: asked.append(text) or columns(one, text))
    assert list(fast.violations(graph(tmp_path, GOOD), shapes.default())) == []
    assert len(asked) == len(set(asked)) < 90


def test_the_shapes_that_ship_are_where_paths_says() -> None:
    assert shapes.load(paths.ontology() / "shapes.ttl") == shapes.default()
