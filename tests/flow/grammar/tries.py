"""``try``, taken and not taken, raised here and by what is called; ``with``."""

from __future__ import annotations

from tests.flow.grammar.kinds import FLOAT, INTEGER
from tests.flow.grammar.writer import Lines, Scope, Writer, indent, statement

_KINDS = ("ValueError", "ZeroDivisionError", "(Stop, LookupError)", "Exception")


@statement(3)
def attempt(w: Writer, scope: Scope) -> Lines:
    inner = scope.inside()
    body = [*risky(w, inner), *w.block(inner, 2)]
    if w.chance(0.4):
        body += risky(w, inner)
    if w.chance(0.3):
        body = [*w.block(inner, 1), *body]
    lines = ["try:", *indent(body)]
    for kind in sorted(w.random.sample(_KINDS, w.random.randint(1, 2)), key=_KINDS.index):
        lines += [f"except {kind}:", *indent(w.leaving(scope.inside(), 1))]
    if w.chance(0.25):
        lines += ["else:", *indent(w.leaving(scope.inside(), 1))]
    if w.chance(0.15):
        lines += ["finally:", *indent(w.block(scope.inside(), 1))]
    return lines


def risky(w: Writer, scope: Scope) -> Lines:
    """Return a statement that may raise."""
    name, k = w.target(scope), w.choose(["2", "0", "1", "3", *scope.of(INTEGER)])
    line = w.choose(
        [
            f"{name} = risky({w.atom(scope)}, {k})",
            f"{name} = np.tanh({w.atom(scope)}) * WEIGHTS[{k}]",
            f"{name} = np.tanh({w.atom(scope)}) * TABLE[{k}]",
            f"{name} = np.sin({w.atom(scope)}) + 1 / {k}",
            f"{name} = {{'p': {w.atom(scope)}}}[{w.choose(['p', 'q'])!r}]",
        ]
    )
    scope.names[name] = FLOAT
    return [f"if {w.test(scope)}:", "    raise Stop", line] if w.chance(0.2) else [line]


@statement(0.5)
def with_errstate(w: Writer, scope: Scope) -> Lines:
    return ['with np.errstate(all="ignore"):', *indent(w.leaving(scope, 2))]
