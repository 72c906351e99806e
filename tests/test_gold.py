"""Floors on the annotated documents, a little below what is reached, so that a change for the worse is seen."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SHARED

MENTION_F1, TRIPLE_F1, TRIPLE_PRECISION = 0.93, 0.58, 0.70


@pytest.fixture(scope="module")
def score(corpus_out: Path) -> str:
    """What the scorer prints for a build of the corpus."""
    gold = SHARED / "gold"
    names = sorted(p.name.removesuffix(".mentions.tsv") for p in gold.glob("*.mentions.tsv"))
    assert len(names) >= 12
    done = subprocess.run(
        [sys.executable, gold / "score.py", corpus_out, gold, *names], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert all(re.search(rf"^{name}\s*P", done.stdout, re.MULTILINE) for name in names)
    return done.stdout


def test_floors(score: str) -> None:
    (line,) = re.findall(r"^JSON (.*)$", score, re.MULTILINE)
    reached = json.loads(line)
    (whole,) = re.findall(r"^ALL .*P([\d.]+) R[\d.]+ F([\d.]+)\s*$", score, re.MULTILINE)
    assert float(whole[1]) == pytest.approx(reached["triple"], abs=0.001)
    assert reached["mention"] >= MENTION_F1, score
    assert reached["triple"] >= TRIPLE_F1, score
    assert float(whole[0]) >= TRIPLE_PRECISION, score


def test_modalities_and_dates_agree(score: str) -> None:
    (modality, date) = re.findall(r"modality agrees on ([\d.]+) .*; date on ([\d.]+) ", score)[0]
    assert float(modality) >= 0.85 and float(date) >= 0.85, score
