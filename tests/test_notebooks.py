"""The notebooks: plain, outputs cleared, and each runs from top to bottom."""

from __future__ import annotations

import ast
import html
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from nbclient import NotebookClient

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FIRST = ROOT / "notebooks" / "01-first-queries.ipynb"


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_notebooks() -> None:
    assert FIRST in NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_outputs_are_cleared_and_nothing_is_defined(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    for cell in code(notebook):
        assert cell.outputs == [] and cell.execution_count is None, cell.source
        assert [type(node).__name__ for node in ast.walk(ast.parse(cell.source)) if isinstance(node, defined)] == []
    assert notebook.cells[0].cell_type == "markdown" and notebook.metadata.kernelspec.name == "python3"


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, nbformat.NotebookNode]:
    """Every notebook, run in a folder of its own."""
    done = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.setenv("PYTHONWARNINGS", "error::UserWarning:__main__")
        for path in NOTEBOOKS:
            notebook, folder = read(path), tmp_path_factory.mktemp("notebook")
            patch.setenv("TMPDIR", str(folder))
            NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
            done[path.name] = notebook
    return done


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_it_runs_from_top_to_bottom(path: Path, executed: dict[str, nbformat.NotebookNode]) -> None:
    cells = code(executed[path.name])
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        kinds = [output.output_type for output in cell.outputs]
        last = ast.parse(cell.source).body[-1]
        assert kinds == (["execute_result"] if isinstance(last, ast.Expr) else []), cell.source


# What the outputs of the first notebook must show, in the order of its cells with an answer.
SHOWN = [
    ("tpe:aukus", "tpe:australia", "tpe:chip-4", "tp:planned", "tpd:sample-en-alliances", "fab 4"),
    ("tpe:australia", "tpe:united-kingdom", "tpe:united-states"),
    ("United States", "美国", "Huawei"),
    ("tpe:huawei", "2019", "tp:asserted", "tp:possible", "实体清单"),
    ("tpe:huawei", "2019-05", "tpe:moore-threads", "2023-10"),
    ("gallium", "镓"),
    ("memberOf", "asserted", "negated", "planned", "possible"),
    ('<iframe sandbox="allow-scripts allow-downloads allow-popups"', "芯片四方联盟"),
]


def test_the_first_answers(executed: dict[str, nbformat.NotebookNode]) -> None:
    shown = [cell.outputs[0].data["text/html"] for cell in code(executed[FIRST.name]) if cell.outputs]
    assert len(shown) == len(SHOWN)
    for answer, parts in zip(shown, SHOWN, strict=True):
        text = html.unescape(answer).lower()
        assert [part for part in parts if part.lower() not in text] == []


KINDS = ("text/markdown", "text/html", "image/png", "text/plain")


def test_the_networks(executed: dict[str, nbformat.NotebookNode]) -> None:
    answers = [cell.outputs[0].data for cell in code(executed["02-networks.ipynb"]) if cell.outputs]
    shown = [next(str(data[kind]) for kind in KINDS if kind in data) for data in answers]
    expected = (
        "United States is the most central actor",
        "美国在",
        "rank_low",
        "Verdict.FIRM",
        "stands_out",
        "negative_low",
        "against_low",
        "relation",
        "2017–2020",
        "redundant",
        "rank_a_low",
        "only_in",
        "moves.png",
    )
    assert len(shown) == len(expected) + 2
    assert [part for part, text in zip(expected, shown, strict=False) if part not in text] == []
    assert "image/png" in answers[-1]
