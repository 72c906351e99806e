from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, RDFS, SKOS, XSD, Literal, Namespace, URIRef
from samples import EN, ENTITIES, TITLE, ZH, knowledge

from kg import edtf, iris, paths, rdf, turtle
from kg.model import Document, Entity, Extraction, Knowledge, Mention, Modality, Problem, assertion_id, claim_id

BASE = "https://w3id.org/techpolicy-kg/"
TP = Namespace(f"{BASE}ontology#")
OA = Namespace("http://www.w3.org/ns/oa#")
DCT = Namespace("http://purl.org/dc/terms/")
PROV = Namespace("http://www.w3.org/ns/prov#")
SCHEMA = Namespace("https://schema.org/")
EDTF = URIRef("http://id.loc.gov/datatypes/edtf/EDTF")
DOCUMENTS = {"样本 zh/1.txt": "样本%20zh%2F1.txt", "sample-en": "sample-en"}

Node = URIRef | Literal
Triple = tuple[Node, Node, Node]


def _entity(key: str) -> URIRef:
    return URIRef(f"{BASE}entity/{key}")


def _days(node: URIRef, text: str) -> set[Triple]:
    ends = zip((TP["from"], TP.to), edtf.resolve(text), strict=True)
    return {(node, p, Literal(d.isoformat(), datatype=XSD.date)) for p, d in ends if d}


def _tag(form: str) -> Literal:
    return Literal(form, lang={"칩4": None, "チップ4": None}.get(form, "en" if form.isascii() else "zh"))


def expected(built: Knowledge) -> dict[str, set[Triple]]:
    """The triples by graph, built with rdflib's terms straight from the model page."""
    graphs: dict[str, set[Triple]] = {f"{BASE}graph/registry": set(), f"{BASE}graph/claims": set()}
    claims = graphs[f"{BASE}graph/claims"]
    for e in built.entities:
        s = _entity(e.key)
        g = graphs[f"{BASE}graph/{'claims' if e.provisional else 'registry'}"]
        g.add((s, RDF.type, TP[e.cls]))
        g |= {(s, RDFS.label, Literal(t, lang=n)) for t, n in ((e.zh, "zh"), (e.en, "en")) if t}
        g |= {(s, SKOS.altLabel, _tag(a)) for a in e.aliases} | {(s, TP.contextLabel, _tag(a)) for a in e.context}
        g |= {(s, p, _entity(k)) for p, k in ((TP.country, e.country), (TP.parent, e.parent)) if k}
        g |= {(s, SKOS.broader, _entity(e.parent))} if e.parent and e.cls == "Technology" else set()
        g |= {(s, SKOS.inScheme, TP.technologies)} if e.cls == "Technology" else set()
        g |= {(s, TP.since, Literal(e.since, datatype=EDTF))} if e.since else set()
        g |= {(s, TP.source, Literal(e.source))} if e.source else set()
        g |= {(s, SKOS.exactMatch, URIRef(f"http://www.wikidata.org/entity/{e.wikidata}"))} if e.wikidata else set()
        g |= {(s, TP.provisional, Literal("true", datatype=XSD.boolean))} if e.provisional else set()
    for x in built.extractions:
        d, doc = x.document, URIRef(f"{BASE}document/{DOCUMENTS[x.document.id]}")
        run = URIRef(f"{BASE}run/{DOCUMENTS[d.id]}/0.1.0")
        g = graphs[str(doc)] = {(doc, RDF.type, TP.Document), (doc, RDF.type, PROV.Entity)}
        g |= {(doc, DCT.identifier, Literal(d.id)), (doc, DCT.title, Literal(d.title, lang=d.language))}
        g |= {(doc, DCT.creator, Literal(a)) for a in d.authors}
        g |= {(doc, DCT.publisher, Literal(d.publisher)), (doc, DCT.language, Literal(d.language))}
        g |= {(doc, DCT.date, Literal(d.date, datatype=EDTF)), (doc, TP.reader, Literal(d.reader))} | _days(doc, d.date)
        g |= {(doc, TP.sha256, Literal(d.sha256))} if d.sha256 else set()
        g |= {(run, RDF.type, PROV.Activity), (run, PROV.used, doc), (run, SCHEMA.softwareVersion, Literal("0.1.0"))}
        g |= {(run, TP.sentences, Literal(x.sentences)), (run, TP.ignored, Literal(len(x.regions)))}
        g.add((run, TP.unknown, Literal(sum(n for _, n in x.unknown))))

        def span(start: int, end: int, g: set[Triple] = g, d: Document = d, doc: URIRef = doc) -> URIRef:
            s = URIRef(f"{doc}#char={start},{end}")
            g |= {(s, RDF.type, OA.TextPositionSelector), (s, RDF.type, OA.TextQuoteSelector), (s, DCT.source, doc)}
            g |= {(s, OA.start, Literal(start)), (s, OA.end, Literal(end)), (s, OA.exact, Literal(d.text[start:end]))}
            if d.pages:
                g.add((s, TP.page, Literal(sum(p <= start for p in d.pages))))
            return s

        for m in x.mentions:
            s = span(m.start, m.end)
            g |= {(s, RDF.type, TP.Mention), (s, TP.denotes, _entity(m.entity)), (s, TP.how, Literal(m.how))}
        for a in x.assertions:
            s, c = URIRef(f"{BASE}assertion/{assertion_id(a, d.id)}"), URIRef(f"{BASE}claim/{claim_id(*a.triple)}")
            g |= {(s, RDF.type, TP.Assertion), (s, TP.claim, c), (s, TP.modality, TP[a.modality.value])}
            g |= {(s, TP.rule, Literal(a.rule)), (s, DCT.source, doc), (s, PROV.wasGeneratedBy, run)}
            parts = (TP.evidence, a.evidence), (TP.trigger, a.trigger), (TP.cue, a.cue)
            parts += (TP.subjectMention, a.subject_span), (TP.objectMention, a.object_span)
            g |= {(s, p, span(at.start, at.end)) for p, at in parts if at}
            g |= {(s, TP.date, Literal(a.date, datatype=EDTF))} | _days(s, a.date) if a.date else set()
            g |= {(s, TP.attributedTo, _entity(a.attribution))} if a.attribution else set()
            if a.amount:
                g |= {(s, TP.amount, Literal("527亿美元")), (s, TP.amountUnit, Literal("USD"))}
                g.add((s, TP.amountValue, Literal("52700000000", datatype=XSD.decimal)))
            claims |= {(c, RDF.type, TP.Claim), (c, RDF.type, RDF.Statement), (c, RDF.subject, _entity(a.subject))}
            claims |= {(c, RDF.predicate, TP[a.predicate]), (c, RDF.object, _entity(a.object))}
            others = [(y.document, b) for y in built.extractions for b in y.assertions if b.triple == a.triple]
            counts = ("documents", "id"), ("publishers", "publisher"), ("languages", "language")
            claims |= {(c, TP[p], Literal(len({getattr(o, f) for o, _ in others}))) for p, f in counts}
            days = [edtf.resolve(b.date) for _, b in others]
            firsts, lasts = [f for f, _ in days if f], [t for _, t in days if t]
            claims |= {(c, TP.first, Literal(min(firsts).isoformat(), datatype=XSD.date))} if firsts else set()
            claims |= {(c, TP.last, Literal(max(lasts).isoformat(), datatype=XSD.date))} if lasts else set()
            if a.modality is Modality.ASSERTED:
                claims.add((_entity(a.subject), TP[a.predicate], _entity(a.object)))
    return graphs


def _nt(triples: set[Triple]) -> set[str]:
    return {" ".join(_name(t) for t in triple) for triple in triples}


def _name(term: object) -> str:
    """One spelling for the terms of both libraries."""
    if isinstance(term, Literal):
        tag = term.language or (term.datatype and str(term.datatype)) or str(XSD.string)
        return repr((str(term), tag))
    if isinstance(term, ox.Literal):
        return repr((term.value, term.language or term.datatype.value))
    return f"<{term.value if isinstance(term, ox.NamedNode) else term}>"


def _oxigraph(path: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for quad in ox.parse(path=str(path)):
        graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        found.setdefault(graph, set()).add(" ".join(map(_name, (quad.subject, quad.predicate, quad.object))))
    return found


def _graph(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(data=path.read_text(encoding="utf-8"), format="turtle")


def _rdflib(path: Path) -> dict[str, set[str]]:
    dataset = rdflib.Dataset()
    dataset.parse(data=path.read_text(encoding="utf-8"), format=path.suffix[1:].replace("ttl", "turtle"))
    found: dict[str, set[str]] = {}
    for s, p, o, g in dataset.quads():
        graph = "" if g is None or str(g) == "urn:x-rdflib:default" else str(g)
        found.setdefault(graph, set()).add(" ".join(map(_name, (s, p, o))))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rdf.write(knowledge(), tmp_path)
    return tmp_path


@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")  # rdflib's own use of itself
@pytest.mark.parametrize("reader", [_oxigraph, _rdflib])
def test_the_named_graphs_hold_what_the_model_says(folder: Path, reader: object) -> None:
    assert callable(reader)
    assert reader(folder / "graph.trig") == {g: _nt(triples) for g, triples in expected(knowledge()).items()}


@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")  # rdflib's own use of itself
@pytest.mark.parametrize("reader", [_oxigraph, _rdflib])
def test_turtle_is_the_union(folder: Path, reader: object) -> None:
    assert callable(reader)
    assert reader(folder / "graph.ttl") == {"": set().union(*map(_nt, expected(knowledge()).values()))}


def test_no_subject_is_written_twice_and_lines_are_triples(folder: Path) -> None:
    lines = (folder / "graph.ttl").read_text(encoding="utf-8").split("\n")
    heads = [line.split(" ")[0] for line in lines if line and line[0] not in " @"]
    assert len(heads) == len(set(heads))
    assert sum(line.endswith((" ;", " .")) and not line.startswith("@") for line in lines) == len(
        set().union(*map(_nt, expected(knowledge()).values()))
    )


def test_plans_denials_and_guesses_are_no_facts(folder: Path) -> None:
    graph = _graph(folder / "graph.ttl")
    said = {(TP.memberOf, f"{BASE}entity/chip-4")}
    assert not said & {(p, str(o)) for _, p, o in graph}
    assert (_entity("biden"), TP.issued, _entity("chips-and-science-act")) in graph
    assert len(set(graph.subjects(RDF.predicate, TP.memberOf))) == 3


def test_no_blank_nodes_and_every_term_is_declared(folder: Path) -> None:
    graph = _graph(folder / "graph.ttl")
    ontology = _graph(paths.ontology() / "techpolicy.ttl")
    assert not any(isinstance(t, rdflib.BNode) for triple in graph for t in triple)
    used = {t for triple in graph for t in triple if isinstance(t, URIRef) and t.startswith(str(TP))}
    assert used and used <= set(ontology.subjects())


def test_the_two_writers_write_what_write_writes(folder: Path, tmp_path: Path) -> None:
    rdf.write_turtle(knowledge(), tmp_path / "a.ttl")
    rdf.write_trig(knowledge(), tmp_path / "a.trig")
    assert (tmp_path / "a.ttl").read_bytes() == (folder / "graph.ttl").read_bytes()
    assert (tmp_path / "a.trig").read_bytes() == (folder / "graph.trig").read_bytes()


def test_bytes_do_not_depend_on_order(folder: Path, tmp_path: Path) -> None:
    one = knowledge()
    turned = tuple(replace(x, mentions=x.mentions[::-1], assertions=x.assertions[::-1]) for x in one.extractions[::-1])
    entities = tuple(replace(e, aliases=e.aliases[::-1]) for e in one.entities[::-1])
    (tmp_path / "b").mkdir()
    rdf.write(Knowledge(turned, entities), tmp_path / "b")
    for name in ("graph.ttl", "graph.trig"):
        assert (tmp_path / "b" / name).read_bytes() == (folder / name).read_bytes()


@pytest.mark.parametrize("seed", ["1", "2"])
def test_bytes_do_not_depend_on_the_hash_seed(seed: str, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / seed
    other.mkdir()
    code = "import sys, pathlib, samples; from kg import rdf; rdf.write(samples.knowledge(), pathlib.Path(sys.argv[1]))"
    here = Path(__file__).parent
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{here.parent}{os.pathsep}{here}"}
    subprocess.run([sys.executable, "-c", code, str(other)], check=True, env=env)
    for name in ("graph.ttl", "graph.trig"):
        assert (other / name).read_bytes() == (folder / name).read_bytes()


def _with(mention: Mention | None = None, **entity: str) -> Knowledge:
    one = knowledge()
    first = one.extractions[0]
    entities = (*ENTITIES[:-1], replace(ENTITIES[-1], **entity))  # type: ignore[arg-type]
    if mention:
        first = replace(first, mentions=(*first.mentions, mention))
    return Knowledge((first, one.extractions[1]), entities)


@pytest.mark.parametrize(
    ("built", "said"),
    [
        (_with(Mention(0, 2, "页脚", "japan", "x")), "should read '页脚' but reads '页眉'"),
        (_with(Mention(17, 19, "登拜", "japan", "x")), "should read '登拜' but reads '拜登'"),
        (_with(Mention(-2, 0, "", "japan", "x")), "the span -2-0"),
        (_with(Mention(2, 2, "", "japan", "x")), "the span 2-2"),
        (_with(Mention(len(ZH) - 1, len(ZH) + 1, "\n", "japan", "x")), "should read"),
        (_with(Mention(0, 2, "页眉", "nobody", "x")), "no entity is called 'nobody'"),
        (_with(country="atlantis"), "country 'atlantis' is no known entity"),
        (_with(parent="atlantis"), "parent 'atlantis' is no known entity"),
        (Knowledge(knowledge().extractions * 2, ENTITIES), "2 documents have this id"),
    ],
)
def test_what_cannot_be_true_stops_the_build(built: Knowledge, said: str, tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text("old", encoding="utf-8")
    with pytest.raises(Problem) as caught:
        rdf.write(built, tmp_path)
    assert said in str(caught.value)
    assert [p.name for p in tmp_path.iterdir()] == ["graph.ttl"]
    assert (tmp_path / "graph.ttl").read_text(encoding="utf-8") == "old"


STRANGE = st.text(st.characters(), max_size=15) | st.sampled_from(
    [TITLE, "\\", '"', "\x00", "\r\n", "\ufffe", "\u2028", "\\u0022"]
)


@given(title=STRANGE, quote=STRANGE.filter(bool), alias=STRANGE, key=STRANGE.filter(bool))
def test_strangers_text_survives(
    tmp_path_factory: pytest.TempPathFactory, title: str, quote: str, alias: str, key: str
) -> None:
    folder = tmp_path_factory.mktemp("g")
    entity = Entity(key, "Person", "", "", (alias,))
    document = Document(key, quote, title=title, date=alias, language=title[:3])
    rdf.write(Knowledge((Extraction(document, (Mention(0, len(quote), quote, key, title),)),), (entity,)), folder)
    found = _oxigraph(folder / "graph.trig")
    assert set().union(*found.values()) == _oxigraph(folder / "graph.ttl")[""]
    graph = _graph(folder / "graph.ttl")

    def clean(text: str) -> str:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)

    store = ox.Store()
    store.load(path=str(folder / "graph.ttl"))
    for predicate, text in ((OA.exact, quote), (SKOS.altLabel, alias), (TP.how, title), (DCT.identifier, key)):
        assert [str(o) for o in graph.objects(None, predicate)] == [clean(text)]
        quads = store.quads_for_pattern(None, ox.NamedNode(str(predicate)), None)
        assert [getattr(quad.object, "value", None) for quad in quads] == [clean(text)]


@given(st.text(st.characters(), min_size=1, max_size=8), st.text(st.characters(), min_size=1, max_size=8))
def test_distinct_names_have_distinct_valid_iris(one: str, other: str) -> None:
    made = [iris.entity_iri(name) for name in (one, other)]
    assert all(ox.NamedNode(iri).value == iri for iri in made)
    assert (made[0] == made[1]) == (iris.well_formed(one) == iris.well_formed(other))


@pytest.mark.parametrize(
    ("name", "segment"),
    [
        ("chip-4", "chip-4"),
        ("芯片", "芯片"),
        ("a b/c#d?e%f", "a%20b%2Fc%23d%3Fe%25f"),
        ("..", "%2E."),
        (".", "%2E"),
        ("x.txt", "x.txt"),
        ("\u202e\ue000", "%E2%80%AE%EE%80%80"),
        ("𠀀", "𠀀"),
        ('<>"\\{}|^`', "%3C%3E%22%5C%7B%7D%7C%5E%60"),
    ],
)
def test_names_become_one_safe_segment(name: str, segment: str) -> None:
    assert iris.document_iri(name) == f"{BASE}document/{segment}"
    assert iris.span_iri(name, 3, 5) == f"{BASE}document/{segment}#char=3,5"


def test_an_empty_name_has_no_iri() -> None:
    with pytest.raises(ValueError, match="empty"):
        iris.entity_iri("")


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (f"{BASE}entity/huawei", "tpe:huawei"),
        (f"{BASE}ontology#memberOf", "tp:memberOf"),
        (f"{BASE}entity/3gpp", "tpe:3gpp"),
        (f"{BASE}document/a.txt", "tpd:a.txt"),
        (f"{BASE}document/a.", f"{BASE}document/a."),
        (f"{BASE}document/-a", f"{BASE}document/-a"),
        (f"{BASE}entity/", f"{BASE}entity/"),
        (f"{BASE}entity/芯片", f"{BASE}entity/芯片"),
        (f"{BASE}document/a%20b", f"{BASE}document/a%20b"),
        (f"{BASE}document/a#char=0,1", f"{BASE}document/a#char=0,1"),
        ("http://example.org/x", "http://example.org/x"),
    ],
)
def test_iris_are_shortened_only_where_safe(iri: str, short: str) -> None:
    assert iris.shorten(iri) == short
    assert turtle.iri(iri) == (short if short != iri else f"<{iri}>")


@pytest.mark.parametrize(
    ("language", "written"),
    [("zh", '"x"@zh'), ("zh-Hant-TW", '"x"@zh-hant-tw'), ("", '"x"'), ("a", '"x"'), ("中文", '"x"'), ("en .", '"x"')],
)
def test_only_sound_language_tags_are_written(language: str, written: str) -> None:
    assert turtle.literal("x", language) == written


@pytest.mark.parametrize(
    ("value", "text"),
    [(5.0, "5"), (0.5, "0.5"), (1e22, "10000000000000000000000"), (1e-7, "0.0000001"), (100.0, "100")],
)
def test_amounts_are_plain_decimals(value: float, text: str) -> None:
    assert turtle.decimal(value) == f'"{text}"^^xsd:decimal'


def test_an_amount_beyond_numbers_keeps_its_text(tmp_path: Path) -> None:
    one = knowledge()
    first = one.extractions[0]
    said = first.assertions[0]
    assert said.amount
    huge = replace(said, amount=replace(said.amount, value=float("inf")))
    rdf.write_turtle(Knowledge((replace(first, assertions=(huge,)),), ENTITIES), tmp_path / "g.ttl")
    graph = _graph(tmp_path / "g.ttl")
    assert len(list(graph.objects(None, TP.amount))) == 1 and not list(graph.objects(None, TP.amountValue))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022", "2022-01-01", "2022-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022-08-09", "2022-08-09", "2022-08-09"),
        ("202X", "2020-01-01", "2029-12-31"),
        ("2019/2021-03", "2019-01-01", "2021-03-31"),
        ("2019/..", "2019-01-01", None),
        ("../2019-05", None, "2019-05-31"),
        ("../..", None, None),
        ("2022/2021", None, None),
        ("2022-13", None, None),
        ("2023-02-29", None, None),
        ("2022-21", None, None),
        ("2022?", None, None),
        ("2022~", None, None),
        ("20XX", None, None),
        ("0000", None, None),
        ("2022/", None, None),
        ("/2022", None, None),
        ("2020/2021/2022", None, None),
        ("..", None, None),
        ("２０２２", None, None),
        ("2022\n", None, None),
        ("", None, None),
    ],
)
def test_dates_resolve_to_days(text: str, first: str | None, last: str | None) -> None:
    def day(value: str | None) -> date | None:
        return date.fromisoformat(value) if value else None

    assert edtf.resolve(text) == (day(first), day(last))


@given(st.text("0123456789X-/.?", max_size=12))
def test_resolved_days_are_in_order(text: str) -> None:
    first, last = edtf.resolve(text)
    assert first is None or last is None or first <= last


def test_the_sample_is_hostile_enough() -> None:
    assert "\r\n" in EN and '"""' in TITLE
    assert set(Modality) == {a.modality for x in knowledge().extractions for a in x.assertions}
