"""The notebooks: plain, outputs cleared, and each runs from top to bottom."""

from __future__ import annotations

import ast
import html
import re
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


# The same for what documents say, and for documents of one's own.
COMPARED = [
    ("芯片四方联盟", "South Korea and Taiwan", "南韓", "计划", "断言"),
    ("Chinese only", "both · 都说", "English only"),
    ("Five Eyes", "五眼联盟", "UKUSA Agreement"),
    ("India", "Indo-Pacific Economic Framework", "negated", "asserted", "planned"),
    ("denied", "dates differ", "芯片出口管制新规", "Samsung Electronics"),
    ("韩国总统室", "否定", "印太经济繁荣框架"),
    ("Philippines", "Federal Communications Commission"),
    ("United States", "difference", "China"),
    ("<iframe sandbox=", "芯片四方联盟"),
]
OWN = [
    ("neighbours.md", "三角.txt"),
    ("South Korea", "AUKUS Pillar II"),
    ("Craiova Group", "Company"),
    ("Lublin Triangle", "Craiova Group", "Infineon", "Serbia"),
    ("波兰", "卢布林三角", "断言", "Poland, Lithuania and Ukraine founded"),
    ("tpe:lublin-triangle", "mine.tsv", "克拉约瓦集团", "infineon.com"),
    ("tpe:lublin-triangle", "begins with it"),
    ("克拉约瓦集团", "Greece joined the Craiova Group in 2017"),
    ("nothing is wrong",),
    ("保加利亚", "希腊", "罗马尼亚"),
    ("True",),
]
ANSWERS = {"03-what-sources-say.ipynb": COMPARED, "04-your-own-documents.ipynb": OWN}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_other_answers(name: str, executed: dict[str, nbformat.NotebookNode]) -> None:
    answers = [cell.outputs[0].data for cell in code(executed[name]) if cell.outputs]
    shown = [html.unescape(str(data.get("text/html", data["text/plain"]))) for data in answers]
    assert len(shown) == len(ANSWERS[name])
    for text, parts in zip(shown, ANSWERS[name], strict=True):
        assert [part for part in parts if part not in re.sub("<mark[^>]*>|</mark>", "", text)] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_words_stand_before_each_answer_in_both_languages(path: Path) -> None:
    """Prose goes before each cell but the first, and somewhere in each notebook Chinese beside English."""
    cells = read(path).cells
    kinds = [cell.cell_type for cell in cells]
    assert kinds[0] == "markdown" and kinds.count("code") >= 8
    assert [cells[i].source for i in range(1, len(cells)) if kinds[i - 1] == kinds[i] == "code"] == []
    for cell in cells:
        if cell.cell_type == "markdown":
            assert any(not line.startswith("#") for line in cell.source.split("\n") if line), cell.source
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert re.search("[\u4e00-\u9fff]{20}", prose.replace("，", "")) and re.search("[a-z]+ [a-z]+ [a-z]+", prose)


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
