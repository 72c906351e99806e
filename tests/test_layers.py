"""The house: who may import whom, and which module is the door of which library."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg

ROOT = Path(kg.__file__).resolve().parent

# Bottom to top; a module may import from its own row and from rows below. The longest name counts.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("kg", "kg.model", "kg.paths", "kg.edtf", "kg.iris", "kg.explanation", "kg.printable"),
    ("kg.schema",),
    ("kg.registry", "kg.lexicon"),
    ("kg.documents",),
    ("kg.extract",),
    ("kg.knowledge",),
    (
        "kg.terms",
        "kg.tables",
        "kg.turtle",
        "kg.triples",
        "kg.rdf",
        "kg.output",
        "kg.candidates",
        "kg.contradictions",
        "kg.concepts",
    ),
    ("kg.answers", "kg.mistakes", "kg.sparql", "kg.damage", "kg.worker"),
    ("kg.store",),
    ("kg.checks", "kg.additions"),
    ("kg.entities", "kg.sayings", "kg.questions"),
    ("kg.network", "kg.context", "kg.export"),
    ("kg.frames", "kg.views"),
    ("kg.endpoint", "kg.publish"),
    ("kg.info", "kg.builder", "kg.explain", "kg.evaluation", "kg.notebook"),
    ("kg.api",),
    ("kg.cli",),
)

# Left of the graph are texts, right of it graphs: those parts take any graph that uses the ontology.
RIGHT = (
    "kg.knowledge",
    "kg.terms",
    "kg.tables",
    "kg.contradictions",
    "kg.turtle",
    "kg.triples",
    "kg.rdf",
    "kg.answers",
    "kg.sparql",
    "kg.damage",
    "kg.worker",
    "kg.store",
    "kg.checks",
    "kg.entities",
    "kg.sayings",
    "kg.questions",
    "kg.network",
    "kg.context",
    "kg.export",
    "kg.frames",
    "kg.views",
    "kg.endpoint",
    "kg.publish",
    "kg.info",
    "kg.notebook",
)
TEXTS = ("kg.documents", "kg.extract", "kg.lexicon", "kg.registry")

# Library → the only modules that may import it.
DOORS: dict[str, tuple[str, ...]] = {
    "rdflib": (
        "kg.schema",
        "kg.sparql",
        "kg.rdf",
        "kg.store",
        "kg.checks.terms",
        "kg.checks.literals",
        "kg.checks.reference",
    ),
    "pyshacl": ("kg.checks.reference",),
    "pyparsing": ("kg.sparql",),
    "pyoxigraph": ("kg.store", "kg.endpoint.child"),
    "spacy": ("kg.extract.pipeline",),
    "opencc": ("kg.extract.text", "kg.entities"),
    "ahocorasick_rs": ("kg.extract",),
    "pypdfium2": ("kg.documents.pdf",),
    "docx": ("kg.documents.word",),
    "selectolax": ("kg.documents.webpage",),
    "lxml": ("kg.documents.webpage",),
    "trafilatura": ("kg.documents.webpage",),
    "charset_normalizer": ("kg.documents.decode",),
    "networkx": ("kg.network", "kg.views", "kg.notebook"),
    "igraph": ("kg.network", "kg.views"),
    "pyvis": ("kg.views",),
    "matplotlib": ("kg.views.figures",),
    "jinja2": ("kg.views",),
    "markupsafe": ("kg.views",),
    "pandas": ("kg.frames", "kg.notebook", "kg.api"),
    "werkzeug": ("kg.endpoint.app",),
    "waitress": ("kg.endpoint.server",),
    "requests": ("kg.publish.remote",),
    "urllib3": ("kg.publish.remote",),
    "typer": ("kg.cli",),
    "rich": ("kg.cli",),
}


def module_of(path: Path, root: Path = ROOT) -> str:
    """The dotted name of a file of the package."""
    parts = ["kg", *path.relative_to(root).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_of(p): p for p in sorted(ROOT.rglob("*.py"))}


def under(module: str, *names: str) -> bool:
    """Whether a module is one of the names or below it."""
    return any(module == n or module.startswith(f"{n}.") for n in names)


def layer(module: str) -> int:
    """The row of a module; the longest name decides, and ``kg`` stands for itself alone."""
    rows = [(len(n), i) for i, row in enumerate(LAYERS) for n in row if module == n or (n != "kg" and under(module, n))]
    return max(rows)[1] if rows else -1


def imports(source: str, known: set[str]) -> Iterator[tuple[str, bool]]:
    """What a source imports, as modules, and whether only inside a function or for types."""
    tree = ast.parse(source)
    lazy: set[ast.AST] = set()
    for node in ast.walk(tree):
        hidden = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or (
            isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        )
        if hidden:
            lazy.update(ast.walk(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node in lazy
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield (full if full in known else base), node in lazy


def faults(module: str, source: str, known: set[str]) -> list[str]:
    """Every forbidden import of a module, by name."""
    found = []
    mine = layer(module)
    if mine < 0:
        return [f"{module} has no row in LAYERS"]
    for target, lazy in imports(source, known):
        head = target.split(".")[0]
        if target.startswith("."):
            found.append(f"{module} imports {target} by a relative name")
        elif head == "kg":
            theirs = layer(target)
            if module == "kg":
                if not lazy:
                    found.append(f"kg imports {target} at import")
            elif theirs < 0:
                found.append(f"{module} imports {target}, which has no row in LAYERS")
            elif theirs > mine:
                found.append(f"{module} imports {target}, which stands above it")
            elif under(module, *RIGHT) and under(target, *TEXTS):
                found.append(f"{module} imports {target}, which is left of the graph")
        elif head not in sys.stdlib_module_names:
            if head not in DOORS:
                found.append(f"{module} imports {head}, which has no door in DOORS")
            elif not under(module, *DOORS[head]):
                found.append(f"{module} imports {head}, whose door is {', '.join(DOORS[head])}")
    return sorted(set(found))


@pytest.mark.parametrize("module", FILES)
def test_imports_follow_the_layers(module: str) -> None:
    assert faults(module, FILES[module].read_text(encoding="utf-8"), set(FILES)) == []


def test_the_tables_are_about_modules_that_exist() -> None:
    named = {n for row in LAYERS for n in row}
    assert sorted(n for n in {*named, *RIGHT, *TEXTS} if n not in FILES) == []
    assert len(named) == sum(len(row) for row in LAYERS)
    assert len(FILES) >= 50


# module, source, what is wrong with it
CASES = [
    ("kg.model", "import json\nfrom pathlib import Path\n", []),
    ("kg.model", "from kg.schema import load\n", ["kg.model imports kg.schema, which stands above it"]),
    (
        "kg.model",
        "import rdflib\n",
        [
            "kg.model imports rdflib, whose door is kg.schema, kg.sparql, kg.rdf, kg.store, kg.checks.terms, kg.checks.literals, kg.checks.reference"
        ],
    ),
    ("kg.schema", "import rdflib\nfrom kg import paths\nfrom kg.model import BASE\n", []),
    ("kg.schema", "from kg import registry\n", ["kg.schema imports kg.registry, which stands above it"]),
    (
        "kg.documents.pdf",
        "from kg.extract import text\n",
        ["kg.documents.pdf imports kg.extract.text, which stands above it"],
    ),
    ("kg.extract.text", "from kg.documents import read\nimport opencc\n", []),
    ("kg.extract.text", "import spacy\n", ["kg.extract.text imports spacy, whose door is kg.extract.pipeline"]),
    ("kg.extract.pipeline", "from spacy.tokens import Doc\n", []),
    ("kg.network", "from kg.extract import text\n", ["kg.network imports kg.extract.text, which is left of the graph"]),
    ("kg.views.data", "from kg.builder import build\n", ["kg.views.data imports kg.builder, which stands above it"]),
    (
        "kg.views.data",
        "from pyoxigraph import Store\n",
        ["kg.views.data imports pyoxigraph, whose door is kg.store, kg.endpoint.child"],
    ),
    ("kg.views.data", "import networkx as nx\nfrom kg.network import report\n", []),
    ("kg.store", "def f():\n    import typer\n", ["kg.store imports typer, whose door is kg.cli"]),
    ("kg.tables", "import httpx\n", ["kg.tables imports httpx, which has no door in DOORS"]),
    ("kg.tables", "from . import model\n", ["kg.tables imports . by a relative name"]),
    ("kg.tables", "from kg import nowhere\n", []),
    ("kg.nowhere", "", ["kg.nowhere has no row in LAYERS"]),
    ("kg", "from kg.api import build\n", ["kg imports kg.api at import"]),
    ("kg", "def __getattr__(name):\n    from kg import api\n", []),
    ("kg.cli.screen", "import typer\nfrom rich.table import Table\nfrom kg import __version__, builder\n", []),
]
assert len(CASES) >= 21


@pytest.mark.parametrize(("module", "source", "expected"), CASES)
def test_a_fault_names_module_and_import(module: str, source: str, expected: list[str]) -> None:
    assert faults(module, source, set(FILES)) == expected


def test_no_circles_at_import() -> None:
    graph = {
        module: {
            t
            for t, lazy in imports(path.read_text(encoding="utf-8"), set(FILES))
            if not lazy and t in FILES and t != module
        }
        for module, path in FILES.items()
    }
    done: set[str] = set()

    def walk(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, f"a circle: {' > '.join([*way[way.index(module) :], module])}"
        if module in done:
            return
        for target in sorted(graph[module]):
            # A package that its own module imports by name is not yet a circle.
            if not module.startswith(f"{target}."):
                walk(target, (*way, module))
        done.add(module)

    for module in FILES:
        walk(module, ())
    assert done == set(FILES)


def test_only_the_command_line_prints() -> None:
    found = [
        module
        for module, path in FILES.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
        and not under(module, "kg.cli")
    ]
    assert found == []


FORBIDDEN_CALLS = ("eval", "exec", "__import__")


def test_nothing_foreign_is_run() -> None:
    for module, path in FILES.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        called = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
        assert not called & set(FORBIDDEN_CALLS), module
        assert "pickle" not in {t.split(".")[0] for t, _ in imports(path.read_text(encoding="utf-8"), set(FILES))}, (
            module
        )
