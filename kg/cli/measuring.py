"""The command that measures: network."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.asking import Answers, Form, Tongue
from kg.cli.screen import clean, say, table, write
from kg.model import Problem

if TYPE_CHECKING:
    from kg.network.dossier import Report
    from kg.network.rows import Rows


_WIDER = "take a wider slice; kg info lists the documents and their languages"


class Weight(StrEnum):
    """What a tie's strength counts."""

    CLAIMS = "claims"
    ASSERTIONS = "assertions"
    DOCUMENTS = "documents"


class Projection(StrEnum):
    """What is tied to what, as `kg.network.projections` has it."""

    EVERYTHING = "everything"
    MEMBERSHIP = "membership"
    ALIGNMENT = "alignment"
    SIGNED = "signed"
    POLICY_TECHNOLOGY = "policy-technology"
    AFFILIATION = "affiliation"


class RollUp(StrEnum):
    """Who counts as whom, as `kg.network.rollup` has it."""

    NONE = "none"
    STATE = "state"
    COUNTRY = "country"


class Sheet(StrEnum):
    """The tables, as `kg.network.sheets` has them."""

    METRICS = "metrics"
    CLUSTERS = "clusters"
    SIGNS = "signs"
    BALANCE = "balance"
    NUMBERS = "numbers"
    ROLES = "roles"
    OVERLAPS = "overlaps"
    PERIODS = "periods"
    SHIFTS = "shifts"
    DIFFERENCES = "differences"
    PLANS = "plans"


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
    projection: Annotated[Projection, typer.Option(help="What is measured.")] = Projection.EVERYTHING,
    weight: Annotated[Weight, typer.Option(help="What a tie's strength counts.")] = Weight.CLAIMS,
    roll_up: Annotated[
        RollUp | None,
        typer.Option(help="Count officials as their state, or all people and organisations as their country."),
    ] = None,
    resamples: Annotated[int, typer.Option(min=0, max=10_000, help="Resamples behind the intervals.")] = 100,
    seed: Annotated[int, typer.Option(min=0, help="Seed of resamples and clusters.")] = 0,
    periods: Annotated[str, typer.Option(help="Periods side by side: 2017..2020,2021..2024 (days too).")] = "",
    compare: Annotated[str, typer.Option(help="A second slice, as what differs: language=en,until=2020.")] = "",
    plans: Annotated[bool, typer.Option("--plans/--no-plans", help="Tell what plans would change.")] = True,
    top: Annotated[int, typer.Option(min=1, help="Rows to print.")] = 20,
    words: Annotated[Tongue, typer.Option(help="Language of findings, report and figures.")] = Tongue.EN,
    form: Answers = Form.TABLE,
    sheet: Annotated[Sheet, typer.Option("--table", help="The table that --form csv prints.")] = Sheet.METRICS,
    report: Annotated[Path | None, typer.Option(help="Write the findings in words to this .md file.")] = None,
    figures: Annotated[Path | None, typer.Option(help="Draw figures (.svg, .png) into this folder.")] = None,
    tables: Annotated[Path | None, typer.Option(help="Write every table as .csv into this folder.")] = None,
    graph: Annotated[Path | None, typer.Option(help="Write the network to this .gexf or .graphml file.")] = None,
) -> None:
    """Who is central and who stands together in a slice, how firm that is, and which document carries it."""
    from kg import network as net
    from kg import store
    from kg.network import dossier, export, markdown, sheets, slices
    from kg.network.report import write_tables
    from kg.tables import csv_text

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
    told = dossier.report(
        evidence,
        part,
        weight=weight.value,
        projection=projection.value,
        roll_up=roll_up.value if roll_up else None,
        resamples=resamples,
        seed=seed,
        compare=compare,
        over=periods,
        planned=plans,
    )
    if not told.network.metrics:
        raise Problem("nothing is said in this slice", where=part.words(words), cure=_WIDER)
    if form is Form.JSON:
        say(sheets.as_json(told, words), end="")
    elif form is Form.CSV:
        made = sheets.sheets(told)
        if f"{sheet.value}.csv" not in made:
            raise Problem(f"there is no table {sheet.value} here", where="--table", cure="add --periods or --compare")
        say(csv_text(*made[f"{sheet.value}.csv"]), end="")
    else:
        _show(told, top, words)
    if report:
        write(report, markdown.markdown(told, words))
        say(f"read {clean(str(report))}", err=form is not Form.TABLE)
    if tables:
        _folder(tables)
        write_tables(sheets.sheets(told), tables)
    if figures:
        from kg.views import figures as pictures

        made_ = pictures.draw(figures, evidence, told, language=words)
        if words.startswith("zh") and not pictures.chinese_font():
            say("no Chinese font on this machine: labels are in English (install Noto Sans CJK)", err=True)
        say(f"{clean(str(figures))}: {', '.join(made_)}", err=form is not Form.TABLE)
    if graph:
        export.save(export.attributed(net.take(evidence, part), told.network, weight=weight.value), graph)


def _show(told: Report, top: int, language: str) -> None:
    """The findings in words, then the tables they stand on, then the slice."""
    from kg.network import rows, words
    from kg.network.findings import findings

    n, zh = told.network, language.startswith("zh")

    def head(en: str, chinese: str) -> None:
        say(f"\n{chinese if zh else en}")

    def lines(*texts: str) -> None:
        for text in filter(None, texts):
            say(clean(f"- {text}"))

    def shown(en: str, chinese: str, found: Rows) -> None:
        if found[1]:
            head(en, chinese)
            table(*found)

    basis = n.basis_zh if zh else n.basis
    found = findings(n)
    say(clean(f"{'依据：' if zh else 'Stands on: '}{basis[0]}"))
    say(words.central(language))
    head("WHO IS CENTRAL", "谁居中心")
    lines(*(words.standing(n, p.key, language) for p in (*found.actors, *found.mechanisms, *found.others)))
    head("WHO STANDS TOGETHER", "谁站在一起")
    lines(words.counted(n, language), *(words.gathering(n, g.number, language) for g in found.clusters))
    if n.balance.ties:
        head("WHO STANDS AGAINST WHOM", "谁与谁对立")
        lines(words.balanced(n, language))
    if told.plans:
        head("IF THE PLANS CAME TRUE", "若计划成真")
        lines(*words.planned(told.plans, language))
    shown("RANKS", "名次", rows.ranked(n, top, language))
    if told.periods:
        shown("PERIODS", "各时期", rows.timed(told.periods, top, language))
    if told.comparison:
        both = told.comparison
        shown("A AND B", "甲乙对照", rows.shifted(both, top, language))
        lines(
            *(
                f"{letter}: {(x.basis_zh if zh else x.basis)[0]}"
                for letter, x in (("A", both.first), ("B", both.second))
            )
        )


def _folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem("cannot be made", where=str(path), cure="give a folder that is yours to write") from error
