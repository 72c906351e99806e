"""The command line: help at once, exit codes, messages without traceback, forms of answers."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from conftest import ROOT, Kg

from kg import __version__, cli, paths
from kg.cli import screen
from kg.model import Problem
from kg.output import FILES, FOLDERS

SELECT = "SELECT ?who { ?who tp:memberOf tpe:aukus } ORDER BY ?who"
HEAVY = "spacy rdflib networkx igraph pandas numpy pyvis pyoxigraph jinja2 trafilatura lxml docx opencc requests werkzeug waitress rich.console rich.table"


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    """The command line in this process; its exit code."""
    monkeypatch.setattr(sys, "argv", ["kg", *map(str, arguments)])
    monkeypatch.setattr(cli.signal, "signal", lambda *_: None)
    with pytest.raises(SystemExit) as end:
        cli.main()
    return int(end.value.code or 0)


def source(folder: Path, text: str = "2023年5月，美国商务部将华为列入实体清单。\n") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "a.txt"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        *(
            [name, "--help"]
            for name in [
                "build",
                "query",
                "ask",
                "export",
                "evaluate",
                "network",
                "validate",
                "view",
                "serve",
                "publish",
            ]
        ),
        ["--version"],
    ],
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    script = f"""
import sys
sys.argv = ["kg", *{arguments!r}]
from kg.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print([name for name in {HEAVY.split()!r} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, encoding="utf-8")
    assert done.returncode == 0 and done.stderr.strip() == "[]"
    assert "build" in done.stdout or __version__ in done.stdout


def test_importing_the_package_does_no_work() -> None:
    script = "import sys, kg; print(sorted(n for n in sys.modules if n.startswith('kg.')), kg.load, kg.build)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.startswith("[] <function load")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["build", "--nonsense"],
        ["query"],
        ["query", "out"],
        ["query", "out", SELECT, "--form", "xml"],
        ["query", "out", SELECT, "--timeout", "soon"],
        ["query", "out", SELECT, "--timeout", "0"],
        ["query", "out", SELECT, "--language", "fr"],
        ["ask", "disputed", "--form", "xml"],
        ["export"],
        ["export", "out", "--form", "xml"],
        ["ask", "disputed", "--timeout", "0"],
        ["info"],
    ],
)
def test_wrong_usage_is_2(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, *arguments) == cli.NOTHING_DONE
    said = capsys.readouterr()
    assert "Usage: kg" in said.out + said.err and "Traceback" not in said.err


def test_the_samples_are_the_default_and_all_good_is_0(tmp_path: Path, kg_run: Kg) -> None:
    done = kg_run("build", cwd=tmp_path)
    assert done.returncode == cli.OK, done.stderr
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted((*FILES, *FOLDERS))
    assert done.stdout.startswith("9 documents, ") and done.stdout.endswith("open out/index.html\n")
    lines = done.stderr.splitlines()
    assert [line for line in lines if line.startswith("reading ")] == [
        f"reading {p.stem}" for p in sorted(paths.seeds().glob("*.txt"))
    ]


def test_some_failed_is_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    source(tmp_path / "in")
    (tmp_path / "in" / "b\x1b[31m.pdf").write_bytes(b"%PDF-1.4 and no more")
    assert call(monkeypatch, "build", tmp_path / "in", tmp_path / "gone", "-o", tmp_path / "out") == cli.SOME_FAILED
    said = capsys.readouterr()
    failed = [line for line in said.err.splitlines() if line.startswith("failed: ")]
    assert len(failed) == 2 and "gone: there is no such file" in failed[0] and "b�[31m.pdf" in failed[1]
    assert all(line.endswith(")") for line in failed)
    assert "\x1b" not in said.err and "Traceback" not in said.err
    assert said.out.startswith("1 document, ") and "(2 failed)" in said.out
    assert (tmp_path / "out" / "graph.ttl").is_file()


def test_nothing_done_is_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    source(tmp_path / "in")
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("mine")
    cases = [
        (["build", tmp_path / "gone.txt"], "gone.txt: there is no such file"),
        (["build", tmp_path / "empty"], "empty: the folder holds no files"),
        (["build", tmp_path / "in", "-o", tmp_path / "file"], "file: the output is a file"),
        (["build", tmp_path / "in", "-o", tmp_path / "file" / "below"], "below: cannot write there (Not a directory)"),
        (["build", tmp_path / "in", "-o", tmp_path / "in"], "in: the output lies among the documents"),
        (["build", tmp_path / "in", "-o", "/proc/kg/out"], "/proc/kg/out: cannot write there"),
        (["query", tmp_path / "gone", SELECT], "gone: no such file or folder"),
        (["query", tmp_path / "in", SELECT], "in: no graph.trig"),
        (["query", tmp_path / "file", SELECT], "file: not a graph file"),
        (["info", tmp_path / "gone"], "gone: no such file or folder"),
    ]
    monkeypatch.chdir(tmp_path)
    for arguments, message in cases:
        assert call(monkeypatch, *arguments) == cli.NOTHING_DONE, arguments
        said = capsys.readouterr()
        last = said.err.splitlines()[-1]
        assert last.startswith("kg: ") and message in last and last.endswith(")"), said.err
        assert "Traceback" not in said.err and said.out == ""
    assert sorted(p.name for p in tmp_path.iterdir()) == ["empty", "file", "in"]


@pytest.mark.parametrize(("option", "shown"), [([], False), (["--debug"], True), (["--", "--debug"], False)])
def test_unexpected_errors_show_a_traceback_only_when_asked(
    option: list[str], shown: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug\x1b[2J")

    monkeypatch.setattr("kg.builder.build", broken)
    assert call(monkeypatch, "build", *option) == cli.NOTHING_DONE
    said = capsys.readouterr().err
    assert said.endswith("kg: unexpected RuntimeError: a bug�[2J (report it, with --debug)\n")
    assert ("Traceback" in said) is ("test_cli.py" in said) is shown


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_debug_may_stand_anywhere(
    place: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments: list[str | Path] = ["query", tmp_path / "gone", SELECT]
    assert call(monkeypatch, *arguments[:place], "--debug", *arguments[place:]) == cli.NOTHING_DONE
    said = capsys.readouterr().err
    assert "Traceback" in said and said.splitlines()[-1].startswith("kg: ")


def test_debug_shows_what_broke_in_a_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source(tmp_path / "in")
    (tmp_path / "in" / "b.txt").write_text("日本加入四方安全对话。", encoding="utf-8")
    from kg.extract import pipeline

    extract = pipeline.extract
    monkeypatch.setattr(pipeline, "extract", lambda d, **_: extract(d) if d.id == "b" else {}["bug"])
    assert call(monkeypatch, "build", tmp_path / "in", "-o", tmp_path / "out", "--debug") == cli.SOME_FAILED
    said = capsys.readouterr().err
    assert "Traceback" in said and "KeyError: 'bug'" in said
    assert (
        said.splitlines()[-1] == "failed: a.txt: it could not be analysed (KeyError: 'bug') (report it, with --debug)"
    )


def test_answers_in_three_forms(
    samples_out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    members = ["australia", "united-kingdom", "united-states"]
    assert call(monkeypatch, "query", samples_out, SELECT) == cli.OK
    assert capsys.readouterr().out.splitlines() == ["who", *(f"tpe:{m}" for m in members)]
    assert call(monkeypatch, "query", samples_out, SELECT, "-f", "csv") == cli.OK
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["who"].rsplit("/", 1)[1] for row in rows] == members
    assert call(monkeypatch, "query", samples_out, SELECT, "--form", "json") == cli.OK
    answer = json.loads(capsys.readouterr().out)
    assert answer["head"] == {"vars": ["who"]}
    assert [b["who"]["value"].rsplit("/", 1)[1] for b in answer["results"]["bindings"]] == members
    assert call(monkeypatch, "query", samples_out, "ASK { tpe:japan tp:memberOf tpe:aukus }") == cli.OK
    assert capsys.readouterr().out == "answer\nfalse\n"


@pytest.mark.parametrize("data", [SELECT.encode(), f"\ufeff{SELECT}".replace(" {", " # 成员\r\n{").encode()])
def test_a_query_in_a_file(
    data: bytes,
    samples_out: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "a.rq").write_bytes(data)
    assert call(monkeypatch, "query", samples_out, tmp_path / "a.rq") == cli.OK
    assert capsys.readouterr().out.splitlines()[1] == "tpe:australia"


def test_ask_alone_lists_the_questions(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "ask") == cli.OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "question\ten\tzh" and len(lines) > 30
    listed = dict(line.split("\t", 1) for line in lines[1:])
    assert listed["members-of MECHANISM [--since …] [--until …]"].endswith(
        "\t该机制或组织有（或将有、被否认有）哪些成员？"
    )


def test_a_question_by_name(
    samples_out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def asked(*words: str) -> list[list[str]]:
        assert call(monkeypatch, "ask", *words, "-o", samples_out) == cli.OK
        said = capsys.readouterr()
        assert said.err == ""
        return [line.split("\t") for line in said.out.splitlines()]

    english = asked("members-of", "aukus")
    assert english[0] == ["member", "modality", "documents", "first", "last", "quote"]
    assert [row[0] for row in english[1:]] == ["Australia", "United Kingdom", "United States"]
    assert asked("members-of", "奥库斯", "--since", "2021", "--until", "2021-10") == english
    assert len(asked("members-of", "奥库斯", "--since", "2022")) == 1
    chinese = asked("members-of", "AUKUS", "-l", "zh")
    assert [row[:2] for row in chinese[1:]] == [["澳大利亚", "断言"], ["英国", "断言"], ["美国", "断言"]]
    assert asked("members-of", "aukus", "--form", "csv")[1][0].startswith(
        "https://w3id.org/techpolicy-kg/entity/australia,"
    )
    assert asked("members-of", "aukus", "--form", "csv", "-l", "en")[1][0].startswith("Australia,asserted,")
    assert call(monkeypatch, "ask", "members-of", "aukus", "-o", samples_out, "-f", "json") == cli.OK
    answer = json.loads(capsys.readouterr().out)
    assert answer["results"]["bindings"][0]["member"]["value"].endswith("/australia")
    assert call(monkeypatch, "ask", "members-of", "奥库斯", "-o", samples_out, "--sparql", "--since", "2021") == cli.OK
    sparql = capsys.readouterr().out
    assert "VALUES ?mechanism { tpe:aukus }" in sparql and '"2021-01-01"^^xsd:date' in sparql
    assert call(monkeypatch, "query", samples_out, sparql, "-l", "en") == cli.OK
    assert [line.split("\t") for line in capsys.readouterr().out.splitlines()] == english


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["members-off"], "'members-off': there is no such question (did you mean members-of"),
        (["members-of"], "members-of: it takes 1 argument, 0 given (kg ask members-of MECHANISM"),
        (["members-of", "xyzzyq\x1b[2J"], "names no entity of this graph"),
        (["members-of", "aukus", "--since", "soon"], "period: 'soon' is no date with two ends"),
        (["disputed", "--since", "2022"], "disputed: it takes no --since"),
    ],
)
def test_a_wrong_question_is_2(
    words: list[str],
    message: str,
    samples_out: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert call(monkeypatch, "ask", *words, "-o", samples_out) == cli.NOTHING_DONE
    said = capsys.readouterr()
    assert said.err.startswith("kg: ") and message in said.err and said.out == "" and "\x1b" not in said.err


def test_export_writes_where_it_says(
    samples_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from kg.cli.writing import Form
    from kg.export import FORMS

    assert [form.value for form in Form] == list(FORMS)
    monkeypatch.chdir(tmp_path)
    assert call(monkeypatch, "export", samples_out, "--form", "gexf") == cli.OK
    assert capsys.readouterr().out.startswith("out.gexf: GEXF for Gephi") and (tmp_path / "out.gexf").is_file()
    assert call(monkeypatch, "export", samples_out, "-o", "x.jsonld") == cli.OK
    assert json.loads((tmp_path / "x.jsonld").read_text(encoding="utf-8"))["@context"]["@vocab"]
    capsys.readouterr()
    assert call(monkeypatch, "export", samples_out, "-f", "csv") == cli.OK
    said = capsys.readouterr().out.splitlines()
    assert said == [f"out-csv/{name}.csv: table of the entities or claims" for name in ("nodes", "edges")]
    assert sorted(p.name for p in (tmp_path / "out-csv").iterdir()) == ["edges.csv", "nodes.csv"]
    assert call(monkeypatch, "export", samples_out) == cli.OK
    assert (tmp_path / "out.ttl").is_file()
    capsys.readouterr()
    for words, message in (
        ([tmp_path / "out.ttl", "-o", tmp_path / "out.ttl"], "it would take the place of what it is made of"),
        ([samples_out, "-o", "x.json"], "x.json: no form has this ending"),
        ([samples_out, "-o", "none/x.ttl"], "none/x.ttl: cannot be written"),
        ([tmp_path / "gone"], "gone: no such file or folder"),
    ):
        assert call(monkeypatch, "export", *words) == cli.NOTHING_DONE
        said = capsys.readouterr()
        assert said.err.startswith("kg: ") and message in said.err and said.out == ""


def test_an_empty_answer_tells_of_strangers(
    samples_out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "query", samples_out, "SELECT ?x { ?x tp:memberof tpe:aukus }") == cli.OK
    assert "line 1, column 16: the ontology has no tp:memberof (did you mean tp:memberOf?)" in capsys.readouterr().err


MALFORMED = [
    ("SELECT ?x { ?x a }", "line 1, column 13"),
    ("SELECT ?x {\n  ?x tp:memberOf tpe:aukus ;;; .\n  FILTER(\n}", "line 3, column 9"),
    ("SELECT ?x { ?x nope:a 1 }", "line 1, column 16"),
    ("", "line 1, column 1"),
    ("DELETE WHERE { ?s ?p ?o }", "line 1, column 1"),
    ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "line 1, column 12"),
]


@pytest.mark.parametrize(("text", "place"), MALFORMED)
@pytest.mark.parametrize("as_file", [False, True])
def test_a_malformed_query_is_2_and_names_the_place(
    text: str,
    place: str,
    as_file: bool,
    samples_out: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = text
    if as_file:
        given = str(tmp_path / "wrong.rq")
        Path(given).write_text(text, encoding="utf-8")
    assert call(monkeypatch, "query", samples_out, given) == cli.NOTHING_DONE
    said = capsys.readouterr()
    assert said.err.startswith(f"kg: {given}, {place}: " if as_file else f"kg: {place}: "), said.err
    assert said.out == "" and "Traceback" not in said.err
    if text and text.split()[0] not in ("DELETE",) and "SERVICE" not in text:
        shown, caret = said.err.splitlines()[-2:]
        column = int(place.rsplit(" ", 1)[1])
        assert shown == "  " + text.split("\n")[int(place.split(",")[0][5:]) - 1] and caret == " " * (column + 1) + "^"


@pytest.mark.parametrize("data", [None, b"\xff\xfe\x00"])
def test_a_query_file_that_cannot_be_read(
    data: bytes | None,
    samples_out: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if data:
        (tmp_path / "a.rq").write_bytes(data)
    assert call(monkeypatch, "query", samples_out, tmp_path / "a.rq") == cli.NOTHING_DONE
    assert "a.rq: cannot be read (give an existing UTF-8 file" in capsys.readouterr().err


def test_a_query_that_takes_too_long_is_stopped(
    samples_out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    assert call(monkeypatch, "query", samples_out, endless, "--timeout", "1") == cli.NOTHING_DONE
    assert "kg: the query took more than 1 seconds" in capsys.readouterr().err


def test_info_tells_what_is_in_it(
    samples_out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "info", samples_out) == cli.OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("9 documents, ") and "sentences read" in lines[0]
    rows = [tuple(line.split("\t")) for line in lines]
    assert len([row for row in rows if row[0].startswith("sample-")]) == 9
    assert any(row[:2] == ("memberOf", "planned") for row in rows)
    assert any(row[0] == "Country" and int(row[1]) > 5 for row in rows if len(row) == 2)
    with (samples_out / "contradictions.csv").open(encoding="utf-8", newline="") as file:
        kinds = Counter(row["kind"] for row in csv.DictReader(file))
    assert f"{kinds.total()} pairs of sayings that do not fit together (contradictions.csv)" in lines
    assert [row for row in rows if row[0] in kinds] == [(kind, str(n)) for kind, n in kinds.items()] != []
    assert call(monkeypatch, "info", samples_out / "graph.ttl") == cli.NOTHING_DONE
    assert "graph.ttl: this is a file, not the folder of a build (give the folder" in capsys.readouterr().err


def test_network_says_who_is_central_and_how_firm(
    samples_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report, graph, folder = tmp_path / "r.md", tmp_path / "n.graphml", tmp_path / "tables"
    options = ("--resamples", "10", "--top", "3", "--compare", "language=en", "--report", report)
    options = (*options, "--periods", "2017..2020,2021..2024")
    assert (
        call(monkeypatch, "network", samples_out, "--language", "zh", *options, "--graph", graph, "--tables", folder)
        == 0
    )
    out = capsys.readouterr().out
    assert re.search(r"is the most central actor \(rank 1 of \d+\)\. Nine of ten resamples ", out)
    rows = [line.split("\t") for line in out.splitlines()]
    assert next(row[:3] for row in rows if len(row) == 9) == ["rank", "interval", "entity"]
    assert len([row for row in rows if len(row) == 9]) == 4
    assert "languages of the source: zh" in out and "intervals from 10 resamples" in out
    for heading in ("WHO STANDS TOGETHER", "IF THE PLANS CAME TRUE", "PERIODS", "A AND B"):
        assert f"\n{heading}\n" in out
    assert "## Comparison" in report.read_text(encoding="utf-8")
    assert graph.read_bytes().startswith(b"<?xml")
    names = [
        "metrics",
        "clusters",
        "signs",
        "balance",
        "numbers",
        "roles",
        "overlaps",
        "periods",
        "shifts",
        "differences",
        "plans",
    ]
    assert sorted(p.stem for p in folder.iterdir()) == sorted(names)
    assert call(monkeypatch, "network", samples_out, "--words", "zh", "--resamples", "0") == 0
    assert "居第1" in capsys.readouterr().out


def test_network_in_other_projections_and_forms(
    samples_out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    few = ("--resamples", "3", "--no-plans")
    signed = ("--projection", "signed", "--roll-up", "country", "--weight", "documents")
    said = []
    for _ in range(2):
        assert call(monkeypatch, "network", samples_out, *few, *signed, "--form", "json") == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    found = json.loads(said[0])
    for words in ("tied for or against", "people, companies, agencies", "each document counted once", "shared out"):
        assert words in found["slice"][0]
    assert "Company" not in {row["class"] for row in found["tables"]["metrics"]}
    assert call(monkeypatch, "network", samples_out, *few, "--projection", "policy-technology", "--form", "csv") == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert {"Technology"} < {row["class"] for row in rows} and all(row["closeness_low"] for row in rows)
    assert call(monkeypatch, "network", samples_out, *few, "--form", "csv", "--table", "signs") == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert int(rows[0]["negative"]) > 3 and rows[0]["negative_low"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--document", "none-of-these"), "nothing is said in this slice (take a wider slice; kg info lists"),
        (("--since", "soon"), "no date"),
        (("--words", "fr"), "'fr' is not one of 'en', 'zh'"),
        (("--modality", "certain"), "no modality 'certain'"),
        (("--class", "Countri"), "did you mean Country?"),
        (("--compare", "tongue=zh"), "write NAME=VALUE"),
        (("--periods", "soon..later"), "no date"),
        (("--form", "csv", "--table", "periods"), "add --periods"),
        (("--graph", "net.png"), "end its name in .gexf or .graphml"),
    ],
)
def test_a_network_that_cannot_be_had_is_2_with_the_cure(
    samples_out: Path,
    options: tuple[str, ...],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert call(monkeypatch, "network", samples_out, "--resamples", "0", *options) == cli.NOTHING_DONE
    assert said in capsys.readouterr().err


def test_titles_cannot_steer_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source(tmp_path / "in")
    title = r'title = "bad\u001b]0;owned\u0007 [red]title[/red]\u202e"'
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "in" / "manifest.toml").write_text(f'[[document]]\nfile = "a.txt"\n{title}\n')
    assert call(monkeypatch, "build", tmp_path / "in", "-q", "-o", tmp_path / "out") == cli.OK
    titles, made = (
        "SELECT ?t { ?d dcterms:title ?t }",
        r'SELECT ?t { VALUES ?t { "\u001B]0;owned\u0007 [red]title\u202E" } }',
    )
    out = tmp_path / "out"
    for arguments in (["info", out], ["query", out, titles], ["query", out, made]):
        for terminal in (False, True):
            monkeypatch.setattr(sys.stdout, "isatty", lambda terminal=terminal: terminal)
            assert call(monkeypatch, *arguments) == cli.OK
            said = capsys.readouterr().out
            assert "owned" in said and "[red]title" in said
            # Rich's own bold is the only escape.
            assert not re.search(r"\x1b(?!\[[\d;]*m)|[\x07\u202e]", said)


def own_ontology(folder: Path) -> Path:
    """A copy of the ontology that ships, to be changed."""
    ontology = folder / "ontology"
    (ontology / "entities").mkdir(parents=True)
    for file in (*paths.ontology().glob("*.ttl"), *paths.ontology().glob("entities/*.tsv")):
        (ontology / file.relative_to(paths.ontology())).symlink_to(file)
    return ontology


BROKEN = [
    ("techpolicy.ttl", None, "techpolicy.ttl: no ontology there"),
    ("techpolicy.ttl", "tp:Broken a owl:Class ;; \n  rdfs:label", "techpolicy.ttl:"),
    ("entities/zz.tsv", "key\tclass\n", "zz.tsv:1: the header row"),
    ("entities/zz.tsv", "{header}\na\tb\n", "zz.tsv:2: 2 cells instead of 12"),
    ("entities/zz.tsv", "{header}\n\n{good}\nzz-b\tCountri" + "\t" * 10, "zz.tsv:4: class 'Countri'"),
    ("entities/zz.tsv", "{header}\nhuawei\tCompany" + "\t" * 10, "zz.tsv:2: key 'huawei' stands already at "),
]


@pytest.mark.parametrize(("name", "text", "message"), BROKEN, ids=[message for _, _, message in BROKEN])
def test_a_broken_ontology_names_file_line_and_cure(
    name: str, text: str | None, message: str, tmp_path: Path, kg_run: Kg
) -> None:
    ontology = own_ontology(tmp_path)
    header = next(paths.ontology().glob("entities/*.tsv")).read_text(encoding="utf-8").split("\n")[0]
    good = "zz-a\tCompany\t甲\tA" + "\t" * 8
    (ontology / name).unlink(missing_ok=True)
    if text is not None:
        (ontology / name).write_text(text.replace("{header}", header).replace("{good}", good), encoding="utf-8")
    done = kg_run("build", source(tmp_path / "in"), "-o", tmp_path / "out", env={"KG_ONTOLOGY": str(ontology)})
    assert done.returncode == cli.NOTHING_DONE
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"kg: {ontology}") and message in last and last.endswith(")")
    assert "Traceback" not in done.stderr and not (tmp_path / "out").exists()


def test_an_ontology_of_ones_own(tmp_path: Path, kg_run: Kg) -> None:
    ontology = own_ontology(tmp_path)
    header = next(paths.ontology().glob("entities/*.tsv")).read_text(encoding="utf-8").split("\n")[0]
    row = "zz-works\tCompany\t甲乙工厂\tZZ Works" + "\t" * 8
    (ontology / "entities" / "own.tsv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    text = source(tmp_path / "in", "甲乙工厂与华为合作。\n")
    done = kg_run("build", text, "-o", tmp_path / "out", env={"KG_ONTOLOGY": str(ontology)})
    assert done.returncode == cli.OK, done.stderr
    with (tmp_path / "out" / "mentions.csv").open(encoding="utf-8", newline="") as file:
        found = [(row["text"], row["entity"].rsplit("/", 1)[1]) for row in csv.DictReader(file)]
    assert found == [("甲乙工厂", "zz-works"), ("华为", "huawei")]


SLOW = """
import sys, time
from kg import builder
from kg.views import explorer
def wait(*_, **__):
    print("half", flush=True)
    time.sleep(600)
explorer.write = wait
from kg.cli import main
sys.argv = ["kg", "build", "-q", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize(
    ("number", "code", "clean"),
    [(signal.SIGTERM, 143, True), (signal.SIGKILL, -signal.SIGKILL, False)],
)
def test_a_build_that_is_killed_leaves_the_old_output(
    number: signal.Signals, code: int, clean: bool, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name in FILES:
        (out / name).write_text(f"old {name}")
    command = [sys.executable, "-c", SLOW, str(source(tmp_path / "in")), "-o", str(out)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, restore_signals=True
    ) as child:
        assert child.stdout is not None and child.stderr is not None
        assert child.stdout.readline() == "half\n"
        child.send_signal(number)
        assert child.wait(60) == code
        assert "Traceback" not in child.stderr.read()
    assert {p.name: p.read_text() for p in out.iterdir()} == {name: f"old {name}" for name in FILES}
    assert (sorted(p.name for p in tmp_path.iterdir()) == ["in", "out"]) is clean


def test_a_reader_that_goes_away_is_no_failure(samples_out: Path) -> None:
    query = "SELECT * { ?s ?p ?o }"
    for arguments in (["query", samples_out, query], ["query", samples_out, query, "-f", "csv"], ["info", samples_out]):
        gone, end = os.pipe()
        os.close(gone)
        try:
            done = subprocess.run(
                [sys.executable, "-m", "kg.cli", *map(str, arguments)],
                stdout=end,
                stderr=subprocess.PIPE,
                text=True,
                cwd=ROOT,
            )
        finally:
            os.close(end)
        assert (done.returncode, done.stderr) == (cli.OK, "")


def test_a_terminal_gets_progress_and_tables(samples_out: Path, tmp_path: Path) -> None:
    """Run below a pseudo-terminal: a status line that is wiped away, and a table with borders."""
    import pty

    def run(*arguments: str | Path) -> str:
        master, slave = pty.openpty()
        child = subprocess.Popen(
            [sys.executable, "-m", "kg.cli", *map(str, arguments)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", "NO_COLOR": ""},
        )
        os.close(slave)
        said = b""
        while True:
            try:
                data = os.read(master, 65536)
            except OSError:
                break
            if not data:
                break
            said += data
        os.close(master)
        assert child.wait(60) == cli.OK
        return said.decode()

    table = run("query", samples_out, SELECT)
    assert "┏━" in table and "tpe:australia" in table and "\t" not in table
    built = run("build", source(tmp_path / "in"), "-o", tmp_path / "out")
    assert "reading a" in built and "1 document, " in built and "\x1b[2K" in built
    quiet = run("build", source(tmp_path / "in"), "-o", tmp_path / "out", "--quiet")
    assert "reading a" not in quiet


def test_problems_in_the_middle_of_a_line_stay_readable() -> None:
    assert str(Problem("m", where="w", cure="c")) == "w: m (c)"
    assert screen.clean("a\nb\tc\x1b[1m\u202e华") == "a\nb\tc�[1m�华"
