"""The way from a derivative that is asked for to its memory report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from srcad.derive.adjoint import Tools
from srcad.emit.module import emit_module
from srcad.errors import Location
from srcad.explain.linear import unsaved_loops
from srcad.explain.measuring import Measured, Run, measure
from srcad.explain.parts import Part, parts_of
from srcad.explain.reasons import Primal, Reason
from srcad.explain.report import MemoryReport, Row
from srcad.explain.saved import Saved, find_saved
from srcad.explain.sizes import lengths_of, total
from srcad.explain.words import line_of
from srcad.ir.nodes import Function
from srcad.options import Options
from srcad.pipeline import Request, derive_primal, header, lower_and_specialise


def report_memory(request: Request, tools: Tools, options: Options, run: Run | None = None) -> MemoryReport:
    """Return what a derivative saves, as its types tell; with a call, as it is measured, too.

    Raises
    ------
    NotDifferentiable, ArgumentError
        As :func:`srcad.pipeline.derive`.
    """
    primal = lower_and_specialise(request.definition, request.types, tools.program, options)
    function = derive_primal(primal, request, tools, options)
    tree = emit_module([function])
    parts = parts_of(tree, tools.calls.pairs.values())
    home = primal.location or Location(request.definition.file, request.definition.tree.lineno)
    lengths = lengths_of([(p.name, v.type) for p, v in zip(primal.parameters, primal.params)])
    saved = find_saved(parts, Primal.of(primal), lengths, home)
    title, _ = header(request)
    report = MemoryReport(
        title=f"Memory of {function.name}(): {title[0].lower()}{title[1:]}",
        rows=tuple(_row(s, home) for s in saved),
        notes=tuple(_notes(primal, request, parts, saved, home)),
        bytes=str(total([s.size for s in saved])),
    )
    return report if run is None else _with_measured(report, measure(tree, parts, saved, run), saved)


def _with_measured(report: MemoryReport, measured: Measured, saved: Sequence[Saved]) -> MemoryReport:
    rows = tuple(
        replace(row, measured=count if s.counted else 0) for row, s, count in zip(report.rows, saved, measured.rows)
    )
    return replace(
        report,
        rows=rows,
        measured=measured.total,
        primal_peak=measured.primal_peak,
        gradient_peak=measured.gradient_peak,
    )


def _row(saved: Saved, home: Location) -> Row:
    place = saved.location
    why = _why(saved.reasons, home) or saved.remark
    size = str(saved.size) if saved.counted else "counted above"
    return Row(place.file, place.line, place.text.strip(), saved.name, saved.kind, saved.how, why, size)


def _why(reasons: Sequence[Reason], home: Location) -> str:
    """Return what reads a value: ``adjoints of np.sin and * in line 7, of ** in line 9``."""
    by_kind = {kind: [r for r in reasons if r.reads == kind] for kind in ("value", "shape", "branch")}
    texts = [_adjoints(by_kind["value"], home)]
    if by_kind["shape"]:
        texts.append(f"its shape, for the {_adjoints(by_kind['shape'], home)}")
    if lines := dict.fromkeys(line_of(r.location, home) for r in by_kind["branch"]):
        texts.append(f"branch taken in {' and '.join(lines)}")
    return "; ".join(filter(None, texts))


def _adjoints(reasons: Sequence[Reason], home: Location) -> str:
    lines: dict[str, list[str]] = {}
    for reason in reasons:
        words = lines.setdefault(line_of(reason.location, home), [])
        if reason.operation:
            words.append(reason.operation)
    parts = [f"of {' and '.join(words)} in {line}" if words else f"of {line}" for line, words in lines.items()]
    several = len(parts) > 1 or any(len(words) > 1 for words in lines.values())
    return f"adjoint{'s' if several else ''} {', '.join(parts)}" if parts else ""


def _notes(
    primal: Function, request: Request, parts: Sequence[Part], saved: Sequence[Saved], home: Location
) -> list[str]:
    notes = [] if saved else ["Nothing is saved: no adjoint reads a value that the function computes."]
    return [*notes, *unsaved_loops(primal, request.wrt, parts, saved, home), *_legend(saved)]


def _legend(saved: Sequence[Saved]) -> list[str]:
    """Return what the counts mean that no type tells."""
    counts = dict.fromkeys(f for s in saved for factors, _ in s.size.terms for f in factors)
    told = []
    for name, meaning in (("trips", "all trips of the loop in that line"), ("calls", "all calls of that function")):
        if found := sorted((c for c in counts if c.startswith(f"{name}(")), key=_length_and_text):
            told.append(f"{_listed(found)}: the number of {meaning}.")
    if "?" in counts:
        told.append("?: a length that no type tells; measuring does.")
    return told


def _length_and_text(count: str) -> tuple[int, str]:
    """Return what orders counts by the numbers of their lines."""
    return len(count), count


def _listed(words: Sequence[str]) -> str:
    return " and ".join([*([", ".join(words[:-1])] if words[1:] else []), words[-1]])
