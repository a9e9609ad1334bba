"""Specialisation: a copy of a function for given types of its arguments.

before: every value is ``Unknown``; calls are ``call`` and ``method`` operations; branches on types and options.
after: every value has a type; calls of user functions are spliced in or are ``Invoke``; methods of arrays are
primitives; branches that the types decide are gone; tuples made here are taken apart.

The copying is done by a :class:`Cloner` (``cloner``), which meets control flow (``branches``, ``loops``) and calls
(``calls``, ``versions`` for functions that call themselves). The same copying splices a derivative rule, or a small
callee, into a function under construction: see :meth:`Cloner.splice`.
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.analysis.arguments import state_of
from srcad.ir.builder import Builder
from srcad.ir.nodes import Block, Function, Value
from srcad.ir.rewrite import substitute
from srcad.ir.types import Type
from srcad.specialise import absent, arraylikes, displays, effects, kinds, patterns, refused
from srcad.specialise.calls import splicing
from srcad.specialise.cloner import CallPath, Cloner
from srcad.specialise.control import branches, loops, managers, tries
from srcad.specialise.heap import Heap
from srcad.specialise.iteration import advancing, consumers, generators, in_turn, iterables, meanings
from srcad.specialise.objects import (
    attributes,
    bound,
    changing,
    containers,
    copying,
    dataclass_functions,
    enumerations,
    exceptions,
    flat,
    functions,
    instances,
    local_classes,
    namespaces,
    outside,
    overloading,
    queues,
    sets,
)
from srcad.specialise.objects.outside import put_back
from srcad.specialise.program import Program
from srcad.specialise.unpacking import take_apart

__all__ = ["CallPath", "Cloner", "Program", "specialise"]

#: They say how to copy what they are named after: the cloner finds that in tables.
TABLES = (
    branches,
    managers,
    loops,
    tries,
    splicing,
    advancing,
    iterables,
    consumers,
    in_turn,
    generators,
    meanings,
    containers,
    enumerations,
    exceptions,
    changing,
    flat,
    instances,
    local_classes,
    outside,
    attributes,
    bound,
    functions,
    absent,
    kinds,
    overloading,
    sets,
    queues,
    copying,
    dataclass_functions,
    namespaces,
    displays,
    arraylikes,
    effects,
    patterns,
    refused,
)


def specialise(function: Function, types: Sequence[Type], program: Program) -> Function:
    """Return ``function`` for arguments of ``types`` (one per parameter that is no capture); captures come last."""
    own = [(p, v) for p, v in zip(function.parameters, function.params) if p.kind != "capture"]
    params = [Value(t, p.name) for (p, _), t in zip(own, types, strict=True)]
    builder = Builder(params, program.typing.infer, function.location)
    cloner = Cloner(Heap(builder, program), CallPath((function.origin or function,)))
    cloner.env.update(zip((v for _, v in own), params))
    for p, v in zip(function.parameters, function.params):
        if p.kind == "capture" and p.source[:1] != ("default",):
            cloner.env[v] = program.capture(p)
    program.roots.update(params)
    program.outer.update(cloner.env[v] for v in state_of(function) if v in cloner.env)
    for param in params:
        take_apart(cloner, param)
    cloner.taken = program.taken_in(function)
    terminator = cloner.finish(cloner.run(function.body))
    operations = program.with_copies(builder.operations)
    builder.operations.clear()
    put_back(cloner)
    captured = list(program.captures.values())
    body = Block((*params, *(v for _, v in captured)), (*operations, *builder.operations), terminator)
    named = program.take_names()
    body = substitute(body, named)
    program.regions.rename(named)
    parameters = (*(p for p, _ in own), *(p for p, _ in captured))
    return Function(function.name, parameters, body, function.location, function.origin, function.docstring)
