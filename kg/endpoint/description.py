"""What the endpoint says of itself: SPARQL 1.1 Service Description (W3C, 2013), in Turtle."""

from __future__ import annotations

from kg import iris
from kg.endpoint.asked import GRAPHS, ROWS

_NAMES = {
    "JSON": "SPARQL_Results_JSON",
    "XML": "SPARQL_Results_XML",
    "CSV": "SPARQL_Results_CSV",
    "TSV": "SPARQL_Results_TSV",
    "TURTLE": "Turtle",
    "N_TRIPLES": "N-Triples",
    "RDF_XML": "RDF_XML",
    "JSON_LD": "JSON-LD",
    "TRIG": "TriG",
    "N_QUADS": "N-Quads",
    "N3": "N3",
}
_FORMATS = ", ".join(dict.fromkeys(f"format:{_NAMES[name]}" for name in (*ROWS.values(), *GRAPHS.values())))

# The empty IRI is the address it is read from. Documents have graphs of their own besides the two that every build has.
TURTLE = f"""@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix format: <http://www.w3.org/ns/formats/> .

<> a sd:Service ;
    sd:endpoint <> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:feature sd:UnionDefaultGraph ;
    sd:resultFormat {_FORMATS} ;
    sd:defaultDataset <#all> .

<#all> a sd:Dataset ;
    sd:defaultGraph <#union> ;
    sd:namedGraph <#registry>, <#claims> .

<#union> a sd:Graph .
<#registry> a sd:NamedGraph ; sd:name <{iris.REGISTRY_GRAPH}> .
<#claims> a sd:NamedGraph ; sd:name <{iris.CLAIMS_GRAPH}> .
"""
