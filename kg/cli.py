"""The command line: parse, call, print. Heavy modules are imported inside the commands, so help answers at once."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from kg import __version__
from kg.model import Problem

OK, SOME_FAILED, NOTHING_DONE = 0, 1, 2
WARNED, WRONG = 1, 3
_DEBUG = "--debug"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

app = typer.Typer(
    name="kg",
    help="Policy documents in, an evidence-bearing knowledge graph out. 读取政策文献，生成有出处的知识图谱。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Weight(StrEnum):
    """What a tie's strength counts."""

    CLAIMS = "claims"
    ASSERTIONS = "assertions"
    DOCUMENTS = "documents"


class Form(StrEnum):
    """How answers are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class Engine(StrEnum):
    """Who runs the shapes."""

    FAST = "fast"
    PYSHACL = "pyshacl"


def _version(value: bool) -> None:
    if value:
        _print(f"kg {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option(_DEBUG, help="Show the traceback of an error; may stand anywhere.")] = False,
) -> None:
    """Policy documents in, an evidence-bearing knowledge graph out. 读取政策文献，生成有出处的知识图谱。"""


@app.command()
def build(
    paths: Annotated[list[str] | None, typer.Argument(help="Files, folders, globs; if none, our samples.")] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder to write into.")] = Path("out"),
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Read documents and write graph, tables, network and page.

    Exit code: 0 all good, 1 some documents failed, 2 nothing could be done.
    """
    with _progress(quiet) as progress:
        progress("loading the registry")
        from kg import builder

        built = builder.build(paths or [], out, progress=progress)
    for problem in built.problems:
        _complain(f"failed: {problem}", problem)
    read = built.knowledge.extractions
    said = sum(len(x.assertions) for x in read)
    named = sum(len(x.mentions) for x in read)
    failed = f" ({len(built.problems)} problems)" if built.problems else ""
    folder = _clean(str(built.out))
    noun = "document" if len(read) == 1 else "documents"
    _print(f"{len(read)} {noun}, {named} mentions, {said} assertions → {folder}/{failed}")
    _print(f"open {folder}/graph.html in a browser; ask with: kg query {folder} 'SELECT …'")
    if built.problems:
        raise typer.Exit(SOME_FAILED)


@app.command()
def query(
    out: Annotated[Path, typer.Argument(help="Folder that kg build wrote, or a .ttl, .trig or .nq file.")],
    sparql: Annotated[str, typer.Argument(help="A SPARQL query, or a file that ends in .rq.")],
    form: Annotated[Form, typer.Option("--form", "-f", help="How to print the answer.")] = Form.TABLE,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds until the query is stopped.")] = 60.0,
) -> None:
    """Ask the graph in SPARQL; tp:, tpe:, tpd:, rdfs:, skos: and their like need no PREFIX lines."""
    from kg import store

    source = store.load(out)
    if sparql.endswith(".rq"):
        try:
            text = Path(sparql).read_text(encoding="utf-8-sig")
        except (OSError, ValueError):
            cure = "give an existing UTF-8 file, or the query itself"
            raise Problem("cannot be read", where=sparql, cure=cure) from None
        try:
            answer = store.query(source, text, timeout=timeout)
        except Problem as problem:
            where = f"{sparql}, {problem.where}" if problem.where else sparql
            raise Problem(problem.message, where=where, cure=problem.cure) from problem
    else:
        answer = store.query(source, sparql, timeout=timeout)
    if form is Form.CSV:
        _print(store.as_csv(answer), end="")
    elif form is Form.JSON:
        _print(store.as_json(answer), end="")
    else:
        _table(*store.as_table(answer))


@app.command()
def info(
    out: Annotated[Path, typer.Argument(help="Folder that kg build wrote.")],
) -> None:
    """What is in a built graph: documents, entities, claims, unknown names, regions left unread."""
    from kg.info import info as read_info

    found = read_info(out)
    _print(f"{len(found.documents)} documents, {found.sentences} sentences read, {found.ignored} regions left unread")
    _table(
        ("document", "title", "language", "date", "sentences", "unread regions", "unknown names"),
        [(d.id, d.title, d.language, d.date, d.sentences, d.ignored, d.unknown) for d in found.documents],
    )
    _print(f"\n{sum(n for _, n in found.entities)} entities by class")
    _table(("class", "entities"), found.entities)
    _print("\nclaims by relation and modality (a claim counts once under each modality)")
    _table(("relation", "modality", "claims"), found.claims)
    pairs = sum(n for _, n in found.contradictions)
    _print(f"\n{pairs} pairs of sayings that do not fit together (contradictions.csv)")
    _table(("kind", "pairs"), found.contradictions)
    _print(f"\n{len(found.unknown)} forms left undecided (unknown.csv)")
    _table(("form", "times"), found.unknown[:20])


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(help="A document.")],
    sentence: Annotated[int, typer.Option("--sentence", "-n", min=0, help="Only the sentence of this number.")] = 0,
    find: Annotated[str, typer.Option("--find", help="Only sentences that hold this text, in either script.")] = "",
    html: Annotated[Path | None, typer.Option("--html", help="Write a page there instead of printing.")] = None,
) -> None:
    """Show why each sentence says what it says: names, cues, the rules that fired, and those set aside and why."""
    from kg import documents
    from kg import explain as reasons

    document = documents.read(file)
    told = reasons.explain(document, number=sentence, find=find)
    if not told:
        cure = "leave out --sentence and --find to see all"
        raise Problem("no sentence is chosen", where=str(file), cure=cure)
    if html is None:
        for explanation in told:
            _print("\n".join(_clean(line) for line in reasons.lines(explanation, document.text)))
    else:
        from kg.views import reasons as pages

        _write(html, pages.render(told, title=document.title or document.id))
        _print(f"open {_clean(str(html))} in a browser")


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Folder with annotated documents.")],
    out: Annotated[Path | None, typer.Argument(help="Folder that kg build wrote; if none, they are read now.")] = None,
    form: Annotated[Form, typer.Option("--form", "-f", help="How to print the figures.")] = Form.TABLE,
    json: Annotated[Path | None, typer.Option("--json", help="Write figures and all errors there, too.")] = None,
    errors: Annotated[int, typer.Option("--errors", "-n", min=0, help="Sentences with errors to print.")] = 10,
    check: Annotated[bool, typer.Option("--check", help="Only check the annotation.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Compare what is found in annotated documents with their annotation: precision, recall, F1, and where it errs.

    For each document NAME the folder holds four tables: UTF-8, tabs between cells, nothing quoted, a header row.

    \b
    NAME.entities.tsv    key class zh en forms
    NAME.mentions.tsv    start end surface key
    NAME.ignore.tsv      start end why
    NAME.assertions.tsv  subject predicate object modality date attribution
                         amount ev_start ev_end

    The text NAME.txt stands in texts/ there, in the folder itself, or in corpus/ beside it. Offsets count its code
    points from 0, ends are exclusive; forms are separated by |, regions to ignore are not scored.

    Exit code: 0 all good, 1 OUT lacks some of the documents, 2 nothing could be done.
    """
    from kg.evaluation import gold as annotation
    from kg.schema import default as schema

    golds = annotation.read(gold, schema())
    if check:
        sayings = sum(len(g.noted.sayings) for g in golds)
        mentions = sum(len(g.noted.mentions) for g in golds)
        _print(f"{len(golds)} documents, {mentions} mentions, {sayings} assertions: no faults")
        return
    from kg.evaluation import run, show

    with _progress(quiet) as progress:
        report = run.evaluate(golds, schema(), out, progress=progress)
    if json:
        _write(json, show.as_json(report))
    if form is Form.CSV:
        _print(show.as_csv(report), end="")
    elif form is Form.JSON:
        _print(show.as_json(report, errors=errors), end="")
    else:
        for section in show.as_tables(report):
            _print(section.title)
            _table(section.columns, section.rows)
            _print("")
        _print(f"the worst {min(errors, len(report.passages))} of {len(report.passages)} sentences with errors")
        _print("".join(f"{_clean(line)}\n" for line in show.as_lines(report.passages[:errors])), end="")
    for name in report.absent:
        _print(_clean(f"nothing of {name} is in {out}"), err=True)
    if report.absent:
        raise typer.Exit(SOME_FAILED)


@app.command()
def network(
    out: Annotated[Path, typer.Argument(help="Folder that kg build wrote, or a .ttl, .trig or .nq file.")],
    since: Annotated[str, typer.Option(help="Only what is said of this day, month or year or later.")] = "",
    until: Annotated[str, typer.Option(help="Only what is said of this day, month or year or earlier.")] = "",
    undated: Annotated[bool, typer.Option("--undated", help="In a period, keep what has no date.")] = False,
    language: Annotated[list[str] | None, typer.Option(help="Only sources in this language: zh, en.")] = None,
    document: Annotated[list[str] | None, typer.Option(help="Only this document.")] = None,
    publisher: Annotated[list[str] | None, typer.Option(help="Only this publisher.")] = None,
    modality: Annotated[list[str] | None, typer.Option(help="asserted (default), planned, possible, negated.")] = None,
    relation: Annotated[list[str] | None, typer.Option(help="Only this relation.")] = None,
    cls: Annotated[list[str] | None, typer.Option("--class", help="Only entities of this class.")] = None,
    registry: Annotated[bool, typer.Option("--registry", help="Add what the registry knows.")] = False,
    observers: Annotated[bool, typer.Option("--observers", help="Keep media, think tanks, reporters.")] = False,
    weight: Annotated[Weight, typer.Option(help="What a tie's strength counts.")] = Weight.CLAIMS,
    resamples: Annotated[int, typer.Option(min=0, max=10_000, help="Resamples behind the intervals.")] = 100,
    seed: Annotated[int, typer.Option(min=0, help="Seed of resamples and clusters.")] = 0,
    top: Annotated[int, typer.Option(min=1, help="Rows to print.")] = 20,
    words: Annotated[str, typer.Option(help="Language of report and figures: en or zh.")] = "en",
    compare: Annotated[str, typer.Option(help="A second slice, as what differs: language=en,until=2020.")] = "",
    report: Annotated[Path | None, typer.Option(help="Write the findings in words to this .md file.")] = None,
    figures: Annotated[Path | None, typer.Option(help="Draw figures (.svg, .png) into this folder.")] = None,
    period: Annotated[list[str] | None, typer.Option(help="A period of the figure of moves: 2017/2020.")] = None,
    tables: Annotated[Path | None, typer.Option(help="Write metrics.csv and clusters.csv into this folder.")] = None,
    graph: Annotated[Path | None, typer.Option(help="Write the network to this .gexf or .graphml file.")] = None,
) -> None:
    """Who is central and who stands together in a slice, how firm that is, and which document carries it."""
    from kg import network as net
    from kg import store
    from kg.network import export, project, slices
    from kg.network import report as reports
    from kg.network import roles as mechanisms
    from kg.network import words as told

    part = net.Slice(
        modalities=slices.modalities(modality or ["asserted"]),
        since=since,
        until=until,
        undated=undated,
        documents=tuple(document or ()),
        publishers=tuple(publisher or ()),
        languages=tuple(language or ()),
        classes=tuple(cls or ()),
        relations=tuple(relation or ()),
        registry=registry,
        observers=observers,
    )
    evidence = net.from_store(store.load(out))
    taken = net.take(evidence, part)
    other = slices.changed(part, compare) if compare else None
    both = net.compare(evidence, part, other, weight=weight.value, resamples=resamples, seed=seed) if other else None
    found = (
        both.first if both else net.analyse(evidence, part=part, weight=weight.value, resamples=resamples, seed=seed)
    )
    if not found.metrics:
        raise Problem("nothing is said in this slice", where=part.words(words), cure="leave out one of the options")
    seats = project.membership(project.rolled(taken), weight=weight.value)
    full = told.Report(found, mechanisms.roles(seats, found.clusters), mechanisms.overlaps(seats), both)
    _print("\n".join(map(_clean, (*told.summary(found, words), ""))))
    _table(*told.ranked(found, top, words))
    _print("")
    _table(*told.grouped(found, words))
    if both:
        _print("")
        _table(*told.shifted(both, top, words))
    _print(f"\n{_clean(found.basis_zh[0] if words.startswith('zh') else found.basis[0])}")
    if report:
        _write(report, told.markdown(full, words))
        _print(f"read {_clean(str(report))}")
    if tables:
        _folder(tables)
        reports.write_tables(found, tables)
    if figures:
        from kg.network import signed
        from kg.views import figures as pictures

        times = [
            (p, slices.changed(part, "since={},until={}".format(*f"{p}/{p}".split("/")[:2]))) for p in period or ()
        ]
        nets = net.periods(evidence, [time for _, time in times], weight=weight.value, seed=seed)
        made = pictures.write(
            figures,
            found,
            membership=seats,
            sides=signed.signed(taken, weight=weight.value),
            periods=list(zip(period or (), nets, strict=True)),
            language=words,
        )
        if words.startswith("zh") and not pictures.chinese_font():
            _print("no Chinese font on this machine: labels are in English (install Noto Sans CJK)", err=True)
        _print(f"{_clean(str(figures))}: {', '.join(made)}")
    if graph:
        export.save(export.attributed(taken, found, weight=weight.value), graph)


def _folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem("cannot be made", where=str(path), cure="give a folder that is yours to write") from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Problem("cannot be written", where=str(path), cure="give a folder that exists and is yours") from error


@app.command()
def validate(
    out: Annotated[Path, typer.Argument(help="Folder that kg build wrote, or a .ttl, .trig, .nq or .nt file.")],
    form: Annotated[Form, typer.Option("--form", "-f", help="How to print the findings.")] = Form.TABLE,
    limit: Annotated[int, typer.Option(min=1, help="Nodes to show of each check; CSV and JSON have all.")] = 20,
    engine: Annotated[Engine, typer.Option(help="Who runs the shapes; both give the same verdicts.")] = Engine.FAST,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds until it is stopped.")] = 600.0,
) -> None:
    """Check a graph: SHACL shapes, and queries for what one node cannot show; each finding with sentence and cure.

    Exit code: 0 nothing worse than a note, 1 warnings, 2 the graph could not be checked, 3 errors.
    """
    from kg import store
    from kg.checks import Severity, limited, report

    found = limited.validate(store.load(out), engine=engine, timeout=timeout)
    if form is Form.TABLE:
        _print("\n".join(map(_clean, report.as_lines(found, limit))))
    else:
        _print(report.as_csv(found) if form is Form.CSV else report.as_json(found), end="")
    code = {Severity.ERROR: WRONG, Severity.WARNING: WARNED}.get(found.worst, OK) if found.worst else OK
    if code != OK:
        raise typer.Exit(code)


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str], None]]:
    """A function that tells what is being done: a line that changes on a terminal, plain lines elsewhere."""
    if quiet:
        yield lambda what: None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.text import Text

        with Console(stderr=True).status("") as status:
            yield lambda what: status.update(Text(_clean(what)))
    else:
        yield lambda what: _print(what, err=True)


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Rows as a table that fits the terminal, or plain tab-separated text where there is none."""
    cells = [[_clean(" ".join(str(cell).split())) for cell in row] for row in (columns, *rows)]
    if not sys.stdout.isatty():
        _print("\n".join("\t".join(row) for row in cells))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(header_style="bold")
    for name in cells[0]:
        table.add_column(Text(name))
    for row in cells[1:]:
        table.add_row(*map(Text, row))
    Console().print(table)


def _print(text: str, *, err: bool = False, end: str = "\n") -> None:
    """Write; when the reader has gone (``| head``) go on without a word, for the work itself is not at fault."""
    stream = sys.stderr if err else sys.stdout
    try:
        stream.write(text + end)
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _complain(text: str, error: BaseException) -> None:
    """A line for people on standard error; with --debug the traceback of the error first."""
    if _DEBUG in _options():
        import traceback

        _print("".join(traceback.format_exception(error)), err=True, end="")
    _print(_clean(text), err=True)


def _clean(text: str) -> str:
    """The text without what would steer a terminal or reverse its lines."""
    return _UNPRINTABLE.sub("\ufffd", text)


def _options() -> list[str]:
    """The arguments before ``--``, after which nothing is an option."""
    arguments = sys.argv[1:]
    return arguments[: arguments.index("--")] if "--" in arguments else arguments


def _stop(*_: object) -> NoReturn:
    raise SystemExit(128 + signal.SIGTERM)


def main() -> None:
    """Run the command line; a `Problem` becomes one line and exit code 2, a traceback needs --debug."""
    options = _options()
    arguments = [option for option in options if option != _DEBUG] + sys.argv[1 + len(options) :]
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    # As an exception, so that a build that is told to stop cleans up.
    signal.signal(signal.SIGTERM, _stop)
    try:
        app(arguments, prog_name="kg")
    except Problem as problem:
        _complain(f"kg: {problem}", problem)
        raise SystemExit(NOTHING_DONE) from None
    except Exception as error:
        _complain(f"kg: unexpected {type(error).__name__}: {error} (report it, with --debug)", error)
        raise SystemExit(NOTHING_DONE) from None


if __name__ == "__main__":
    main()
