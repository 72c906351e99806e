"""Builds that several tests look at, made once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from browsing import Window, launched
from hypothesis import settings
from selenium import webdriver

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

# How long a test takes depends on what else the machine does; CI tries the same values each time.
settings.register_profile("kg", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("kg")

Kg = Callable[..., "subprocess.CompletedProcess[str]"]


def run_kg(
    *arguments: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "kg.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        timeout=300,
    )


def built(paths: Sequence[str | Path], out: Path, *, cwd: Path, seed: int) -> Path:
    """A build that must succeed, under a hash seed."""
    done = run_kg("build", *paths, "-o", out, cwd=cwd, env={"PYTHONHASHSEED": str(seed)})
    assert done.returncode == 0, done.stderr
    return out


def files(folder: Path) -> dict[str, bytes]:
    """Every file in a folder and below it, by its path there."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def kg_run() -> Kg:
    return run_kg


@pytest.fixture(scope="session")
def samples_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the documents that ship, which are the default input."""
    folder = tmp_path_factory.mktemp("samples")
    return built([], folder / "out", cwd=folder, seed=1)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The published articles and samples beside the project; where they are not, the test is skipped."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip(f"needs the folder {SHARED / 'corpus'}, which is not part of the project")
    return SHARED / "corpus"


@pytest.fixture(scope="session")
def corpus_out(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the corpus."""
    folder = tmp_path_factory.mktemp("corpus")
    return built([corpus], folder / "out", cwd=folder, seed=1)


@pytest.fixture(scope="session")
def browser() -> Iterator[webdriver.Chrome]:
    """One headless browser for all tests of pages."""
    with launched() as driver:
        yield driver


@pytest.fixture
def window(browser: webdriver.Chrome, tmp_path: Path) -> Iterator[Window]:
    """A window of it; afterwards its pages must have asked the network for nothing and complained of nothing."""
    window = Window(browser, tmp_path)
    yield window
    window.assert_quiet()
