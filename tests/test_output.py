"""A new output takes the place of an old one as a whole, or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from kg import output
from kg.model import Problem
from kg.output import FILES, FOLDERS, SIGN, replaced


def fill(folder: Path, text: str, names: tuple[str, ...] = FILES) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text(f"{text} {name}")


def content(folder: Path) -> dict[str, str]:
    return {p.name: p.read_text() for p in sorted(folder.iterdir()) if p.is_file()}


def pages(out: Path, text: str, *names: str) -> None:
    """Pages as a build writes them into its folder of readers."""
    folder = out / FOLDERS[0]
    folder.mkdir(parents=True)
    for name in names:
        (folder / f"{name}.html").write_text(f"<!DOCTYPE html>{SIGN}{text} {name}")


def everything(folder: Path) -> dict[str, bytes]:
    """All files in a folder and below it."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


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


@pytest.mark.parametrize("other", [(), ("notes.txt",)])
@pytest.mark.parametrize("litter", [(), (".DS_Store",)])
def test_readers_of_documents_that_are_gone_go(tmp_path: Path, other: tuple[str, ...], litter: tuple[str, ...]) -> None:
    out = tmp_path / "out"
    fill(out, "old", (*FILES, *other))
    pages(out, "old", "a", "b")
    fill(out / "documents", "", litter)
    with replaced(out) as folder:
        fill(folder, "new")
        pages(folder, "new", "b", "c")
    assert content(out) == expected("new", **{name: f"old {name}" for name in other})
    assert sorted(p.name for p in (out / "documents").iterdir()) == ["b.html", "c.html"]
    assert (out / "documents" / "b.html").read_text().endswith("new b")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("other", [(), ("notes.txt",)])
def test_a_build_without_readers_removes_ours(tmp_path: Path, other: tuple[str, ...]) -> None:
    out = tmp_path / "out"
    fill(out, "old", (*FILES, *other))
    pages(out, "old", "a")
    build(out)
    assert not (out / "documents").exists()


# What stands in the folder of people who keep their own things under that name, and what is told of it.
FOREIGN = [
    ("report.txt", "text", "'report.txt'"),
    ("page.html", "<!DOCTYPE html><title>mine</title>", "'page.html'"),
    ("page.html", " " * 2000 + SIGN, "'page.html'"),
    ("page.htm", SIGN, "'page.htm'"),
    ("below/a.html", SIGN, "'below'"),
    (".hidden", "", "'.hidden'"),
]
assert len(FOREIGN) == 6


@pytest.mark.parametrize("others", [(), ("about.html",)])
def test_the_start_page_of_a_site_is_not_touched(tmp_path: Path, others: tuple[str, ...]) -> None:
    out = tmp_path / "site"
    fill(out, "mine", ("index.html", *others))
    before = everything(tmp_path)
    with pytest.raises(Problem, match="no build wrote it") as caught, replaced(out):
        pytest.fail("it was worked on")
    assert caught.value.where == str(out / "index.html") and "-o" in caught.value.cure
    assert everything(tmp_path) == before


@pytest.mark.parametrize(("name", "text", "told"), FOREIGN)
@pytest.mark.parametrize("ours", [(), ("a",)])
@pytest.mark.parametrize("files", [(), FILES, (*FILES, "notes.txt")])
def test_a_folder_of_documents_that_is_not_ours_is_not_touched(
    tmp_path: Path, name: str, text: str, told: str, ours: tuple[str, ...], files: tuple[str, ...]
) -> None:
    out = tmp_path / "out"
    fill(out, "old", files)
    pages(out, "old", *ours)
    (out / "documents" / name).parent.mkdir(exist_ok=True)
    (out / "documents" / name).write_text(text)
    before, worked = everything(tmp_path), False
    with pytest.raises(Problem, match="no build wrote") as caught, replaced(out):
        worked = True
    assert not worked
    assert told in caught.value.message and caught.value.where == str(out / "documents")
    assert "-o" in caught.value.cure
    assert everything(tmp_path) == before


@pytest.mark.parametrize("files", [FILES, (*FILES, "notes.txt")])
def test_a_stranger_that_comes_during_the_build_is_kept(tmp_path: Path, files: tuple[str, ...]) -> None:
    out = tmp_path / "out"
    fill(out, "old", files)
    pages(out, "old", "a")
    with pytest.raises(Problem, match=r"mine\.txt"), replaced(out) as folder:
        fill(folder, "new")
        pages(folder, "new", "a")
        (out / "documents" / "mine.txt").write_text("mine")
        before = everything(out)
    assert everything(out) == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("kind", ["file", "link", "broken link"])
def test_documents_that_are_no_folder(tmp_path: Path, kind: str) -> None:
    out, mine = tmp_path / "out", tmp_path / "mine"
    fill(out, "old")
    pages(mine, "my", "a")
    if kind == "file":
        (out / "documents").write_text("mine")
    else:
        (out / "documents").symlink_to(mine / ("documents" if kind == "link" else "nowhere"))
    before = everything(tmp_path)
    with pytest.raises(Problem, match="no folder of pages"):
        build(out)
    assert everything(tmp_path) == before


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out" / "documents").mkdir(parents=True)
    with replaced(tmp_path / "out") as folder:
        pages(folder, "new", "a")
    assert list(everything(tmp_path / "out")) == ["documents/a.html"]


@pytest.mark.parametrize("number", range(1, 5))
@pytest.mark.parametrize("half", [False, True])
def test_moving_the_readers_is_undone_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, half: bool
) -> None:
    """Each move of a file or folder may fail, and one of a folder, where it is a copy to another disk, half way."""
    out, moves, move = tmp_path / "out", [], shutil.move
    fill(out, "old", ("graph.html", "notes.txt"))
    pages(out, "old", "a", "b")
    before = everything(out)

    def fail(source: Path, target: Path) -> None:
        moves.append(source)
        if len(moves) == number:
            if half and source.is_dir():
                target.mkdir()
                shutil.copy(source / "a.html", target)
            raise OSError(28, "No space left on device")
        move(source, target)

    monkeypatch.setattr(output.shutil, "move", fail)
    with pytest.raises(Problem, match="No space left"), replaced(out) as folder:
        fill(folder, "new", ("graph.html",))
        pages(folder, "new", "a")
    assert everything(out) == before
