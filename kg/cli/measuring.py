"""The command that measures: network."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.screen import clean, say, table, write
from kg.model import Problem


class Weight(StrEnum):
    """What a tie's strength counts."""

    CLAIMS = "claims"
    ASSERTIONS = "assertions"
    DOCUMENTS = "documents"


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
    say("\n".join(map(clean, (*told.summary(found, words), ""))))
    table(*told.ranked(found, top, words))
    say("")
    table(*told.grouped(found, words))
    if both:
        say("")
        table(*told.shifted(both, top, words))
    say(f"\n{clean(found.basis_zh[0] if words.startswith('zh') else found.basis[0])}")
    if report:
        write(report, told.markdown(full, words))
        say(f"read {clean(str(report))}")
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
            say("no Chinese font on this machine: labels are in English (install Noto Sans CJK)", err=True)
        say(f"{clean(str(figures))}: {', '.join(made)}")
    if graph:
        export.save(export.attributed(taken, found, weight=weight.value), graph)


def _folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem("cannot be made", where=str(path), cure="give a folder that is yours to write") from error
