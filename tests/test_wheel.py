"""The wheel outside the checkout: built, installed in an environment of its own, run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, files


def run(*command: str | Path, cwd: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "KG_ONTOLOGY", "VIRTUAL_ENV")}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a new environment with the wheel; dependencies are borrowed from the running one."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "env", cwd=folder)
    python = folder / "env" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python]
    run(*pip, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    (packages,) = (folder / "env" / "lib").glob("python*/site-packages")
    borrowed = [entry for entry in sys.path if entry.endswith("-packages")]
    # Plain paths: .pth files inside them, such as the one of this checkout, are not followed.
    (packages / "borrowed.pth").write_text("\n".join(borrowed) + "\n")
    return python.parent


def test_the_wheel_holds_data_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for folder, packaged in (("ontology", "kg/data/ontology"), ("seeds", "kg/data/seeds"), ("kg", "kg")):
        tracked = [p for p in (ROOT / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
        wanted = {f"{packaged}/{p.relative_to(ROOT / folder).as_posix()}" for p in tracked if p.suffix != ".pyc"}
        assert wanted - set(names) == set(), folder
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"kg"}
    assert [name for name in names if "__pycache__" in name] == []
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_it_builds_the_samples_it_brings(installed: Path, tmp_path: Path, samples_out: Path) -> None:
    done = run(installed / "kg", "build", "--quiet", cwd=tmp_path)
    assert done.startswith("9 documents, ")
    made, expected = files(tmp_path / "out"), files(samples_out)
    assert [name for name in expected if made.get(name) != expected[name]] == []
    answer = run(installed / "kg", "query", "out", "SELECT ?x { ?x tp:memberOf tpe:aukus }", "-f", "json", cwd=tmp_path)
    assert len(json.loads(answer)["results"]["bindings"]) == 3


def test_five_lines_of_the_readme_give_members_with_quotes(installed: Path, tmp_path: Path) -> None:
    """The lines and the table that they print, as the README has them; the first line is the installation."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first, *lines = text.split("<!-- five -->\n```console\n")[1].split("\n```")[0].split("\n")
    script = [line.removeprefix(">>> ") for line in lines if line.startswith(">>> ")]
    shown = [line for line in lines if not line.startswith(">>> ")]
    assert first.startswith("$ ") and "pip install" in first and 1 + len(script) == 5
    done = run(installed / "python", "-X", "utf8", "-c", "\n".join(script), cwd=tmp_path)
    assert [line.rstrip() for line in done.splitlines()] == shown
    assert [row.split("  2021")[0].split(None, 1)[1].strip() for row in shown[1:]] == [
        "Australia",
        "United Kingdom",
        "United States",
    ]
    assert all("AUKUS" in row for row in shown[1:])


def test_its_data_come_from_the_package(installed: Path, tmp_path: Path) -> None:
    script = "import kg, kg.paths as p; print(kg.__file__, p.ontology(), p.seeds(), p.lexicon(), sep='\\n')"
    places = [Path(line) for line in run(installed / "python", "-c", script, cwd=tmp_path).splitlines()]
    package = places[0].parent
    assert package.is_relative_to(installed.parent)
    assert places[1:] == [package / "data" / "ontology", package / "data" / "seeds", package / "lexicon"]


def test_spacy_finds_its_components(installed: Path, tmp_path: Path) -> None:
    script = """
import spacy
nlp = spacy.blank("zh")
nlp.add_pipe("kg_mentions")
nlp.add_pipe("kg_assertions")
print([m.entity for m in nlp("日本加入印太经济框架。")._.kg.mentions])
"""
    assert run(installed / "python", "-X", "utf8", "-c", script, cwd=tmp_path) == "['japan', 'ipef']\n"
