"""The function that a call goes through: the primal's signature, then the guards one after another.

Python binds the arguments, which costs far less than ``inspect.Signature.bind``; the first guards that hold lead to an
emitted function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FunctionType, MethodType
from typing import Any

from srcad.dispatch.guards import Guards
from srcad.dispatch.routes import expression
from srcad.dispatch.signature import Signature
from srcad.dispatch.specialisation import Specialisation


def write_wrapper(
    signature: Signature,
    specialisations: Sequence[Specialisation],
    miss: Callable[..., Any],
    receiver: object,
    start: FunctionType,
) -> Callable[..., Any]:
    """Return the wrapper.

    Parameters
    ----------
    signature : Signature
        The primal's.
    specialisations : sequence of Specialisation
        They hold now; the first whose guards hold at a call is called.
    miss : callable
        Is called with the bound arguments where none does.
    receiver : object
        What the primal is bound to, or None.
    start : function
        The primal.
    """
    guards = Guards()
    lines = [f"def call({signature.parameters()}):"]
    for specialisation in specialisations:
        lines += _branch(signature, specialisation, guards, start)
    lines.append(f"    return {guards.name('miss', miss)}({', '.join(signature.names)})")
    namespace: dict[str, Any] = {**guards.names}
    namespace.update((f"_srcad_default_{name}", value) for name, value in signature.defaults.items())
    exec(compile("\n".join(lines), "<srcad dispatch>", "exec"), namespace)
    call: FunctionType = namespace["call"]
    # Python's own message for arguments that do not fit names the user's function.
    call.__name__, call.__qualname__ = start.__name__, start.__qualname__
    call.__kwdefaults__ = start.__kwdefaults__  # the dict itself: what is written into it later counts
    return call if receiver is None else MethodType(call, receiver)


def _branch(signature: Signature, specialisation: Specialisation, guards: Guards, start: FunctionType) -> list[str]:
    conditions = [guards.condition(n, k) for n, k in zip(signature.names, specialisation.keys)]
    extra = []
    for position, capture in enumerate(specialisation.captures):
        # Read once: another thread may assign to it between the guard and the call.
        name = f"_srcad_captured_{position}"
        conditions.append(f"({name} := {expression(capture.route, start, guards.name)}) is {name}")
        conditions.append(guards.condition(name, capture.key))
        extra.append(f"{capture.name}={name}")
    for guard in specialisation.guards:
        conditions += guards.identity(expression(guard.route, start, guards.name), guard)
    target = guards.name(specialisation.name, specialisation.function)
    arguments = ", ".join([*signature.arguments(), *extra])
    return [f"    if {' and '.join(conditions) or 'True'}:", f"        return {target}({arguments})"]
