"""From a definition and types of arguments to the text of a derivative, stage after stage.

Reached by one import, on a cache miss; a hit needs none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import FunctionType

from srcad.analysis.arguments import check_differentiable
from srcad.analysis.handles import check_handles
from srcad.analysis.instances import check_instances
from srcad.analysis.rebinding import rebind
from srcad.analysis.recursion import check_invoked
from srcad.analysis.sharing import share
from srcad.analysis.writes import Writes, check_writes, guard_shared_arguments, may_be_seen
from srcad.collector import collector_rests
from srcad.derive.adjoint import Draft, Tools, Wanted, derive_adjoint, derive_callee, type_at
from srcad.derive.calls import Calls
from srcad.derive.save import reverse_start, save
from srcad.dispatch.derivative import Transform
from srcad.dispatch.keys import Key, functions_in, key_of
from srcad.dispatch.routes import Route
from srcad.dispatch.routing import Routes, separate
from srcad.dispatch.signature import Place, Signature, spell_place
from srcad.dispatch.types_of import type_from_key
from srcad.emit.aligning import Places
from srcad.emit.module import emit_module
from srcad.emit.printer import print_with_places
from srcad.errors import ArgumentError, NotDifferentiable, each
from srcad.ir.nodes import Function
from srcad.ir.types import UNKNOWN, Type
from srcad.ir.types import Callable as CallableType
from srcad.ir.verify import verify
from srcad.ir.walk import defined_in
from srcad.lower.function import lower_as_far_as_possible, lower_function
from srcad.options import Options
from srcad.rules.meanings import meaning_of
from srcad.rules.table import lookup
from srcad.simplify.common import equal_values
from srcad.simplify.dead import remove_dead
from srcad.simplify.stages import AFTER_SAVING, BEFORE_DERIVING, BEFORE_SAVING
from srcad.source.interface import ClassDefinition, Definition, Known
from srcad.source.live import LiveProgram
from srcad.source.names import class_called, is_opaque
from srcad.specialise.calls.choices import has_choices, name_choices
from srcad.specialise.calls.embody import embody
from srcad.specialise.calls.versions import tie
from srcad.specialise.control.effects import cut_effects
from srcad.specialise.function import Program, specialise
from srcad.specialise.iteration.generators import check_consumed
from srcad.specialise.objects.outside import check_globals
from srcad.specialise.objects.regions import Unrolls
from srcad.specialise.program import MOST_TRIED_AGAIN

#: So many times at most a program is specialised until all objects that cannot be followed are known.
MOST_ROUNDS = 24


@dataclass(frozen=True, slots=True)
class Request:
    """A derivative to be made.

    Parameters
    ----------
    definition : Definition
        The primal function.
    types : sequence of Type
        One for each of its parameters.
    wrt : sequence of Place
        Where the differentiated arguments are.
    with_value : bool
        Whether the result is ``(value, gradient)``.
    single : bool
        Whether the gradient is one adjoint, not a tuple.
    """

    definition: Definition
    types: tuple[Type, ...]
    wrt: tuple[Place, ...]
    with_value: bool = False
    single: bool = True

    @property
    def wrt_names(self) -> list[str]:
        """The names of the differentiated parameters."""
        return [spell_place(parameter_names(self.definition), place) for place in self.wrt]


@dataclass(frozen=True, slots=True)
class Derived:
    """A derivative: its text, the name of its function, what its captured parameters read, where its lines are from."""

    text: str
    name: str
    captures: tuple[tuple[str, tuple[Hashable, ...]], ...]
    function: Function
    places: Places


def parameter_names(definition: Definition) -> list[str]:
    """Return the names of a definition's parameters, in the order of its ``def``."""
    a = definition.tree.args
    stars = [[star] if star is not None else [] for star in (a.vararg, a.kwarg)]
    return [p.id for p in (*a.posonlyargs, *a.args, *stars[0], *a.kwonlyargs, *stars[1])]


def lower_and_specialise(definition: Definition, types: Sequence[Type], program: Program, options: Options) -> Function:
    """Return the SSA of the primal function for arguments of these types."""

    def attempt() -> Function:
        function, writes = _specialise(definition, types, program)
        if program.refusals:
            raise NotDifferentiable.collect(program.refusals)
        return _settle(function, writes, program, options)

    return _perhaps_written_out(attempt, program)


def _perhaps_written_out(attempt: Callable[[], Function], program: Program) -> Function:
    """Return what an attempt gives; where it is refused, with short loops written out.

    Objects that a loop makes or changes are known one by one then.
    """
    first: NotDifferentiable | None = None
    for unrolls in Unrolls:
        program.restart(unrolls)
        try:
            return attempt()
        except NotDifferentiable as refusal:
            first = first or refusal
        if not program.regions.passed_over or program.work.copied > MOST_TRIED_AGAIN:
            break
    assert first is not None
    raise first


def _settle(function: Function, writes: Writes, program: Program, options: Options) -> Function:
    """Return the primal function with its buffers, and without what is dead."""
    function = guard_shared_arguments(function)
    if writes.shared:
        function = _checked(share(function, writes.shared, writes.late, program.typing, program.parts), options)
    function = _checked(cut_effects(function, program.typing), options)
    function = embody(remove_dead(function), program)
    if program.refusals:  # in functions that are values
        raise NotDifferentiable.collect(program.refusals)
    program.settle()
    for version in program.versions.values():
        tie(version.function, remove_dead(version.function))
    function = _prepared(_checked(function, options), program, options)
    bodies = (function.body, *(version.function.body for version in program.versions.values()))
    program.forget_parts({value for body in bodies for value in defined_in(body)})
    return function


def _prepared(function: Function, program: Program, options: Options) -> Function:
    for _, stage in BEFORE_DERIVING:
        function = _checked(stage(function, program), options)
    return function


def _with_named_choices(function: Function, program: Program) -> Function:
    """Return the function with names for functions that are chosen at run time."""
    if not has_choices(function.body):
        return function
    function = remove_dead(function, stays=may_be_seen)
    return replace(function, body=name_choices(function.body, program.names))


def _specialise(definition: Definition, types: Sequence[Type], program: Program) -> tuple[Function, Writes]:
    """Return the SSA of the primal function, and what is found of its writes; the program notes what is refused.

    As long as objects turn up that cannot be followed it is specialised again: :mod:`srcad.specialise.objects.regions`.
    """
    program.work.copied = 0
    for _ in range(MOST_ROUNDS):
        program.begin()
        refusal: NotDifferentiable | None = None
        try:
            function, writes = _specialise_once(program.lower(definition), types, program)
            if not program.regions.grown:
                program.regions.want_made(writes.lists)
        except NotDifferentiable as error:
            refusal = error
        if not program.regions.grown:
            break
    if refusal is not None:
        raise NotDifferentiable.collect(program.refusals or [refusal]) from None
    if program.regions.grown and not program.refusals:
        message, hint = "objects that lead to ever more objects of their kind", "keep them in lists, by their numbers"
        raise NotDifferentiable("SRC002", message, function.location, hint)
    return function, writes


def _specialise_once(lowered: Function, types: Sequence[Type], program: Program) -> tuple[Function, Writes]:
    function = specialise(lowered, types, program)
    for version in program.versions.values():
        tie(version.function, rebind(_with_named_choices(version.function, program)))
    function = remove_dead(_with_named_choices(function, program), stays=may_be_seen)  # such as objects known by parts
    writes = check_writes(function)
    function = rebind(function, writes.exposed)
    lent = {v.function: v.written for v in program.versions.values()}
    program.refusals += [*writes.refusals, *check_invoked(function, lent), *check_globals(program)]
    if program.generators or program.methods:
        program.refusals += check_consumed(remove_dead(function))
    if program.regions.are_there:
        program.refusals += check_handles(remove_dead(function))
    return function, writes


def finish(draft: Draft, program: Program, options: Options) -> Function:
    """Return the derivative that was drawn up, simplified and with its primal values saved."""
    function = draft.function
    for _, stage in BEFORE_SAVING:
        function = stage(function, program)
    equal = equal_values(function.body.operations[: reverse_start(function.body)])
    function = _checked(save(replace(draft, function=function), program, equal), options)
    for _, stage in AFTER_SAVING:
        function = _checked(stage(function, program), options)
    if refusals := check_instances(function):
        raise NotDifferentiable.collect(refusals)
    return function


def make_tools(program: Program, options: Options) -> Tools:
    """Return what deriving needs; called functions go through the same stages as the one that calls them."""

    def whole(callee: Function, active: tuple[bool, ...]) -> tuple[Function, int]:
        function = finish(derive_callee(_prepared(callee, program, options), active, tools), program, options)
        return function, reverse_start(function.body)

    tools = Tools(program, lower_rule, Calls(whole))
    return tools


def make_program(
    capture_type: Callable[[tuple[Hashable, ...]], Type],
    class_named: Callable[[str], ClassDefinition | None] = lambda name: None,
    library_class: Callable[[str], type | None] = lambda name: None,
    library_source: Callable[[str], ClassDefinition | None] = lambda name: None,
) -> Program:
    """Return what the making of one derivative shares."""
    return Program(cache(_lower), capture_type, _meaning, class_named, library_class, library_source)


@collector_rests()
def derive(request: Request, tools: Tools, options: Options) -> Function:
    """Return the SSA of a derivative; those that are made with the same tools share what they call.

    Raises
    ------
    NotDifferentiable
        With every refusal found.
    ArgumentError
        For arguments or outputs that cannot be differentiated.
    """
    try:
        return _perhaps_written_out(lambda: _derive(request, tools, options), tools.program)
    except RecursionError:
        place = tools.program.lower(request.definition).location
    message, hint = "calls that lead ever deeper, or too deep for the compiler", "use loops in their place"
    raise NotDifferentiable("SRC010", message, place, hint)


def _derive(request: Request, tools: Tools, options: Options) -> Function:
    primal, writes = _specialise(request.definition, request.types, tools.program)
    if tools.program.refusals:
        # What is refused need not be whole.
        unchecked = make_tools(tools.program, replace(options, verify=False))
        raise _with_all(list(tools.program.refusals), primal, request, unchecked)
    return derive_primal(_settle(primal, writes, tools.program, options), request, tools, options)


def _with_all(refusals: list[NotDifferentiable], primal: Function, request: Request, tools: Tools) -> NotDifferentiable:
    """Return one error with all refusals of a function: also with what its derivative would need."""
    try:
        derive_adjoint(primal, Wanted(request.wrt, request.with_value, request.single), tools)
    except NotDifferentiable as refusal:
        refusals.append(refusal)
    except ArgumentError:  # it may follow from what is refused
        return NotDifferentiable.collect(refusals)
    return NotDifferentiable.collect(refusals)


def derive_primal(primal: Function, request: Request, tools: Tools, options: Options) -> Function:
    """Return the SSA of a derivative of a function that is lowered and specialised; see :func:`derive`."""
    each(
        lambda name, place: check_differentiable(name, type_at(primal, place), primal.location),
        request.wrt_names,
        request.wrt,
    )
    wanted = Wanted(request.wrt, request.with_value, request.single)
    made = finish(derive_adjoint(primal, wanted, tools), tools.program, options)
    if tools.program.refusals:  # in what saving splices in
        raise NotDifferentiable.collect(tools.program.refusals)
    return made


def generate(request: Request, program: Program, header: Sequence[str], options: Options) -> Derived:
    """Return the text of a derivative; see :func:`derive`."""
    function = derive(request, make_tools(program, options), options)
    text, places = print_with_places(emit_module([function], header))
    captures = tuple((p.name, p.source) for p in function.parameters if p.kind == "capture")
    return Derived(text, function.name, captures, function, places)


@dataclass(frozen=True, slots=True)
class LiveDerived:
    """A derivative of a running function.

    ``captures`` holds for each captured parameter its name, its route and its key; ``rests_on`` the route, the kind and
    the value of every function, module and default that the text was made from; ``lines`` the numbers of lines of the
    text, each with the file and the number of the user's line that it comes from.
    """

    text: str
    captures: tuple[tuple[str, Route, Key], ...]
    rests_on: tuple[tuple[Route, str, object], ...]
    lines: tuple[tuple[int, str, int], ...]


@dataclass(frozen=True, slots=True)
class LiveRequest:
    """A derivative of a running function, and what the running program tells of it.

    ``passed`` holds the functions among the arguments, each with what it captures apart.
    """

    request: Request
    capture_type: Callable[[tuple[Hashable, ...]], Type]
    program: LiveProgram
    passed: dict[str, FunctionType]

    def start(self) -> Program:
        """Return what the making of the derivative shares."""
        return make_program(self.capture_type, self.program.class_named, class_called, self.program.library_source)


def request_live(
    function: FunctionType, transform: Transform, keys: Sequence[Key], bound: Sequence[object]
) -> LiveRequest:
    """Return the derivative of a running function for arguments with these keys (none: for any types)."""
    live = LiveProgram(_has_rule)
    definition = live.define(function)
    names = Signature.of(function).names
    passed = {n: separate(value) for n, value in zip(names, bound) if isinstance(value, FunctionType)}

    def type_of_value(value: object, name: str, key: Key | None = None) -> Type:
        functions = functions_in(value)
        return type_from_key(key or key_of(value, name), name, lambda inner: _target(live, functions[inner]))

    def capture_type(source: tuple[Hashable, ...]) -> Type:
        return type_of_value(live.read(source), str(source[-1]))

    def argument_type(name: str, value: object, key: Key) -> Type:
        separated = passed.get(name, value)
        return type_of_value(separated, name, key if separated is value else None)

    types = tuple(map(argument_type, names, bound, keys)) if keys else (UNKNOWN,) * len(names)
    name, wrt, single = transform
    request = Request(definition, types, wrt, name == "value_and_grad", single)
    return LiveRequest(request, capture_type, live, passed)


def generate_live(
    function: FunctionType, transform: Transform, keys: Sequence[Key], bound: Sequence[object], options: Options
) -> LiveDerived:
    """Return the derivative of a running function; see :func:`request_live`."""
    asked = request_live(function, transform, keys, bound)
    live = asked.program
    derived = generate(asked.request, asked.start(), header(asked.request), options)
    routes = Routes(live, function, asked.passed)
    captures = tuple(
        (n, routes.of(source), key_of(live.read(source), str(source[-1]))) for n, source in derived.captures
    )
    lines = tuple((number, place.file, place.line) for number, place in derived.places)
    constants = routes.constants([source for _, source in derived.captures])
    rests_on = (*routes.resolved(), *routes.namespaces(), *constants)
    return LiveDerived(derived.text, captures, rests_on, lines)


def header(request: Request) -> list[str]:
    """Return the lines at the top of an emitted file."""
    definition = request.definition
    wrt = ", ".join(f"`{name}`" for name in request.wrt_names)
    what = "Value and gradient" if request.with_value else "Gradient"
    place = f"{definition.file}:{definition.tree.lineno}"
    return [f"{what} of `{definition.qualname}` ({place}) with respect to {wrt}.", "Written by srcad."]


def _target(live: LiveProgram, value: object) -> Hashable:
    """Return what a function that is a value, or is held by one, stands for in the IR.

    A class that is an argument stands for nothing: another call may be given another one.
    """
    if isinstance(value, type) and not is_opaque(value):
        return None
    binding = live.meaning(value)
    return binding.type.target if isinstance(binding, Known) and isinstance(binding.type, CallableType) else None


def _has_rule(name: str) -> bool:
    ours = name.startswith(("srcad.rules.static.", "srcad.runtime.questions."))
    return ours or lookup(name) is not None or meaning_of(name) is not None


def _checked(function: Function, options: Options) -> Function:
    if options.verify:
        verify(function)
    return function


def _lower(target: Hashable) -> Function:
    assert isinstance(target, Definition)
    return lower_as_far_as_possible(target)


def _meaning(name: str) -> Function | None:
    meaning = meaning_of(name)
    return None if meaning is None else lower_rule(meaning)


@cache
def lower_rule(rule: FunctionType) -> Function:
    """Return the SSA of a rule."""
    definition = LiveProgram(_has_rule).define(rule)
    return lower_function(definition)
