"""A child process that answers, and what happens when it does not."""

from __future__ import annotations

import gc
import sys
import threading
from pathlib import Path

import pytest

from kg.worker import Worker

CHILD = """
import os, sys, time
from kg import worker

def answer(request):
    what = request.decode()
    if what == "sleep":
        time.sleep(60)
    if what == "die":
        os._exit(3)
    if what == "half":
        sys.stdout.buffer.write((100).to_bytes(8) + b"too little")
        sys.stdout.buffer.flush()
        os._exit(0)
    return f"{sys.argv[1]} {os.getpid()} {what}".encode() + b"x" * (what == "long") * 3_000_000

worker.serve(answer)
"""


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Worker:
    (tmp_path / "kg_test_child.py").write_text(CHILD, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return Worker("kg_test_child", "中 文")


def test_requests_are_answered_by_one_process(child: Worker) -> None:
    first, second = (child.ask(b"a", 60), child.ask("b 中\n".encode(), 60))
    name, pid, what = first.decode().rsplit(" ", 2)
    assert (name, what) == ("中 文", "a") and pid.isdigit()
    assert second.decode() == f"中 文 {pid} b 中\n"
    assert len(child.ask(b"long", 60)) > 3_000_000
    assert child.ask(b"", 60).decode() == f"中 文 {pid} "


@pytest.mark.parametrize(("request_", "error"), [("sleep", TimeoutError), ("die", EOFError), ("half", EOFError)])
def test_a_process_that_fails_is_replaced(child: Worker, request_: str, error: type[Exception]) -> None:
    before = child.ask(b"a", 60).split(b" ")[2]
    with pytest.raises(error):
        child.ask(request_.encode(), 1 if request_ == "sleep" else 60)
    assert child.ask(b"a", 60).split(b" ")[2] != before


def test_an_interrupt_ends_the_request(child: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    child.ask(b"a", 60)

    def interrupted(*_: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("kg.worker._received", interrupted)
        with pytest.raises(KeyboardInterrupt):
            child.ask(b"sleep", 60)
    assert child.ask(b"b", 60).endswith(b" b")


def test_threads_wait_for_each_other(child: Worker) -> None:
    answers: dict[int, bytes] = {}
    threads = [threading.Thread(target=lambda n=n: answers.update({n: child.ask(b"%d" % n, 60)})) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(answers[n].endswith(b" %d" % n) for n in range(8))
    assert len({answer.split(b" ")[2] for answer in answers.values()}) == 1


def test_no_process_can_be_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(FileNotFoundError):
        Worker("kg_test_child", "").ask(b"a", 60)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")
def test_the_process_ends_with_its_owner(child: Worker) -> None:
    own = Worker("kg_test_child", "x")
    pid = own.ask(b"a", 60).split(b" ")[1].decode()
    assert Path(f"/proc/{pid}").exists()
    del own
    gc.collect()
    assert not Path(f"/proc/{pid}").exists()
