"""A new output takes the place of an old one as a whole, or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from kg import output
from kg.model import Problem
from kg.output import FILES, replaced


def fill(folder: Path, text: str, names: tuple[str, ...] = FILES) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text(f"{text} {name}")


def content(folder: Path) -> dict[str, str]:
    return {p.name: p.read_text() for p in sorted(folder.iterdir()) if p.is_file()}


def expected(text: str, **other: str) -> dict[str, str]:
    return {name: f"{text} {name}" for name in FILES} | other


def build(out: Path, text: str = "new") -> None:
    with replaced(out) as folder:
        fill(folder, text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((), {}),
        (("graph.ttl",), {}),
        (FILES, {}),
        ((*FILES, "notes.txt"), {"notes.txt": "old notes.txt"}),
        (("notes.txt",), {"notes.txt": "old notes.txt"}),
    ],
)
def test_new_files_replace_old_ones_and_other_files_stay(
    tmp_path: Path, before: tuple[str, ...], after: dict[str, str]
) -> None:
    fill(tmp_path / "out", "old", before)
    build(tmp_path / "out")
    assert content(tmp_path / "out") == expected("new") | after
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_folders_are_made_and_the_new_one_is_as_open_as_any(tmp_path: Path) -> None:
    build(tmp_path / "a" / "b" / "out")
    (tmp_path / "plain").mkdir()
    assert content(tmp_path / "a" / "b" / "out") == expected("new")
    assert (tmp_path / "a" / "b" / "out").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_folder_keeps_its_rights(tmp_path: Path) -> None:
    fill(tmp_path / "out", "old")
    (tmp_path / "out").chmod(0o750)
    build(tmp_path / "out")
    assert (tmp_path / "out").stat().st_mode & 0o7777 == 0o750


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    fill(tmp_path / "real", "old")
    (tmp_path / "out").symlink_to("real")
    build(tmp_path / "out")
    assert (tmp_path / "out").is_symlink()
    assert content(tmp_path / "real") == expected("new")


def test_stale_files_of_ours_go(tmp_path: Path) -> None:
    for other in ((), ("notes.txt",)):
        out = tmp_path / f"out{len(other)}"
        fill(out, "old", (*FILES, *other))
        with replaced(out) as folder:
            fill(folder, "new", FILES[:3])
        assert sorted(content(out)) == sorted((*FILES[:3], *other))


@pytest.mark.parametrize("other", [(), ("notes.txt",)])
@pytest.mark.parametrize("error", [ValueError("bug"), Problem("p"), KeyboardInterrupt(), SystemExit(143)])
def test_a_failing_writer_leaves_the_old_output(tmp_path: Path, other: tuple[str, ...], error: BaseException) -> None:
    out = tmp_path / "out"
    fill(out, "old", (*FILES, *other))
    before = content(out)
    with pytest.raises(type(error)), replaced(out) as folder:
        fill(folder, "new", FILES[:4])
        raise error
    assert content(out) == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_full_disk_is_a_problem_that_names_the_folder(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"out: cannot write there \(No space left"), replaced(tmp_path / "out"):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", range(1, 2 * len(FILES) + 1))
@pytest.mark.parametrize("missing", [(), ("graph.ttl", "entities.csv")])
def test_a_move_that_fails_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, missing: tuple[str, ...]
) -> None:
    out, moves, move = tmp_path / "out", [], shutil.move
    fill(out, "old", (*(name for name in FILES if name not in missing), "notes.txt"))
    before = content(out)

    def fail(source: Path, target: Path) -> None:
        moves.append(source)
        if len(moves) == number:
            raise OSError(5, "Input/output error")
        move(source, target)

    monkeypatch.setattr(output.shutil, "move", fail)
    if number > 2 * len(FILES) - len(missing):
        build(out)
        assert content(out) == expected("new") | {"notes.txt": "old notes.txt"}
    else:
        with pytest.raises(Problem, match="Input/output error"):
            build(out)
        assert content(out) == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_swap_that_fails_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, rename = tmp_path / "out", Path.rename
    fill(out, "old")

    def fail(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(Problem, match="Input/output error"):
        build(out)
    assert content(out) == expected("old")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_cannot_be_renamed_is_filled_file_by_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, rename = tmp_path / "out", Path.rename
    fill(out, "old")

    def busy(self: Path, target: Path) -> Path:
        if self.name == "out":
            raise OSError(16, "Device or resource busy")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", busy)
    build(out)
    assert content(out) == expected("new")


def test_what_cannot_be_put_back_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, moves, move = tmp_path / "out", [], shutil.move
    fill(out, "old", (*FILES, "notes.txt"))

    def fail(source: Path, target: Path) -> None:
        moves.append(source)
        if len(moves) > 4:
            raise OSError(5, "Input/output error")
        move(source, target)

    monkeypatch.setattr(output.shutil, "move", fail)
    with pytest.raises(Problem, match="Input/output error"):
        build(out)
    left = {p.name: p.read_text() for p in tmp_path.rglob("*") if p.is_file() and p.read_text().startswith("old")}
    assert left == expected("old", **{"notes.txt": "old notes.txt"})


def test_the_output_may_be_no_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(Problem, match="out: the output is a file") as caught:
        build(tmp_path / "out")
    assert caught.value.cure
    with pytest.raises(Problem, match="cannot write there"):
        build(tmp_path / "out" / "below")
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "loop/out"])
def test_names_no_folder_can_have(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(Problem, match="cannot write there"):
        build(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_not_ours(tmp_path: Path) -> None:
    parent = tmp_path / "parent"
    fill(parent / "out", "old")
    parent.chmod(0o500)
    try:
        build(parent / "out")
        assert content(parent / "out") == expected("new")
        (parent / "out").chmod(0o500)
        with pytest.raises(Problem, match="cannot write there"):
            build(parent / "out", "newer")
        with pytest.raises(Problem, match="cannot write there"):
            build(parent / "other")
    finally:
        parent.chmod(0o700)
        (parent / "out").chmod(0o700)
    assert content(parent / "out") == expected("new")


def test_no_right_beside_the_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the one before, for root: making the hidden folder is refused, in the output it is not."""
    out, make = tmp_path / "out", output.tempfile.mkdtemp

    def refuse(*, prefix: str, dir: Path) -> str:
        if dir == tmp_path:
            raise PermissionError(13, "Permission denied")
        return make(prefix=prefix, dir=dir)

    monkeypatch.setattr(output.tempfile, "mkdtemp", refuse)
    with pytest.raises(Problem, match=r"cannot write there \(Permission denied\)"):
        build(out)
    fill(out, "old")
    build(out)
    assert content(out) == expected("new")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert sorted(p.name for p in out.iterdir()) == sorted(FILES)
