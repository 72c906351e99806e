"""The command `kg evaluate`: its forms, exit codes and messages."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from evaluation_sample import ANNOTATED, knowledge
from test_cli import call

from kg import cli, tables
from kg.evaluation import show
from kg.evaluation.lines import COLUMNS


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the sample build."""
    folder = tmp_path_factory.mktemp("out")
    tables.write(knowledge(), folder)
    return folder


def test_tables_and_errors(out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "evaluate", ANNOTATED, out) == cli.OK
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[0] == "2 documents" and "triple\t0.545\t0.545\t0.545\t6\t11\t11" in lines
    assert "memberOf\t0.571\t0.571\t0.571\t4\t7\t7" in lines
    assert "the worst 5 of 5 sentences with errors" in lines
    assert "  missed  united-states memberOf aukus (asserted, 2021-09): turned round" in lines
    assert said.err == ""


@pytest.mark.parametrize(("number", "kept"), [(0, 0), (2, 2), (99, 5)])
def test_as_many_errors_as_asked_for(
    number: int, kept: int, out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "evaluate", ANNOTATED, out, "--errors", str(number)) == cli.OK
    printed = capsys.readouterr().out
    assert len(re.findall(r"^letter-\w+ \d+–\d+: ", printed, re.MULTILINE)) == kept
    assert f"the worst {kept} of 5 sentences" in printed
    assert call(monkeypatch, "evaluate", ANNOTATED, out, "-f", "json", "-n", str(number)) == cli.OK
    assert len(json.loads(capsys.readouterr().out)["errors"]) == kept


def test_forms(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "figures.json"
    assert call(monkeypatch, "evaluate", ANNOTATED, out, "--form", "csv", "--json", file, "-n", "1") == cli.OK
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["part"] for row in rows} == {"overall", "document", "language", "relation", "modality", "class"}
    written = json.loads(file.read_text(encoding="utf-8"))
    assert len(written["errors"]) == 5 and written["overall"]["triple"]["f1"] == 0.5455
    assert call(monkeypatch, "evaluate", ANNOTATED, out, "--form", "json", "-n", "9") == cli.OK
    assert json.loads(capsys.readouterr().out) == written


def test_without_a_build(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "evaluate", ANNOTATED, "--form", "json") == cli.OK
    said = capsys.readouterr()
    assert json.loads(said.out)["overall"]["mention"]["f1"] > 0.8
    assert said.err.splitlines() == ["reading letter-en", "reading letter-zh"]
    assert call(monkeypatch, "evaluate", ANNOTATED, "-q", "-n", "0") == cli.OK
    assert capsys.readouterr().err == ""


def test_the_annotation_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "evaluate", ANNOTATED, "--check") == cli.OK
    assert capsys.readouterr().out == "2 documents, 20 mentions, 11 assertions: no faults\n"


def test_documents_that_the_build_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tables.write(knowledge(["letter-zh"]), tmp_path)
    assert call(monkeypatch, "evaluate", ANNOTATED, tmp_path) == cli.SOME_FAILED
    assert capsys.readouterr().err == f"nothing of letter-en is in {tmp_path}\n"


def test_what_goes_wrong_is_told(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ANNOTATED, tmp_path / "bad")
    path = tmp_path / "bad" / "letter-en.mentions.tsv"
    path.write_text(path.read_text(encoding="utf-8").replace("Australia\t", "Austria\t"), encoding="utf-8")
    tables.write(knowledge([]), tmp_path)
    cases: list[tuple[list[str | Path], str]] = [
        ([tmp_path / "gone"], "gone: it cannot be read as a folder"),
        ([tmp_path], "there is no annotation in it"),
        ([tmp_path / "bad", out], "letter-en.mentions.tsv:2: 'Austria' is not what stands at 41–50"),
        ([tmp_path / "bad", "--check"], "letter-en.mentions.tsv:2: 'Austria' is not what stands at 41–50"),
        ([ANNOTATED, tmp_path / "gone"], "entities.csv: no such table"),
        ([ANNOTATED, tmp_path], "none of the annotated documents is in it"),
        ([ANNOTATED, out, "--json", tmp_path / "gone" / "x.json"], "x.json: cannot be written"),
    ]
    for arguments, message in cases:
        assert call(monkeypatch, "evaluate", *arguments) == cli.NOTHING_DONE, arguments
        said = capsys.readouterr()
        last = said.err.splitlines()[-1]
        assert last.startswith("kg: ") and message in last and last.endswith(")"), said.err
        assert "Traceback" not in said.err and said.out == ""


@pytest.mark.parametrize("arguments", [[], [ANNOTATED, "--errors", "-1"], [ANNOTATED, "--form", "xml"]])
def test_wrong_usage(
    arguments: list[str | Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "evaluate", *arguments) == cli.NOTHING_DONE
    assert "Usage: kg evaluate" in "".join(capsys.readouterr())


def test_help_and_docs_name_the_columns(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "evaluate", "--help") == cli.OK
    helped = " ".join(capsys.readouterr().out.split())
    docs = (Path(__file__).parent.parent / "docs" / "annotation.md").read_text(encoding="utf-8")
    for kind, columns in COLUMNS.items():
        assert f"NAME.{kind}.tsv {' '.join(columns)}" in helped
        assert f"| `NAME.{kind}.tsv` | `{' '.join(columns)}` |" in docs


def test_texts_cannot_steer_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ANNOTATED, tmp_path / "gold")
    path = tmp_path / "gold" / "texts" / "letter-en.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("announced AUKUS", "[red]abc\u202e AUKUS"), "utf-8")
    monkeypatch.setattr(show, "as_tables", lambda _: [])
    for terminal in (False, True):
        monkeypatch.setattr(sys.stdout, "isatty", lambda terminal=terminal: terminal)
        assert call(monkeypatch, "evaluate", tmp_path / "gold", "-q") == cli.OK
        said = capsys.readouterr().out
        assert "[red]abc\ufffd AUKUS" in said and "\u202e" not in said
