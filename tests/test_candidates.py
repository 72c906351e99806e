"""Candidates: provisional entities with counts, an example and a registry row."""

from __future__ import annotations

from pathlib import Path

from kg import candidates, knowledge, registry
from kg.extract.pipeline import extract
from kg.model import Document
from kg.tables import read_csv

ENGLISH = "Congress passed the Remote Tractor Access Act. The Remote Tractor Access Act bars China."
CHINESE = "国会通过《远程拖拉机访问法》。美国国会议员讨论。"


def known() -> object:
    documents = [
        Document("a", ENGLISH, language="en"),
        Document("b", ENGLISH, language="en"),
        Document("c", CHINESE, language="zh"),
    ]
    return knowledge.gather([extract(d) for d in documents], registry.default())


def test_rows_count_mentions_and_documents() -> None:
    found = {row[2]: row for row in candidates.rows(known())}  # type: ignore[arg-type]
    act = found["Remote Tractor Access Act"]
    assert act[:5] == ("x-remote-tractor-access-act", "Law", "Remote Tractor Access Act", 4, 2)
    assert "Congress passed the Remote Tractor Access Act" in act[5]
    assert found["远程拖拉机访问法"][1] == "Law"
    assert len(found) == 2


def test_row_has_the_columns_of_the_registry() -> None:
    for row in candidates.rows(known()):  # type: ignore[arg-type]
        cells = row[6].split("\t")
        assert len(cells) == len(registry.COLUMNS)
        assert cells[1] == row[1]


def test_registered_names_are_no_candidates() -> None:
    gathered = knowledge.gather([extract(Document("a", "Japan joined AUKUS.", language="en"))], registry.default())
    assert candidates.rows(gathered) == []


def test_write(tmp_path: Path) -> None:
    candidates.write(known(), tmp_path)  # type: ignore[arg-type]
    assert read_csv(tmp_path / "candidates.csv")[0]["key"] == "x-remote-tractor-access-act"
