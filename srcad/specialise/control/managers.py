"""With statements: a manager of the user's is what its methods do; any other one is entered by the emitted text.

before: ``with(Timer(), {b})`` of a class ``Timer`` in source form
after: ``Timer.__enter__(t)``, ``b``, ``Timer.__exit__(t, None, None, None)``

If the body raises, nobody sees what ``__exit__`` would have done: an object that was changed in the body of a ``try``
is refused, and what outlives the call is given its new content at the end of it.
"""

from __future__ import annotations

import gast

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Terminator, Value, With, Yield
from srcad.source.interface import Definition, Known, Member
from srcad.specialise.cloner import Cloner
from srcad.specialise.control.branches import join_branches
from srcad.specialise.objects.instances import class_of
from srcad.specialise.tables import copies


@copies(With)
def copy_with(cloner: Cloner, operation: With) -> Terminator | None:
    """Copy a ``With``."""
    manager = cloner.env[operation.manager]
    if isinstance(cloner.heap.record(manager).type, ty.Object):
        return _by_methods(cloner, operation, manager)
    params = [Value(ty.UNKNOWN, p.hint) for p in operation.body.params]
    inner = cloner.nested(params)
    cloner.env.update(zip(operation.body.params, params))
    end = inner.run(operation.body)
    join = join_branches(cloner, [inner], [end], operation.results)
    (body,) = join.blocks
    cloner.builder.add(With(cloner.heap.content(manager), body, join.leaves(cloner), cloner.place(operation)))
    if operation.results and not join.falls:
        return body.terminator
    join.take(cloner, operation.results)
    return None


def _by_methods(cloner: Cloner, operation: With, manager: Value) -> Terminator | None:
    """Copy the body between what entering and leaving does."""
    cloner.builder.location = cloner.place(operation)
    leave = None if (cls := class_of(cloner, manager)) is None else cls.members.member("__exit__")
    if leave is None or not _lets_exceptions_through(leave):
        message = "a context manager that may hold exceptions back"
        hint = "let __exit__ return None or False, and catch the exception by a try statement"
        raise NotDifferentiable("SRC001", message, cloner.builder.location, hint)
    (entered,) = cloner.apply("method", (manager, cloner.builder.constant("__enter__")))
    cloner.env.update((p, entered) for p in operation.body.params)
    end = cloner.run(operation.body)
    if not isinstance(end, Yield):
        return end
    named = [cloner.heap.named(v, r.hint) for v, r in zip(end.values, operation.results)]
    cloner.builder.location = cloner.place(operation)
    nothing = cloner.builder.constant(None)
    cloner.apply("method", (manager, cloner.builder.constant("__exit__"), nothing, nothing, nothing))
    cloner.env.update(zip(operation.results, named))
    return None


def _lets_exceptions_through(leave: Member) -> bool:
    """Say whether all that a method returns is None, False or nothing."""
    match leave.binding:
        case Known(type=ty.Callable(target=Definition(tree=gast.FunctionDef() as tree))):
            found = [node.value for node in gast.walk(tree) if isinstance(node, gast.Return)]
            return all(v is None or (isinstance(v, gast.Constant) and not v.value) for v in found)
    return False
