"""A reader that loops, swells, crashes or lies costs its own file and nothing else."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import documents
from kg.documents import Limits, Sandbox, read, stream
from kg.documents.values import Content
from kg.model import Document, Problem

READERS = """
import os, signal, socket, subprocess, sys, time
from kg.documents.values import Content
from kg.model import Problem

kept = []

def fine(data): return Content(data.decode(), "test/fine", pages=(0,))
def process(data): return Content(str(os.getpid()), "test/process")
def sleeps(data): time.sleep(600)
def loops(data):
    while True: pass
def swells(data): return Content("x" * (1 << 30), "test/swells")
def keeps(data):
    kept.append(bytearray(int(data)))
    return Content(str(len(kept)), "test/keeps")
def deep(data): return deep(data)
def crashes(data): os.kill(os.getpid(), signal.SIGSEGV)
def exits(data): os._exit(3)
def leaves(data): sys.exit(0)
def talks(data):
    print("noise" * 1000, flush=True)
    os.write(1, b"noise")
    return fine(data)
def refuses(data): raise Problem("it is odd", cure="straighten it")
def raises(data): raise ValueError("bad \\x1b[31m" + "x" * 9999)
def floods(data): return Content("x" * 2000, "test/floods")
def odd(data): return Content("a\\x00\\ud800b\\r\\nc\\ufffe芯", "test/odd", title="t\\x1b")
def wrong(data): return 3
def lies(data): return Content("x", "test/lies", pages=("a",))
def connects(data): socket.create_connection(("127.0.0.1", 9))
def resolves(data): socket.getaddrinfo("localhost", 80)
def spawns(data): subprocess.run(["true"])
def forks(data): os.fork()
def writes(data):
    with open(data.decode(), "w") as file: file.write("x")
def environment(data): return Content(repr(sorted(os.environ)), "test/environment")
"""


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """Readers that misbehave, in a module of their own that the child can import, too."""
    folder = tmp_path_factory.mktemp("readers")
    (folder / "misbehaving_readers.py").write_text(READERS, encoding="utf-8")
    sys.path.insert(0, str(folder))
    yield importlib.import_module("misbehaving_readers")
    sys.path.remove(str(folder))
    del sys.modules["misbehaving_readers"]


LIMITS = Limits(seconds=30, memory=512 << 20, text=1_000)
FAILURES = [
    ("swells", "512 MB of memory"),
    ("crashes", "crashed (signal 11)"),
    ("exits", "crashed (exit 3)"),
    ("leaves", "crashed"),
    ("refuses", "it is odd"),
    ("raises", "ValueError: bad �[31m"),
    ("deep", "RecursionError"),
    ("floods", "more than 1000 characters"),
    ("wrong", "AttributeError"),
    ("lies", "crashed"),
    ("connects", "socket"),
    ("resolves", "socket"),
    ("spawns", "subprocess"),
    ("forks", "os.fork"),
]


@pytest.mark.parametrize(("name", "message"), FAILURES)
def test_a_failure_is_a_problem_and_the_next_file_is_read(readers: ModuleType, name: str, message: str) -> None:
    with Sandbox(LIMITS) as sandbox:
        for _ in range(2):
            with pytest.raises(Problem) as caught:
                sandbox.read(getattr(readers, name), b"x")
            assert message in caught.value.message
            assert len(caught.value.message) < 400
            assert caught.value.cure
            assert sandbox.read(readers.fine, "芯片".encode()) == Content("芯片", "test/fine", pages=(0,))


@pytest.mark.parametrize("name", ["sleeps", "loops"])
def test_time_is_limited(readers: ModuleType, name: str) -> None:
    with Sandbox(Limits(seconds=1)) as sandbox, pytest.raises(Problem, match="more than 1 seconds"):
        sandbox.read(getattr(readers, name), b"x")
    with Sandbox(LIMITS) as sandbox:
        assert sandbox.read(readers.fine, b"x").text == "x"


def test_one_child_serves_many_files_until_one_fails(readers: ModuleType) -> None:
    with Sandbox(LIMITS) as sandbox:
        first, second = (sandbox.read(readers.process, b"") for _ in range(2))
        assert first == second
        with pytest.raises(Problem):
            sandbox.read(readers.exits, b"")
        assert sandbox.read(readers.process, b"") != first


def test_what_predecessors_left_does_not_cost_a_file(readers: ModuleType) -> None:
    size = b"%d" % (150 << 20)
    with Sandbox(LIMITS) as sandbox:
        counts = [sandbox.read(readers.keeps, size).text for _ in range(6)]
    assert counts.count("1") > 1


def test_what_a_reader_prints_does_not_disturb(readers: ModuleType) -> None:
    with Sandbox(LIMITS) as sandbox:
        assert [sandbox.read(readers.talks, b"x").text for _ in range(2)] == ["x", "x"]


def test_characters_that_cannot_be_written_are_replaced_in_place(readers: ModuleType) -> None:
    with Sandbox(LIMITS) as sandbox:
        content = sandbox.read(readers.odd, b"")
    assert content.text == "a��b�\nc�芯"
    assert content.title == "t�"


def test_readers_write_no_files(readers: ModuleType, tmp_path: Path) -> None:
    with Sandbox(LIMITS) as sandbox, pytest.raises(Problem):
        sandbox.read(readers.writes, str(tmp_path / "out").encode())
    assert not (tmp_path / "out").exists() or (tmp_path / "out").stat().st_size == 0


def test_secrets_of_the_environment_stay_here(readers: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_TOKEN", "x")
    with Sandbox(LIMITS) as sandbox:
        assert "SOME_TOKEN" not in sandbox.read(readers.environment, b"").text


def test_a_python_that_cannot_start(monkeypatch: pytest.MonkeyPatch, readers: ModuleType) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with Sandbox() as sandbox, pytest.raises(Problem, match="child process"):
        sandbox.read(readers.fine, b"x")


def test_a_new_format_is_one_line_and_sandboxed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, readers: ModuleType
) -> None:
    monkeypatch.setitem(documents.READERS, ".odd", readers.crashes)
    monkeypatch.setitem(documents.READERS, ".fine", readers.fine)
    for name in ("a.fine", "b.odd", "c.fine"):
        (tmp_path / name).write_text("芯片", encoding="utf-8")
    results = list(stream([tmp_path]))
    assert [type(result) for result in results] == [Document, Problem, Document]
    assert isinstance(results[1], Problem)
    assert results[1].where == str(tmp_path / "b.odd")


def test_a_page_that_nests_without_end_is_stopped(tmp_path: Path) -> None:
    """The HTML parser's time grows with the square of the depth: this page would take minutes."""
    (tmp_path / "a.html").write_bytes(b"<div>" * 300_000 + b"x")
    with pytest.raises(Problem, match="more than 2 seconds"):
        read(tmp_path / "a.html", limits=Limits(seconds=2))


def test_a_word_file_that_swells_is_stopped(tmp_path: Path) -> None:
    """300 MB of zeros in 300 kB, within what an honest file may unpack to, but not within this memory."""
    from test_documents_formats import repacked

    bomb = b"<w:styles>" + bytes(300 << 20)
    (tmp_path / "a.docx").write_bytes(repacked("word/styles.xml", bomb))
    with pytest.raises(Problem, match="256 MB of memory"):
        read(tmp_path / "a.docx", limits=Limits(memory=256 << 20))


HEADS = {".html": b"<p>", ".htm": b"", ".docx": b"PK\x03\x04", ".pdf": b"%PDF-1.7\n", ".txt": b"", ".md": b""}


@pytest.mark.parametrize("suffix", sorted(documents.READERS))
def test_random_bytes_are_a_document_or_a_problem(suffix: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("random") / f"a{suffix}"
    with Sandbox(LIMITS) as sandbox:

        @settings(deadline=None)
        @given(st.binary(max_size=300), st.booleans())
        def check(data: bytes, headed: bool) -> None:
            path.write_bytes(HEADS[suffix] * headed + data)
            try:
                document = read(path, sandbox=sandbox)
            except Problem as problem:
                assert problem.where == str(path)
                assert problem.cure
            else:
                document.text.encode()
                assert document.text.strip()

        check()


def test_every_reader_has_a_head_for_random_bytes() -> None:
    assert set(HEADS) == set(documents.READERS)


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".html"])
def test_truncated_files(suffix: str, tmp_path: Path) -> None:
    from test_documents_formats import ARTICLE, pdf, repacked

    whole = {".pdf": pdf([["华为", "实体清单"]] * 3), ".docx": repacked("", b""), ".html": ARTICLE.encode()}[suffix]
    path = tmp_path / f"a{suffix}"
    with Sandbox(LIMITS) as sandbox:
        for cut in range(0, len(whole), max(1, len(whole) // 25)):
            path.write_bytes(whole[:cut])
            try:
                assert read(path, sandbox=sandbox).text
            except Problem as problem:
                assert problem.cure
        path.write_bytes(whole)
        assert read(path, sandbox=sandbox).text
