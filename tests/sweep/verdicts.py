"""What the static path says of one function: asked for the gradient with respect to its first parameter."""

from __future__ import annotations

import ast
import re
import signal
import sys
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from srcad.cli.captures import StaticCaptures
from srcad.emit.module import emit_module
from srcad.emit.printer import print_module
from srcad.errors import InternalError, NotDifferentiable, SrcadError
from srcad.ir.types import UNKNOWN
from srcad.options import Options
from srcad.pipeline import Request, derive, header, make_tools, parameter_names
from srcad.source.files import SourceFile
from srcad.source.libraries import is_looked_at
from srcad.source.match import FunctionNode
from srcad.source.static import Project
from tests.sweep.functions import Place

#: What a verdict may be; the first two are what is promised.
KINDS = ("built", "refused", "without location", "imported", "crashed", "hung")
#: Functions have this many seconds of the processor.
LIMIT = 10.0


@dataclass(frozen=True)
class Verdict:
    """What came of one function; of refusals, the code, and the reason without the names in it."""

    place: Place
    kind: str
    reasons: tuple[str, ...] = ()
    detail: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether it is one of the two that are promised."""
        return self.kind in KINDS[:2]


class _TimeIsOver(BaseException):
    """Nothing of srcad's catches it."""


def judge(places: Sequence[Place]) -> list[Verdict]:
    """Return the verdict on each function; those of one file share what is read of it."""
    verdicts, project = [], Project()
    for place in places:
        verdicts.append(_judge(place, project))
    return verdicts


def table(verdicts: Sequence[Verdict], reasons: int = 10) -> str:
    """Return how many functions came to which verdict, and the most frequent reasons of refusal."""
    kinds = Counter(verdict.kind for verdict in verdicts)
    why = Counter(reason for verdict in verdicts for reason in dict.fromkeys(verdict.reasons))
    lines = [f"{kinds[kind]:6}  {kind}" for kind in KINDS]
    lines += ["", *(f"{number:6}  {reason}" for reason, number in why.most_common(reasons))]
    return "\n".join(lines)


def _judge(place: Place, project: Project) -> Verdict:
    before = set(sys.modules)
    try:
        with _limited(LIMIT), warnings.catch_warnings(action="ignore"):
            text = _gradient(place, project)
            ast.parse(text)
            compile(text, "<derivative>", "exec")
    except _TimeIsOver as error:
        return Verdict(place, "hung", detail="".join(traceback.format_tb(error.__traceback__)[-6:]))
    except InternalError:
        return Verdict(place, "crashed", detail=traceback.format_exc())
    except SrcadError as error:
        return _refusal(place, error)
    except Exception:  # the report is the point of this tool
        return Verdict(place, "crashed", detail=traceback.format_exc())
    module = project.open(place.path).module
    if module in set(sys.modules) - before and not is_looked_at(module):
        return Verdict(place, "imported", detail=module)
    return Verdict(place, "built", detail=text)


def _gradient(place: Place, project: Project) -> str:
    """Return the text of the gradient for arguments of any types."""
    file = project.open(place.path)
    definition = project.definition(file, _node(project, file, place))
    types = (UNKNOWN,) * len(parameter_names(definition))
    request = Request(definition, types, (0,))
    tools = make_tools(StaticCaptures(project, file).program(), Options())
    return print_module(emit_module([derive(request, tools, Options())], header(request)))


def _node(project: Project, file: SourceFile, place: Place) -> FunctionNode:
    return next(
        node
        for node in project.functions(file)
        if (node.lineno, node.col_offset, getattr(node, "name", "<lambda>")) == (place.line, place.column, place.name)
    )


def _refusal(place: Place, error: SrcadError) -> Verdict:
    found = error.all() if isinstance(error, NotDifferentiable) else [error]
    reasons = tuple(f"{one.code} {_without_names(one.message)}" for one in found)
    if any(one.location is None for one in found):
        return Verdict(place, "without location", reasons, str(error))
    return Verdict(place, "refused", reasons, str(error))


def _without_names(message: str) -> str:
    """Return a message with an ellipsis for each name in it.

    >>> _without_names("the name 'a' cannot be used here: module 'm' has no attribute 'b'")
    'the name … cannot be used here: module … has no attribute …'
    >>> _without_names("the method read of a value of unknown type has no derivative rule")
    'the method … of a value of unknown type has no derivative rule'
    """
    return re.sub(r"'[^']*'|\b[\w.]*\w\(\)|(?<=the method )\w+", "…", message)


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raise in a block that computes for longer, whatever else the machine does."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise _TimeIsOver

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
