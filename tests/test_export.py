"""Graphs in other forms: read back by other tools they are the same graph, and the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import subprocess
import sys
import xml.dom.minidom
from collections.abc import Callable
from datetime import date
from pathlib import Path

import igraph
import networkx as nx
import pyoxigraph as ox
import pytest
import questions_sample
import rdflib
import samples
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from kg import context, export, paths, rdf, sayings, store
from kg.export import followthemoney, graph, jsonld
from kg.export import quads as texts
from kg.iris import ONTOLOGY, PREFIXES, well_formed
from kg.model import Assertion, Document, Entity, Extraction, Knowledge, Modality, Problem, Span
from kg.terms import Quad, quads

pytestmark = pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")  # rdflib's own

XSD, RDF = PREFIXES["xsd"], PREFIXES["rdf"]
RDF_FORMS: dict[str, tuple[ox.RdfFormat, str]] = {
    "turtle": (ox.RdfFormat.TURTLE, "turtle"),
    "trig": (ox.RdfFormat.TRIG, "trig"),
    "nquads": (ox.RdfFormat.N_QUADS, "nquads"),
    "jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
}
WRITERS: dict[str, Callable[[list[Quad]], object]] = {
    "turtle": texts.turtle,
    "trig": texts.trig,
    "nquads": texts.nquads,
    "jsonld": jsonld.jsonld,
}
KNOWN = {"samples": samples.knowledge, "questions": questions_sample.knowledge}


@pytest.fixture(scope="module", params=sorted(KNOWN))
def source(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> store.Store:
    folder = tmp_path_factory.mktemp("out")
    rdf.write(KNOWN[request.param](), folder)
    return store.load(folder)


def text_of(form: str, given: list[Quad]) -> str:
    return "".join(WRITERS[form](given))  # type: ignore[arg-type]


def by_oxigraph(text: str, form: str) -> set[ox.Quad]:
    return set(ox.parse(text.encode(), format=RDF_FORMS[form][0]))


def by_rdflib(text: str, form: str) -> set[tuple[object, ...]]:
    dataset = rdflib.Dataset()
    dataset.parse(data=text, format=RDF_FORMS[form][1])
    return {(s, p, o, g and str(g).replace("urn:x-rdflib:default", "")) for s, p, o, g in dataset.quads()}


@pytest.mark.parametrize("form", RDF_FORMS)
def test_both_libraries_read_the_same_graph_back(form: str, source: store.Store, tmp_path: Path) -> None:
    [path] = export.write(source, tmp_path / f"g{export.FORMS[form].ending}", form)
    text, trig = path.read_text(encoding="utf-8"), source.path.read_text(encoding="utf-8")
    if form == "turtle":
        assert {q.triple for q in by_oxigraph(text, form)} == {q.triple for q in by_oxigraph(trig, "trig")}
        assert {row[:3] for row in by_rdflib(text, form)} == {row[:3] for row in by_rdflib(trig, "trig")}
    else:
        assert by_oxigraph(text, form) == by_oxigraph(trig, "trig")
        assert by_rdflib(text, form) == by_rdflib(trig, "trig")
    again = store.load(path, ontology=False)
    assert store.query(again, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows == store.query(
        store.load(source.path, ontology=False), "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    ).rows  # fmt: skip


@pytest.mark.parametrize("form", export.FORMS)
def test_bytes_do_not_depend_on_the_order_of_the_file(form: str, source: store.Store, tmp_path: Path) -> None:
    lines = store.nquads(source)
    written = []
    for seed in (1, 2):
        random.Random(seed).shuffle(lines)
        shuffled = tmp_path / f"{seed}.nq"
        shuffled.write_text("\n".join(lines) + "\n", encoding="utf-8")
        files = export.write(store.load(shuffled), tmp_path / f"out{seed}", form)
        written.append([file.read_bytes() for file in files])
    assert written[0] == written[1] == [f.read_bytes() for f in export.write(source, tmp_path / "out", form)]


def test_bytes_do_not_depend_on_the_hash_seed(source: store.Store, tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from kg import export, store
for form in export.FORMS:
    export.write(store.load(sys.argv[1]), Path(sys.argv[2]) / form, form)
"""
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(paths.__file__).rsplit("/kg/", 1)[0]}
        subprocess.run([sys.executable, "-c", code, str(source.path), str(tmp_path / seed)], check=True, env=env)
    one, two = (
        {p.relative_to(tmp_path / s): p.read_bytes() for p in (tmp_path / s).rglob("*") if p.is_file()} for s in "12"
    )
    assert one == two and len(one) == len(export.FORMS) + 1


def test_turtle_is_made_to_be_compared(source: store.Store) -> None:
    text = text_of("turtle", quads(store.nquads(source)))
    heads = [line.split(" ")[0] for line in text.split("\n") if line and line[0] not in " @"]
    assert len(heads) == len(set(heads))
    triples = {quad[:3] for quad in quads(store.nquads(source))}
    assert sum(line.endswith((" ;", " .")) and not line.startswith("@") for line in text.split("\n")) == len(triples)
    assert (
        text.startswith("@prefix tp:") and "<https://w3id.org/techpolicy-kg/ontology#" not in text.split("\n\n", 1)[1]
    )


def test_the_writer_and_the_build_write_the_same_lines(source: store.Store) -> None:
    built = (source.path.parent / "graph.ttl").read_text(encoding="utf-8")
    text = text_of("turtle", quads(store.nquads(source)))
    assert sorted(text.strip().split("\n\n")) == sorted(built.strip().split("\n\n"))


def test_numbers_in_names_count() -> None:
    given = quads([f'<a:x#char={n},1> <a:b> "c" .' for n in (100, 20, 3)])
    assert re.findall(r"char=(\d+)", text_of("turtle", given)) == ["3", "20", "100"]


SCHEMES = [
    "tp:",
    "tpe:x",
    "org:a",
    "schema:b",
    "memberOf:c",
    "modality:d",
    "http:e",
    "urn:f",
    "xsd:integer",
    "rdf:type",
]
IRIS = st.sampled_from(
    [
        *(PREFIXES[p] + name for p in ("tp", "tpe", "rdfs", "schema") for name in ("", "a", "memberOf", "a.b", "é", "a/b", "org", "tp", "2")),
        *(f"{ONTOLOGY}{name}" for name in ("modality", "date", "planned", "from", "amountValue", "schema", "type", "id")),
        *("http://example.org/", "http://example.org/a?b=c&d#e", "mailto:x@example.org", "urn:x:y", "a:中"),
        *(f"{RDF}{name}" for name in ("type", "subject", "predicate", "first", "nil")),
        *SCHEMES,
    ]
)  # fmt: skip
NASTY = [
    "",
    "\\",
    '"',
    '"""',
    "\n",
    "\r\n",
    "\t",
    "\x00",
    "\x7f\x85\u2028",
    "\ufffe",
    "𠀀",
    "@en",
    "^^<a:b>",
    "</script>",
    "\\u0041",
    " . ",
    "_:b",
]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(NASTY)
DATATYPES = [
    *(f"{XSD}{name}" for name in ("string", "integer", "decimal", "boolean", "date", "double", "dateTime")),
    *(f"{PREFIXES['edtf']}EDTF", f"{ONTOLOGY}own", "org:x", "http://example.org/t"),
]
LEXICAL = st.sampled_from(
    ["1", "01", "-0", "0", "+1", "1.0", "1.50", "true", "false", "1e3", "2024-02-29", "9" * 20, "x", ""]
)
LITERALS = (
    st.builds(ox.Literal, TEXT)
    | st.builds(lambda text, tag: ox.Literal(text, language=tag), TEXT, st.sampled_from(["en", "zh", "zh-hant", "x-y"]))
    | st.builds(lambda text, t: ox.Literal(text, datatype=ox.NamedNode(t)), LEXICAL | TEXT, st.sampled_from(DATATYPES))
)
NODES = st.builds(ox.NamedNode, IRIS) | st.builds(ox.BlankNode, st.sampled_from("abc"))
QUADS = st.lists(
    st.builds(
        ox.Quad,
        NODES,
        st.builds(ox.NamedNode, IRIS),
        NODES | LITERALS,
        st.just(ox.DefaultGraph()) | st.builds(ox.NamedNode, IRIS) | st.builds(ox.BlankNode, st.sampled_from("ag")),
    ),
    max_size=12,
)


def lines_of(given: set[ox.Quad]) -> list[Quad]:
    text = (ox.serialize(given, format=ox.RdfFormat.N_QUADS) or b"").decode()
    return quads(sorted(set(text.split("\n")[:-1])))


@pytest.mark.parametrize("form", RDF_FORMS)
@given(data=st.data())
def test_any_graph_survives(form: str, data: st.DataObject) -> None:
    given = set(data.draw(QUADS))
    if form == "turtle":
        given = {ox.Quad(q.subject, q.predicate, q.object) for q in given}
    text = text_of(form, lines_of(given))
    found = by_oxigraph(text, form)
    assert ox.Dataset(found).__len__() == len(given)
    one, two = ox.Dataset(found), ox.Dataset(given)
    for dataset in (one, two):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert one == two


@pytest.mark.filterwarnings("ignore")  # rdflib warns of literals that are not what their datatype says
@pytest.mark.parametrize("form", ["turtle", "jsonld"])
@given(given=QUADS)
def test_rdflib_reads_any_graph_back(form: str, given: list[ox.Quad]) -> None:
    triples = {ox.Quad(q.subject, q.predicate, q.object) for q in given}
    # rdflib, not the text, takes rdf:nil and schemes without a path for something else.
    triples = {
        q
        for q in triples
        if not any(str(t)[1:-1].split(":")[0] + ":" == str(t)[1:-1] for t in (q.subject, q.predicate, q.object))
    }
    written = lines_of(triples)
    read = rdflib.Graph().parse(data=text_of(form, written), format=RDF_FORMS[form][1])
    # rdflib reads "1"^^xsd:boolean as true, also from N-Triples.
    assert isomorphic(read, rdflib.Graph().parse(data=text_of("nquads", written), format="nt"))


def test_blank_nodes_are_named_by_the_graph(tmp_path: Path) -> None:
    (tmp_path / "1.ttl").write_text("@prefix : <a:> . :x :y [ :p 1 ; :q [ :r 2 ] ] .", encoding="utf-8")
    (tmp_path / "2.ttl").write_text("@prefix : <a:> . _:zz :r 2 . _:b :q _:zz ; :p 1 . :x :y _:b .", encoding="utf-8")
    one, two = (store.nquads(store.load(tmp_path / f"{n}.ttl")) for n in (1, 2))
    assert one == two and len(one) == 4 and any("_:c14n" in line for line in one)


def test_blank_nodes_that_take_for_ever(tmp_path: Path) -> None:
    """A complete graph of blank nodes looks the same from each of them."""
    edges = "".join(f"_:a{i} <a:b> _:a{j} .\n" for i in range(40) for j in range(40) if i != j)
    (tmp_path / "g.nt").write_text(edges, encoding="utf-8")
    with pytest.raises(Problem, match="blank nodes cannot be put in order") as caught:
        store.nquads(store.load(tmp_path / "g.nt"), timeout=1)
    assert caught.value.cure


def test_literals_keep_their_form(tmp_path: Path) -> None:
    (tmp_path / "g.ttl").write_text(
        '<a:a> <a:b> 01, 1.50, "x"@EN-us, "+1"^^<http://www.w3.org/2001/XMLSchema#integer> .', encoding="utf-8"
    )
    text = text_of("turtle", quads(store.nquads(store.load(tmp_path / "g.ttl"))))
    assert [line.strip(" ;.").split(" ", 1)[1] for line in text.split("\n\n")[1].strip().split("\n")] == [
        '<a:b> "1.50"^^xsd:decimal', '"x"@en-us', "+1", "01",
    ] or all(part in text for part in ('"1.50"^^xsd:decimal', "+1", "01"))  # fmt: skip


@pytest.mark.parametrize("name", ["g.ttl", "g.trig", "g.jsonld"])
def test_a_damaged_graph_says_where(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("{ <a:b>\n" if "j" not in name else '{"@id": ', encoding="utf-8")
    with pytest.raises(Problem, match="damaged") as caught:
        export.write(store.load(tmp_path / name), tmp_path / "out.nq", "nquads")
    assert str(tmp_path / name) in caught.value.where and not (tmp_path / "out.nq").exists()


# ------------------------------------------------------------------ JSON-LD


def test_the_context_is_the_one_that_is_made() -> None:
    assert (paths.ontology() / context.FILE).read_text(encoding="utf-8") == context.made()
    whole = context.default()
    assert whole["memberOf"] == {"@id": f"{ONTOLOGY}memberOf", "@type": "@id"} and whole["tpe"] == PREFIXES["tpe"]


def test_a_context_that_is_gone_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_ONTOLOGY", str(tmp_path))
    with pytest.raises(Problem, match="no JSON-LD context"):
        context.default()


def test_json_ld_reads_well(source: store.Store, tmp_path: Path) -> None:
    export.write(source, tmp_path / "g.jsonld", "jsonld")
    value = json.loads((tmp_path / "g.jsonld").read_text(encoding="utf-8"))
    assert value["@context"] == context.default()
    nodes = {node["@id"]: node for named in value["@graph"] for node in named["@graph"]}
    chip = nodes["tpe:chip-4"]
    assert chip["@type"] == "Alliance" and {"@language": "zh", "@value": "芯片四方联盟"} in chip["rdfs:label"]
    claims = [node for node in nodes.values() if "Claim" in node.get("@type", ())]
    assert all(c["rdf:subject"].startswith("tpe:") and isinstance(c["documents"], int) for c in claims)
    assert {c["rdf:predicate"] for c in claims} >= {"memberOf", "issued"}
    said = [node for node in nodes.values() if node.get("@type") == "Assertion"]
    assert {s["modality"] for s in said} == {"asserted", "planned", "possible", "negated"}
    assert all(isinstance(s["date"], str) for s in said if "date" in s)


def test_rdf_1_2_is_refused_where_it_cannot_be_said() -> None:
    for object_ in ("<<( <a:a> <a:b> <a:c> )>>", '"x"@en--ltr'):
        with pytest.raises(Problem, match=r"RDF 1\.2"):
            text_of("jsonld", [("<a:s>", "<a:p>", object_, "")])


# ------------------------------------------------------------------ graphs with properties

HARM = '=1+1 "><script>&amp;\x00\x0b\ufffe\ud800 ]]> \u202e'


def hostile(text: str) -> Knowledge:
    place = Span(0, len(text), text)
    pair = tuple(Entity(key + well_formed(text), "Country", text, text, (text,), country="") for key in "ab")
    said = [
        Assertion(pair[0].key, relation, pair[1].key, Modality.ASSERTED, place, text, text, trigger=place)
        for relation in ("cooperatesWith", "restricts")
    ]
    return Knowledge(
        (Extraction(Document(well_formed(text), text, text, (text,), text, text, text), (), tuple(said)),), pair
    )


def read_back(path: Path, form: str) -> nx.MultiDiGraph:
    made = nx.read_graphml(path, force_multigraph=True) if form == "graphml" else nx.read_gexf(path)
    assert isinstance(made, nx.MultiDiGraph)
    return made


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> store.Store:
    folder = tmp_path_factory.mktemp("small")
    rdf.write(questions_sample.knowledge(), folder)
    return store.load(folder)


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_claims_as_a_graph(form: str, small: store.Store, tmp_path: Path) -> None:
    [path] = export.write(small, tmp_path / f"g.{form}", form)
    made = read_back(path, form)
    claims = {tuple(s[1].split()) for s in questions_sample.SAYINGS}
    assert {(a, d["relation"], b) for a, b, d in made.edges(data=True)} == claims
    assert made.number_of_edges() == len(claims)
    chip = made.nodes["chip-4"]
    assert (chip["label"], chip["label_zh"], chip["class"], chip["mentions"]) == (
        "Chip 4",
        "芯片四方联盟",
        "Alliance",
        8,
    )
    [said] = [d for a, b, d in made.edges(data=True) if (a, d["relation"], b) == ("japan", "memberOf", "chip-4")]
    counts = {name: said[name] for name in ("asserted", "planned", "negated", "possible", "sayings", "documents")}
    assert counts == {"asserted": 1, "planned": 1, "negated": 0, "possible": 0, "sayings": 2, "documents": 2}
    assert (said["modality"], said["first"], said["last"], said["weight"]) == (
        "asserted",
        "2022-03-01",
        "2023-12-31",
        2,
    )
    assert said["quote"] == "Japan took part in Chip 4 in 2023." and said["label"] == "member of"
    assert {d["relation"] for *_, d in made.edges(data=True) if d["symmetric"]} == {"cooperatesWith", "competesWith"}
    assert made.nodes["lab"]["provisional"] is True
    if form == "graphml":
        other = igraph.Graph.Read_GraphML(str(path))
        assert (other.vcount(), other.ecount()) == (made.number_of_nodes(), made.number_of_edges())
    else:
        assert (said["start"], said["end"]) == ("2022-03-01", "2023-12-31")
        assert str(date.today()) not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_strangers_text_stays_text_in_xml(form: str, tmp_path: Path) -> None:
    rdf.write(hostile(HARM), tmp_path)
    [path] = export.write(store.load(tmp_path), tmp_path / f"g.{form}", form)
    made = read_back(path, form)
    clean = (
        HARM.replace("\ud800", "\ufffd").replace("\x00", "\ufffd").replace("\x0b", "\ufffd").replace("\ufffe", "\ufffd")
    )
    assert {data["label"] for _, data in made.nodes(data=True)} == {clean}
    assert {data["quote"] for *_, data in made.edges(data=True)} == {clean} and made.number_of_edges() == 2
    document = xml.dom.minidom.parse(str(path))
    assert document.getElementsByTagName("script").length == 0


@given(text=st.text(st.characters(), min_size=1, max_size=20))
def test_any_text_is_read_back_from_xml(text: str) -> None:
    known = hostile(text)
    said = [
        sayings.Saying("s", f"https://w3id.org/techpolicy-kg/claim/{i}", a, known.extractions[0].document)
        for i, a in enumerate(known.extractions[0].assertions)
    ]
    made = graph.graph(said, {e.key: e for e in known.entities}, {})
    for write in (graph.graphml, graph.gexf):
        whole = "".join(write(made))
        assert whole.isprintable() or all(c in "\t\n\r" or ord(c) >= 0x20 for c in whole)
        document = xml.dom.minidom.parseString(whole.encode())
        nodes = document.getElementsByTagName("node")
        assert len(nodes) == 2 and len(document.getElementsByTagName("edge")) == 2
        fit = graph._UNFIT.sub("\ufffd", f"a{text}")
        assert nodes[0].getAttribute("id") == fit
    rows = list(csv.DictReader(io.StringIO(graph.nodes_csv(made), newline="")))
    assert len(rows) == 2 and not any(re.match(r"[=+\-@\t\r\n]", cell or "") for row in rows for cell in row.values())


def test_tables_of_nodes_and_edges(small: store.Store, tmp_path: Path) -> None:
    nodes, edges = export.write(small, tmp_path / "tables", "csv")
    assert (nodes, edges) == (tmp_path / "tables" / "nodes.csv", tmp_path / "tables" / "edges.csv")
    with nodes.open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert rows["huawei"]["label_zh"] == "华为" and rows["huawei"]["country"] == "china"
    with edges.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert list(lines[0])[:5] == ["source", "target", "type", "id", "weight"]
    assert {row["source"] for row in lines} | {row["target"] for row in lines} == set(rows)
    kinds = {row["relation"]: row["type"] for row in lines}
    assert kinds["cooperatesWith"] == "Undirected" and kinds["memberOf"] == "Directed"
    assert sum(int(row["weight"]) for row in lines) == len(questions_sample.SAYINGS)


# ------------------------------------------------------------------ FollowTheMoney

# Of followthemoney 4.11: the properties we write, with their types and, for links, what they may point to.
MODEL = {
    "Thing": {"name": "name", "alias": "name", "weakAlias": "name", "country": "country", "wikidataId": "identifier",
              "sourceUrl": "url", "title": "string", "publisher": "string"},
    "LegalEntity": {"incorporationDate": "date", "dissolutionDate": "date", "parent": "LegalEntity"},
    "Interval": {"date": "date", "startDate": "date", "endDate": "date", "summary": "text", "publisher": "string",
                 "proof": "Document", "sourceUrl": "url"},
    "Membership": {"member": "LegalEntity", "organization": "Organization", "role": "string"},
    "Employment": {"employee": "Person", "employer": "Organization", "role": "string"},
    "UnknownLink": {"subject": "Thing", "object": "Thing", "role": "string"},
    "Sanction": {"entity": "Thing", "program": "string", "country": "country"},
    "Document": {"fileName": "string", "author": "string", "publishedAt": "date", "language": "language"},
}  # fmt: skip
ABOVE = {
    "Person": ("LegalEntity", "Thing"), "Organization": ("LegalEntity", "Thing"), "Document": ("Thing",),
    "Company": ("Organization", "LegalEntity", "Thing"), "PublicBody": ("Organization", "LegalEntity", "Thing"),
    "Membership": ("Interval",), "Employment": ("Interval",), "UnknownLink": ("Interval",), "Sanction": ("Interval",),
}  # fmt: skip


def money(source: store.Store, tmp_path: Path) -> dict[str, dict[str, object]]:
    [path] = export.write(source, tmp_path / "g.ftm.json", "ftm")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines] == sorted({line["id"] for line in lines})
    return {line["id"]: line for line in lines}


def test_followthemoney_entities_are_what_its_model_says(
    source: store.Store, samples_out: Path, tmp_path: Path
) -> None:
    for number, one in enumerate((source, store.load(samples_out))):
        (tmp_path / str(number)).mkdir()
        found = money(one, tmp_path / str(number))
        assert len(found) > 5
        for line in found.values():
            schemata = (str(line["schema"]), *ABOVE[str(line["schema"])])
            for name, values in dict(line["properties"]).items():  # type: ignore[call-overload]
                type_ = next(MODEL[s][name] for s in schemata if name in MODEL.get(s, {}))
                assert values and all(isinstance(v, str) and v for v in values) and values == sorted(set(values))
                if type_ == "date":
                    assert all(re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", v) for v in values)
                if type_ == "country":
                    assert all(re.fullmatch(r"[a-z]{2,4}", v) for v in values)
                if type_[0].isupper():
                    for target in values:
                        assert type_ in (found[target]["schema"], *ABOVE[str(found[target]["schema"])])


def test_what_fits_followthemoney(small: store.Store, tmp_path: Path) -> None:
    found = money(small, tmp_path)

    def links(schema: str, *names: str) -> set[tuple[str, ...]]:
        return {
            tuple(str(line["properties"][name][0]).removeprefix("tpkg-") for name in names)  # type: ignore[index]
            for line in found.values()
            if line["schema"] == schema
        }

    things = {
        name.removeprefix("tpkg-"): line["schema"]
        for name, line in found.items()
        if line["schema"] in ("Person", "Company", "PublicBody", "Organization")
    }
    fit = {e.key: e.cls for e in questions_sample.ENTITIES if not re.search("Tech|Law|Regul|List|Agree|Concept", e.cls)}
    assert set(things) == set(fit) and things["raimondo"] == "Person" and things["chip-4"] == "Organization"
    assert links("Membership", "member", "organization") == {
        ("japan", "quad"), ("india", "quad"), ("united-states", "quad"), ("australia", "quad"), ("japan", "chip-4"),
        ("united-states", "chip-4"), ("australia", "aukus"),
    }  # fmt: skip
    assert links("Employment", "employee", "employer") == {("raimondo", "commerce")}
    assert links("Sanction", "entity", "program", "country") == {("huawei", "Entity List", "us")}
    roles = links("UnknownLink", "subject", "role", "object")
    assert ("china", "competes with", "united-states") in roles and ("lab", "affiliated with", "united-states") in roles
    assert not {role for role in roles if "netherlands" in role}
    huawei = found["tpkg-huawei"]["properties"]
    assert huawei["country"] == ["cn"] and huawei["name"] == ["Huawei", "华为"]  # type: ignore[index]
    assert found["tpkg-bis"]["properties"]["parent"] == ["tpkg-commerce"]  # type: ignore[index]
    documents = [line["properties"] for line in found.values() if line["schema"] == "Document"]
    assert {tuple(d["language"]) for d in documents} == {("zho",), ("eng",)}  # type: ignore[index]


def test_followthemoney_itself_accepts_it(samples_out: Path, tmp_path: Path) -> None:
    ftm = pytest.importorskip("followthemoney")
    for line in money(store.load(samples_out), tmp_path).values():
        proxy = ftm.model.get_proxy(line)
        proxy.schema.validate(line)
        assert proxy.to_dict()["properties"].keys() == dict(line["properties"]).keys()  # type: ignore[call-overload]


def test_hostile_text_in_followthemoney(tmp_path: Path) -> None:
    rdf.write(hostile(HARM), tmp_path)
    found = money(store.load(tmp_path), tmp_path)
    assert all(re.fullmatch(r"tpkg-[a-z0-9-]+", name) for name in found)
    assert len([line for line in found.values() if line["schema"] == "UnknownLink"]) == 2


def test_a_mapping_that_is_gone_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_ONTOLOGY", str(tmp_path))
    followthemoney.mapped.cache_clear()
    try:
        with pytest.raises(Problem, match="cannot be read"):
            followthemoney.mapped()
    finally:
        followthemoney.mapped.cache_clear()


def test_the_mapping_names_what_exists() -> None:
    from kg import registry
    from kg.schema import default

    rule, schema = followthemoney.mapped(), default()
    assert set(rule.classes) <= set(schema.ancestors) and set(rule.relations) <= set(schema.relations)
    countries = {e.key for e in registry.default() if schema.is_a(e.cls, "GeopoliticalEntity")}
    assert sorted(set(rule.countries) - countries) == []
    assert rule.countries["united-states"] == "us" and rule.countries["european-union"] == "eu"


# ------------------------------------------------------------------ files


def test_forms_by_ending() -> None:
    assert {name: export.form_of(Path(f"x{form.ending}")) for name, form in export.FORMS.items() if form.ending} == {
        name: name for name, form in export.FORMS.items() if form.ending
    }
    for wrong in ("x.json", "x", "x.csv"):
        with pytest.raises(Problem, match="no form has this ending"):
            export.form_of(Path(wrong))


def test_what_cannot_be_written_is_a_problem(small: store.Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for place, form in ((tmp_path / "none" / "g.ttl", "turtle"), (tmp_path / "file", "csv"), (tmp_path, "nquads")):
        with pytest.raises(Problem, match="cannot be written"):
            export.write(small, place, form)
    with pytest.raises(Problem, match="no form 'xml'"):
        export.write(small, tmp_path / "g.xml", "xml")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file"]


def test_a_failure_leaves_the_old_file(small: store.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nodes.csv").write_text("old")
    monkeypatch.setattr(graph, "edges_csv", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export.write(small, tmp_path, "csv")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("nodes.csv", "old")]
