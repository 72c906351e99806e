"""Figures of the network: drawn in both languages, the same bytes each time, names of strangers taken as text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from network_samples import ENTITIES, said

from kg.model import Entity, Problem
from kg.network import Evidence, Network, Slice, analyse, periods, project
from kg.network.rollup import rolled
from kg.network.signed import signed
from kg.views import figures
from kg.views.figures.style import finished, style

LINES = [f"{who} memberOf {club} asserted doc-1 2018" for club in ("quad", "nato") for who in ("japan", "india")]
LINES += [f"{who} memberOf chip-4 asserted doc-2 2022" for who in ("japan", "south-korea", "netherlands")]
LINES += ["china opposes japan asserted doc-2 2022", "china cooperatesWith russia asserted doc-1 2019"]
EVIDENCE = said(*LINES)
TIMES = (Slice(since="2017", until="2020"), Slice(since="2021", until="2024"))


def drawn(
    folder: Path, evidence: Evidence, language: str, times: Sequence[tuple[str, Network]] = ()
) -> tuple[str, ...]:
    network = analyse(evidence, resamples=5)
    seats = project.membership(rolled(evidence))
    return figures.write(folder, network, membership=seats, sides=signed(evidence), periods=times, language=language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_figures_are_the_same_each_time(tmp_path: Path, language: str) -> None:
    times = list(zip(("2017/2020", "2021/2024"), periods(EVIDENCE, TIMES), strict=True))
    made = drawn(tmp_path / "a", EVIDENCE, language, times)
    assert made == tuple(f"{n}.{form}" for n in ("ranks", "memberships", "signs", "moves") for form in ("svg", "png"))
    assert drawn(tmp_path / "b", EVIDENCE, language, times) == made
    for name in made:
        first = (tmp_path / "a" / name).read_bytes()
        assert first == (tmp_path / "b" / name).read_bytes()
        assert first.startswith(b"\x89PNG" if name.endswith("png") else b"<?xml")
        assert b"dc:date" not in first


def test_languages_differ(tmp_path: Path) -> None:
    if not figures.chinese_font():
        pytest.skip("needs a Chinese font, such as fonts-noto-cjk")
    for language in ("en", "zh"):
        assert len(drawn(tmp_path / language, EVIDENCE, language)) == 6
    assert (tmp_path / "en" / "ranks.png").read_bytes() != (tmp_path / "zh" / "ranks.png").read_bytes()


def test_without_a_chinese_font_labels_are_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "chinese_font", lambda: "")
    drawn(tmp_path / "zh", EVIDENCE, "zh")
    drawn(tmp_path / "en", EVIDENCE, "en")
    assert (tmp_path / "zh" / "ranks.svg").read_bytes() == (tmp_path / "en" / "ranks.svg").read_bytes()


def test_names_are_text_and_not_formulas(tmp_path: Path) -> None:
    entities = {**ENTITIES, "japan": Entity("japan", "Country", "日本", "$\\frac{$ <b>\x07\nJapan" + "n" * 90)}
    assert drawn(tmp_path, Evidence(EVIDENCE.statements, entities), "en")


def test_nothing_to_draw_is_drawn(tmp_path: Path) -> None:
    assert len(drawn(tmp_path, said(), "en")) == 6


def test_a_folder_that_cannot_be_made_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Problem, match="cannot be written"):
        drawn(tmp_path / "file" / "inside", EVIDENCE, "en")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_title_and_slice_stand_clear_of_what_is_drawn(language: str) -> None:
    network = analyse(EVIDENCE, resamples=5)
    seats = project.membership(rolled(EVIDENCE))
    with style():
        for draw in (
            figures.ranks(network, str, language),
            figures.memberships(network, seats, lambda key: key * 3, language),
            figures.signs(network, signed(EVIDENCE), lambda key: key * 3, language),
        ):
            figure = draw()
            renderer = figure.canvas.get_renderer()
            drawn = figure.get_tightbbox(renderer)
            finished(figure, "A title", "a slice in words; " * 20, language)
            title, foot = (text.get_window_extent(renderer) for text in figure.texts[-2:])
            assert title.y0 / figure.dpi > drawn.y1 and foot.y1 / figure.dpi < drawn.y0
