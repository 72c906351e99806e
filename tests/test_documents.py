"""Paths become documents: what is found, under which id, in which order, and what is reported instead."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import documents, paths
from kg.documents import Limits, find, identify, read, read_all, stream
from kg.documents.values import shown
from kg.model import Document, Problem

SEEDS = sorted(paths.seeds().glob("*.txt"))


def write(path: Path, data: bytes | str = "Text.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def found(tmp_path: Path, *given: str) -> list[str]:
    return [file.path.relative_to(tmp_path).as_posix() for file in find([tmp_path / g for g in given]).files]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name in (
        "b.txt",
        "a.md",
        "sub/c.html",
        "sub/deep/d.PDF",
        ".hidden.txt",
        ".git/e.txt",
        "~$f.docx",
        "manifest.toml",
    ):
        write(tmp_path / name)
    return tmp_path


FINDS = [
    (["."], ["a.md", "b.txt", "sub/c.html", "sub/deep/d.PDF"]),
    (["b.txt", "."], ["b.txt", "a.md", "sub/c.html", "sub/deep/d.PDF"]),
    (["sub", "b.txt", "sub/c.html", "./b.txt"], ["sub/c.html", "sub/deep/d.PDF", "b.txt"]),
    (["*.txt"], ["b.txt"]),
    (["**/*.[hP]*"], ["sub/c.html", "sub/deep/d.PDF"]),
    (["su*"], ["sub/c.html", "sub/deep/d.PDF"]),
    ([".hidden.txt"], [".hidden.txt"]),
]


@pytest.mark.parametrize(("given", "expected"), FINDS)
def test_what_paths_name(corpus: Path, given: list[str], expected: list[str]) -> None:
    assert found(corpus, *given) == expected
    assert find([corpus / g for g in given]).problems == ()


MISSING = [
    ("nowhere.txt", "no such file", "spelling"),
    ("b.text", "no such file", "b.txt"),
    ("", "no such file", "spelling"),
    ("https://example.org/a.html", "no such file", "local"),
    ("*.docx", "nothing matches", ""),
    ("empty", "no files", ".docx"),
    ("table.csv", "'.csv' is unknown", ".docx"),
    ("README", "no suffix", ".docx"),
    ("pipe.txt", "neither a file nor a folder", ""),
    ("a\x00b", "", ""),
    ("loop.txt", "", ""),
    ("x" * 5_000, "", ""),
]


@pytest.mark.parametrize(("name", "message", "cure"), MISSING)
def test_what_cannot_be_read_is_named_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str, cure: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for file in ("b.txt", "table.csv", "README"):
        write(tmp_path / file)
    (tmp_path / "empty").mkdir()
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    everything, problems = read_all([name, "b.txt"])
    assert [document.id for document in everything] == ["b"]
    (problem,) = problems
    assert message in problem.message
    assert cure in problem.cure
    assert problem.cure
    assert problem.where == shown(name)


def test_unknown_files_of_a_folder_share_a_problem(tmp_path: Path) -> None:
    for index in range(12):
        write(tmp_path / f"{index:02d}.csv")
    write(tmp_path / "a.txt")
    result = find([tmp_path])
    (problem,) = result.problems
    assert problem.message.startswith("12 of unknown suffix")
    assert "09.csv and 2 more" in problem.message
    assert len(result.files) == 1


def test_links_do_not_loop(tmp_path: Path) -> None:
    write(tmp_path / "a/b.txt")
    (tmp_path / "a/up").symlink_to(tmp_path)
    (tmp_path / "a/twin.txt").symlink_to(tmp_path / "a/b.txt")
    assert found(tmp_path, ".") == ["a/b.txt"]
    assert found(tmp_path, "**/*.txt") == ["a/b.txt"]
    assert found(tmp_path, "a/up/a/b.txt") == ["a/up/a/b.txt"]


IDS = [
    ("sample-zh-controls", "sample-zh-controls"),
    ("美国 出口管制（2023）", "美国-出口管制-2023"),
    ("a_b.c", "a_b.c"),
    ("a - b", "a-b"),
    ("cafe\u0301", "café"),
    ("../../etc/passwd", "etc-passwd"),
    ("a\x00b\x1b[31m\n", "a-b-31m"),
    ("a\u202etxt", "a-txt"),
    ("<script>", "script"),
    ("\ud800\udc80", "document"),
    ("...", "document"),
    ("😀", "document"),
    ("", "document"),
]


@pytest.mark.parametrize(("stem", "expected"), IDS)
def test_ids(stem: str, expected: str) -> None:
    assert identify(stem) == expected


@settings(deadline=None)
@given(st.text(max_size=300))
def test_ids_are_safe(stem: str) -> None:
    name = identify(stem)
    assert 0 < len(name) <= 100
    assert all(char.isalnum() or char in "-_." for char in name)
    assert name[0] not in ".-"
    assert name[-1] not in ".-"
    assert unicodedata.is_normalized("NFC", name)
    assert identify(name) == name


def test_long_names_stay_apart() -> None:
    one, two = identify("芯" * 299 + "一"), identify("芯" * 299 + "二")
    assert len(one) == len(two) == 100
    assert one != two


def test_equal_stems_get_distinct_ids_whatever_the_order(tmp_path: Path) -> None:
    files = {
        "a/x.txt": "one",
        "b/x.txt": "two",
        "b/X.md": "three",
        "c/x.txt": "one",
        "c/y.txt": "four",
        f"d/x-{hashlib.sha256(b'two').hexdigest()[:8]}.txt": "five",
    }
    given = [write(tmp_path / name, text) for name, text in files.items()]
    ids = {file.path: file.id for file in find(given).files}
    assert len({name.casefold() for name in ids.values()}) == len(files)
    assert ids[tmp_path / "c/y.txt"] == "y"
    assert ids[tmp_path / "a/x.txt"] == f"x-{hashlib.sha256(b'one').hexdigest()[:8]}"
    assert ids[tmp_path / "c/x.txt"] == ids[tmp_path / "a/x.txt"] + "-2"
    assert {file.path: file.id for file in find(reversed(given)).files} == ids
    assert [document.id for document in read_all(given)[0]] == list(ids.values())


def test_stems_that_differ_in_case_get_ids_that_differ_in_more(tmp_path: Path) -> None:
    files = find([write(tmp_path / "x.txt", "one"), write(tmp_path / "X.md", "two")]).files
    assert len({file.id.casefold() for file in files}) == 2


def test_a_document_is_what_the_file_says(tmp_path: Path) -> None:
    data = "\ufefftitle: 标题\r\ndate: 2023-05-04\r\nauthor: 王保成\r\n---\r\n\r\n华为被列入实体清单。\r\n".encode()
    document = read(write(tmp_path / "2020-01-01 管制.txt", data))
    assert document == Document(
        id="2020-01-01-管制",
        text=data.decode("utf-8-sig"),
        title="标题",
        authors=("王保成",),
        date="2023-05-04",
        language="zh",
        sha256=hashlib.sha256(data).hexdigest(),
        reader="text/utf-8",
        source="2020-01-01 管制.txt",
        body=data.decode("utf-8-sig").index("华为"),
    )


def test_names_of_files_are_not_trusted(tmp_path: Path) -> None:
    path = write(tmp_path / "a\x1b]0;x\x07\nb\u202e.txt", "x" * 200)
    document = read(path)
    for value in (document.id, document.source, document.title):
        assert value.isprintable()
    (problem,) = read_all([write(tmp_path / "c\x1b.txt", b"")])[1]
    assert problem.where.isprintable()


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.docx", "a.pdf"])
def test_empty_files(tmp_path: Path, name: str) -> None:
    with pytest.raises(Problem, match="the file is empty"):
        read(write(tmp_path / name, b""))


@pytest.mark.parametrize("text", [" \n\t\u3000\n", "\ufeff"])
def test_blank_files(tmp_path: Path, text: str) -> None:
    with pytest.raises(Problem, match="no text"):
        read(write(tmp_path / "a.txt", text))


def test_huge_files_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", b"x" * 101)
    with pytest.raises(Problem, match="larger than"):
        read(path, limits=Limits(file=100))
    assert read(path, limits=Limits(file=101)).text == "x" * 101


@pytest.mark.parametrize(
    ("name", "message"), [("no.txt", "no such file"), ("dir.txt", "no such"), ("a.csv", "unknown")]
)
def test_reading_one_file_that_is_none(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "dir.txt").mkdir()
    write(tmp_path / "a.csv")
    with pytest.raises(Problem, match=message) as caught:
        read(tmp_path / name)
    assert caught.value.where == str(tmp_path / name)


def test_a_broken_manifest_is_told_once_and_the_files_are_read(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "manifest.toml"):
        write(tmp_path / name, "x = ")
    results = list(stream([tmp_path]))
    assert [type(result) for result in results] == [Problem, Document, Document]


def test_one_long_line(tmp_path: Path) -> None:
    text = "关于出口管制，" * 1_500_000
    document = read(write(tmp_path / "a.txt", text))
    assert document.text == text
    assert (document.title, document.language, document.date) == ("a", "zh", "")


def test_the_documents_that_ship() -> None:
    everything, problems = read_all([paths.seeds()])
    assert problems == ()
    assert [document.source for document in everything] == [path.name for path in SEEDS]
    assert len(everything) == 9
    for document, path in zip(everything, SEEDS, strict=True):
        head = path.read_text(encoding="utf-8").split("---")[0]
        assert document.id == path.stem
        assert document.text == path.read_bytes().decode()
        assert document.text[: document.body].rstrip().endswith("---")
        assert f"title: {document.title}\n" in head
        assert f"date: {document.date}\n" in head
        assert f"language: {document.language}\n" in head
        assert documents.document_language(document.text[document.body :]) == document.language
        assert (document.authors, document.publisher) == (("techpolicy-kg project",), "techpolicy-kg samples")
        assert "check" in document.note


def test_reading_twice_gives_the_same() -> None:
    assert read_all([paths.seeds()]) == read_all([str(paths.seeds() / "*")])


def test_import_does_no_heavy_work() -> None:
    code = "import sys, kg.documents; print(*sorted({'docx', 'lxml', 'selectolax', 'pypdfium2'} & set(sys.modules)))"
    root = Path(documents.__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert run.stdout.strip() == ""
