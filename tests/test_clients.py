"""Programs that others wrote: clients of our endpoint, and stores that we publish to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
import requests
import serving
from conftest import ROOT, Kg
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from requests.auth import HTTPDigestAuth
from samples import knowledge

from kg import rdf, store
from kg.iris import PREFIXES

DECLARED = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
TPE = PREFIXES["tpe"]
LABELS = "SELECT ?s ?l { ?s a tp:Company ; rdfs:label ?l } ORDER BY ?l"
REGISTRY = "https://w3id.org/techpolicy-kg/graph/registry"
CLIENTS = ROOT / "tests" / "clients"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build") / "out"
    folder.mkdir()
    rdf.write(knowledge(), folder)
    return folder


@pytest.fixture(scope="module")
def endpoint(out: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving.kg_serve(out, tmp_path_factory.mktemp("serve"), "--timeout", "5", "--limit", "0.02") as (address, _):
        yield f"{address}sparql"


@pytest.fixture
def wrapper(endpoint: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from SPARQLWrapper import SPARQLWrapper
    return SPARQLWrapper(endpoint)


# SPARQLWrapper reads triples into a class that rdflib is about to drop.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize(
    ("method", "requested"), [("GET", "urlencoded"), ("POST", "urlencoded"), ("POST", "postdirectly")]
)
def test_sparqlwrapper_asks(method: str, requested: str, wrapper: Any) -> None:
    wrapper.setMethod(method)
    wrapper.setRequestMethod(requested)
    wrapper.setQuery(DECLARED + LABELS)
    wrapper.setReturnFormat("json")
    rows = wrapper.queryAndConvert()["results"]["bindings"]
    assert [row["l"]["value"] for row in rows] == ["Huawei", "华为"]
    for form, kind in (("xml", "Document"), ("csv", "bytes"), ("tsv", "bytes")):
        wrapper.setReturnFormat(form)
        found = wrapper.queryAndConvert()
        assert type(found).__name__ == kind
        assert "华为" in (found.toxml() if form == "xml" else found.decode())
    wrapper.setQuery("ASK { tpe:huawei a tp:Company }")
    wrapper.setReturnFormat("json")
    assert wrapper.queryAndConvert() == {"head": {}, "boolean": True}
    wrapper.setQuery("DESCRIBE tpe:huawei")
    for form in ("turtle", "xml", "json-ld"):
        wrapper.setReturnFormat(form)
        found = wrapper.queryAndConvert()
        graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format=form)
        assert (rdflib.URIRef(f"{TPE}huawei"), rdflib.RDFS.label, rdflib.Literal("华为", lang="zh")) in graph
    wrapper.addParameter("default-graph-uri", "urn:none")
    wrapper.setQuery("ASK { tpe:huawei a tp:Company }")
    wrapper.setReturnFormat("json")
    assert wrapper.queryAndConvert()["boolean"] is False


def test_sparqlwrapper_is_told_what_is_wrong(wrapper: Any) -> None:
    from SPARQLWrapper.SPARQLExceptions import EndPointInternalError, QueryBadFormed

    wrapper.setQuery("SELECT ?s { ?s ?p }")
    with pytest.raises(QueryBadFormed, match="line 1, column 13"):
        wrapper.query()
    wrapper.setQuery("SELECT * { ?s ?p ?o . ?a ?b ?c }")
    with pytest.raises(EndPointInternalError, match="add LIMIT"):
        wrapper.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json"])
def test_rdflib_takes_it_for_a_store(method: Any, form: str, endpoint: str) -> None:
    graph = rdflib.Graph(SPARQLStore(endpoint, method=method, returnFormat=form))
    huawei, label = rdflib.URIRef(f"{TPE}huawei"), rdflib.RDFS.label
    assert sorted(map(str, graph.objects(huawei, label))) == ["Huawei", "华为"]
    assert (huawei, rdflib.RDF.type, rdflib.URIRef(f"{PREFIXES['tp']}Company")) in graph
    assert {str(row.l) for row in graph.query(DECLARED + LABELS)} == {"Huawei", "华为"}  # type: ignore[union-attr]
    named = rdflib.Graph(SPARQLStore(endpoint, method=method, returnFormat=form), identifier=rdflib.URIRef(REGISTRY))
    assert len(named.query("SELECT * { ?s a ?c }")) > 5
    assert graph.query("ASK {}").askAnswer is True
    # Asking for JSON, it accepts no form of triples.
    if form == "xml":
        built = graph.query("CONSTRUCT { ?s ?p ?o } { ?s rdfs:label ?o ; ?p ?o } LIMIT 3").graph
        assert built is not None and 1 <= len(built) <= 3


def comunica(endpoint: str, query: str) -> Any:
    there = shutil.which("node") is not None and (CLIENTS / "node_modules" / "@comunica").is_dir()
    serving.needed("Comunica (npm ci in tests/clients)", there)
    done = subprocess.run(
        ["node", "ask.mjs", endpoint, query],
        cwd=CLIENTS,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        env={**os.environ, "NODE_NO_WARNINGS": "1"},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_comunica_asks(endpoint: str) -> None:
    rows = comunica(endpoint, DECLARED + LABELS)
    assert rows == [{"s": f"{TPE}huawei", "l": "Huawei"}, {"s": f"{TPE}huawei", "l": "华为"}]
    assert comunica(endpoint, f"ASK {{ GRAPH <{REGISTRY}> {{ <{TPE}huawei> ?p ?o }} }}") is True
    triples = comunica(
        endpoint, f"CONSTRUCT {{ ?s <urn:x> ?o }} {{ ?s a ?c ; <{rdflib.RDFS.label}> ?o FILTER(?o = '华为'@zh) }}"
    )
    assert [f"{TPE}huawei", "urn:x", "华为"] in triples


def counted(out: Path) -> dict[str, int]:
    """The triples per graph of a build."""
    found: dict[str, int] = {}
    for quad in ox.parse(path=str(out / "graph.trig"), format=ox.RdfFormat.TRIG):
        found[quad.graph_name.value] = found.get(quad.graph_name.value, 0) + 1
    return found


def held(url: str, auth: Any = None) -> dict[str, int]:
    """The triples per graph that a store has below our address."""
    query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), 'https://w3id.org/techpolicy-kg/')) } GROUP BY ?g"
    found = requests.get(
        url, params={"query": query}, headers={"Accept": "application/sparql-results+json"}, auth=auth, timeout=30
    )
    return {row["g"]["value"]: int(row["n"]["value"]) for row in found.json()["results"]["bindings"]}


@pytest.fixture(scope="module")
def smaller(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without one of the two documents."""
    folder = tmp_path_factory.mktemp("smaller") / "out"
    folder.mkdir()
    whole = knowledge()
    rdf.write(replace(whole, extractions=whole.extractions[:1]), folder)
    return folder


@pytest.mark.parametrize("way", ["store", "update"])
def test_a_build_is_published_to_oxigraph(way: str, out: Path, smaller: Path, tmp_path: Path, kg_run: Kg) -> None:
    with serving.oxigraph(tmp_path) as address:
        url, query = f"{address}/{way}", f"{address}/query"
        requests.post(
            f"{address}/update", data={"update": "INSERT DATA { GRAPH <urn:theirs> { <urn:a> <urn:b> 1 } }"}, timeout=30
        )
        done = kg_run("publish", out, url)
        assert done.returncode == 0, done.stderr
        assert held(query) == counted(out)
        assert "4 graphs replaced" in done.stdout and "--query" in done.stdout
        for times in ("first", "again"):
            done = kg_run("publish", smaller, url, "--query", query)
            assert done.returncode == 0, times
            assert "1 graphs are there that this build does not have (--prune" in done.stdout
        gone = ({*counted(out)} - {*counted(smaller)}).pop()
        assert held(query) == {**counted(smaller), gone: counted(out)[gone]}
        done = kg_run("publish", smaller, url, "--query", query, "--prune")
        assert done.returncode == 0 and "1 removed" in done.stdout
        assert held(query) == counted(smaller)
        done = kg_run("publish", out, url, "--graph-prefix", "https://example.org/kg/", "--query", query, "-q")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert held(query) == counted(smaller)
        theirs = requests.get(
            f"{address}/store", params={"graph": "urn:theirs"}, headers={"Accept": "text/turtle"}, timeout=30
        )
        assert "urn:b" in theirs.text
        # Every byte of every literal.
        dump = requests.get(f"{address}/store", headers={"Accept": "application/n-quads"}, timeout=60)
    mine = {
        line for line in dump.content.decode().splitlines() if "<https://example.org/kg/" in line.rsplit(" ", 2)[-2]
    }
    wanted = set()
    for line in store.nquads(store.load(out)):
        triple, graph = line[:-2].rsplit(" ", 1)
        wanted.add(f"{triple} {graph.replace('https://w3id.org/techpolicy-kg/', 'https://example.org/kg/')} .")
    assert mine == wanted


def test_a_build_is_published_to_virtuoso(out: Path, smaller: Path, tmp_path: Path, kg_run: Kg) -> None:
    password, dba = {"KG_PASSWORD": "dba"}, HTTPDigestAuth("dba", "dba")
    with serving.virtuoso(tmp_path) as address:
        query = f"{address}/sparql-auth"
        for way in ("sparql-graph-crud-auth", "sparql-auth"):
            done = kg_run("publish", out, f"{address}/{way}", "--user", "dba", "--query", query, env=password)
            assert done.returncode == 0, done.stderr
            assert held(query, dba) == counted(out)
            done = kg_run(
                "publish", smaller, f"{address}/{way}", "--user", "dba", "--query", query, "--prune", env=password
            )
            assert done.returncode == 0 and "1 removed" in done.stdout
            assert held(query, dba) == counted(smaller)
        label = "SELECT ?l { ?s rdfs:label ?l FILTER(?l = '华为'@zh) }"
        found = requests.get(
            query, params={"query": DECLARED + label}, headers={"Accept": "text/csv"}, auth=dba, timeout=30
        )
        assert "华为" in found.content.decode()
        before = held(query, dba)
        for user, env, words in (
            (["--user", "dba"], {"KG_PASSWORD": "wrong-secret"}, "answers 401 (check user and password)"),
            ([], {}, "answers 401 (give --user"),
        ):
            done = kg_run("publish", out, f"{address}/sparql-auth", *user, env=env)
            assert done.returncode == 2 and words in done.stderr and "secret" not in done.stderr
        # Its graph store says yes to updates, and forgets them.
        done = kg_run(
            "publish",
            out,
            f"{address}/sparql-graph-crud-auth",
            "--protocol",
            "update",
            "--user",
            "dba",
            "--query",
            query,
            env=password,
        )
        assert done.returncode == 1 and "does not have them" in done.stderr and "in doubt" in done.stderr
        assert held(query, dba) == before
