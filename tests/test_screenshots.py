"""The script that makes the README's pictures knows only pages, entities and sayings that a build of the samples has."""

from __future__ import annotations

import csv
import importlib.util
import re
from pathlib import Path
from types import ModuleType
from urllib.parse import parse_qs

import pytest
from conftest import ROOT

from kg import output
from kg.views import site


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("screenshots", ROOT / "docs" / "screenshots.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_shot_is_of_a_page_that_exists(script: ModuleType, samples_out: Path) -> None:
    keys = {row["key"] for row in rows(samples_out / "entities.csv")}
    said = rows(samples_out / "assertions.csv")
    claims = {"|".join((r["subject"].rpartition("/")[2], r["predicate"], r["object"].rpartition("/")[2])) for r in said}
    readers = {site.reader_of(r["document"]) for r in said}
    for name, link, *_ in script.SHOTS:
        page, _, fragment = (link or script.reader(samples_out)).partition("#")
        assert page in output.FILES or page in readers, name
        given = parse_qs(fragment)
        assert set(given.get("node", ())) <= keys and set(given.get("edge", ())) <= claims, name
        if "char" in given:
            start, end = given["char"][0].split(",")
            assert any((r["evidence_start"], r["evidence_end"]) == (start, end) for r in said), name
    assert len({name for name, *_ in script.SHOTS}) == len(script.SHOTS) == 8


def test_the_readme_shows_pictures_that_the_script_makes(script: ModuleType) -> None:
    shown = re.findall(r"\]\(docs/images/([^)]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert set(shown) <= {name for name, *_ in script.SHOTS}
    kinds = [name.partition("-")[0] for name in shown]
    assert kinds == ["start", "graph", "graph", "reader"]


def test_wrong_use_is_told(script: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert script.main(["--help"]) == 2
    assert "usage: " in capsys.readouterr().err
