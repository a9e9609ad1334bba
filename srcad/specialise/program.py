"""What the functions that are specialised for one derivative share."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, fields, replace
from itertools import count
from typing import Any

from srcad.analysis.aliases import taken
from srcad.analysis.typing import Typing
from srcad.errors import Location, NotDifferentiable
from srcad.ir.nodes import Apply, Exit, Function, Operation, Parameter, Value
from srcad.ir.rewrite import substitute_operation
from srcad.ir.types import Tuple, Type
from srcad.source.interface import ClassDefinition
from srcad.specialise.calls.passing import Passed
from srcad.specialise.objects.regions import Regions, Unrolls

#: So many operations are copied at most while a program is specialised, and while what is refused is collected.
MOST_COPIED, MOST_REFUSED = 100_000, 20_000
#: And while loops are written out that need not be.
MOST_WRITTEN_OUT = 20_000

#: A program of more operations than these is not tried again with its loops written out.
MOST_TRIED_AGAIN = 5_000


@dataclass(slots=True)
class Version:
    """A specialised function that may call itself: what is assumed of it until its body is known.

    ``written`` are the places of the arrays among its operands that it writes to, ``cells`` the numbers of the shared
    variables that it assigns: it gives what they hold in the end, behind its result, which is left out if it is None.
    """

    function: Function
    result: Type
    captures: list[Parameter] = field(default_factory=list)
    written: tuple[int, ...] = ()
    cells: tuple[int, ...] = ()
    gives_nothing: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What a value is at the end of a path, where control flow joins.

    Attributes
    ----------
    value : Value
        The object.
    record : Value
        What it holds there, known by its parts if ``parts`` is not None.
    content : Value
        The same as an operand.
    parts : tuple of State or None
        The states of the parts of a record.
    absent : Value or None
        Of a dict or an instance: a value that is not defined.
    """

    value: Value
    record: Value
    content: Value
    parts: tuple[State, ...] | None = None
    absent: Value | None = None

    def missing(self) -> State:
        """Return the state of a part that a record does not have."""
        assert self.absent is not None
        return State(self.absent, self.absent, self.absent)


@dataclass(slots=True)
class Generator:
    """A call of a generator.

    Parameters
    ----------
    function : Function
        The generator, lowered.
    arguments : tuple of Value
        One for each of its parameters.
    trip : object
        The trip of the innermost loop around the call: only there it can be consumed.
    cloner : type
        What copies its body.
    location : Location or None
        Where it was called.
    consumed : bool
        Whether something has gone through it.
    """

    function: Function
    arguments: tuple[Value, ...]
    trip: object
    cloner: type
    location: Location | None
    consumed: bool = False


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy of what Python reads item by item.

    Attributes
    ----------
    read : mapping
        Of which objects, with what they held.
    of_arrays : bool
        Whether it reads arrays, too.
    regions : set
        The regions of which it reads objects through handles.
    """

    read: Mapping[Value, Value]
    of_arrays: bool
    regions: Set[Hashable] = frozenset()


@dataclass(slots=True)
class OneShot:
    """An iterator that is no generator.

    Attributes
    ----------
    trip : object
        The trip of the innermost loop around it in which it can be gone through; None: no more.
    place : Location or None
        Where it was made.
    source : Value or None
        What ``iter`` was called with, if that has indices.
    block : object
        The block in which that was.
    taken : int
        So many items ``next`` has taken.
    """

    trip: object
    place: Location | None = None
    source: Value | None = None
    block: object = None
    taken: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """What ``keys()``, ``values()`` or ``items()`` of a dict gave.

    Attributes
    ----------
    held : dict
        What the dict held then; of a value that is a view of one of several dicts, what each held.
    look : callable or None
        What gives a tuple of what the dict holds now; None of one of several.
    """

    held: dict[Value, Value]
    look: Callable[[Any], Value] | None


@dataclass(slots=True)
class CaptureNames:
    """The names of captured variables: all functions that are derived in one program know each by the same one."""

    given: dict[tuple[Hashable, ...], str] = field(default_factory=dict)

    def of(self, parameter: Parameter) -> str:
        """Return the name of the variable that a parameter reads."""
        taken = set(self.given.values())
        name = next(n for n in numbered(parameter.name) if n not in taken)
        return self.given.setdefault(parameter.source, name)


@dataclass(slots=True)
class Work:
    """How much was done for one derivative: the operations that were copied, and how many may be."""

    copied: int = 0
    most: int = MOST_COPIED
    is_optional: bool = False

    def is_too_much(self, refused: bool) -> bool:
        """Say whether this is the end: calls unfold to ever more; of what is refused already, not all need be found."""
        bound = MOST_WRITTEN_OUT if self.is_optional else self.most
        return self.copied > min(MOST_REFUSED if refused else bound, bound, self.most)


@dataclass(slots=True)
class Program:
    """What all functions of one derivative share.

    Parameters
    ----------
    lower : callable
        Gives the lowered function of a definition (a memo stands behind it).
    capture_type : callable
        Gives the type of a captured value by its source.
    meaning : callable
        Gives what a function of somebody else does, lowered, by its name; or None.
    class_named : callable
        Gives the class of objects that come from outside, by its qualified name; or None.
    library_class : callable
        Gives a class that goes by its qualified name, where the program runs; or None.
    library_source : callable
        Gives what such a class consists of, if it is written in Python; or None.
    """

    lower: Callable[[Hashable], Function]
    capture_type: Callable[[tuple[Hashable, ...]], Type]
    meaning: Callable[[str], Function | None]
    class_named: Callable[[str], ClassDefinition | None] = lambda name: None
    library_class: Callable[[str], type | None] = lambda name: None
    library_source: Callable[[str], ClassDefinition | None] = lambda name: None
    #: Objects that are not known one by one.
    regions: Regions = field(default_factory=Regions)
    captures: dict[tuple[Hashable, ...], tuple[Parameter, Value]] = field(default_factory=dict)
    capture_names: CaptureNames = field(default_factory=CaptureNames)
    #: Specialised versions of functions that are called, not spliced in.
    versions: dict[tuple[Hashable, tuple[Passed, ...]], Version] = field(default_factory=dict)
    #: What was refused; the values have the type ``Refused``.
    refusals: list[NotDifferentiable] = field(default_factory=list)
    work: Work = field(default_factory=Work)
    #: Names that users gave to values made without one.
    hints: dict[Value, str] = field(default_factory=dict)
    #: The parts of records: of tuples, and of what lists, dicts and instances hold (see ``records``).
    parts: dict[Value, tuple[Value, ...]] = field(default_factory=dict)
    #: What the parts of a record held when the operation that gives it took them.
    built: dict[Value, tuple[Value, ...]] = field(default_factory=dict)
    #: Parameters and captures, and the parts of them that were read at the beginning of the function.
    roots: set[Value] = field(default_factory=set)
    #: The copies that lists among them hold which are changed.
    initial: dict[Value, Value] = field(default_factory=dict)
    #: Those of them that are state outside the function.
    outer: set[Value] = field(default_factory=set)
    #: What reads the parts of parameters.
    prologue: list[Operation] = field(default_factory=list)
    #: The classes of instances, by name; None for one of which the source is not known.
    classes: dict[str, ClassDefinition | None] = field(default_factory=dict)
    #: The classes that the function makes, by key: their names.
    local_classes: dict[Hashable, str] = field(default_factory=dict)
    #: What holds the attributes of classes that change, by key, and those of functions.
    states: dict[Hashable, Value] = field(default_factory=dict)
    #: Methods that are values, with the object that they are called on; and what ``super()`` gave.
    methods: dict[Value, tuple[Value, Value]] = field(default_factory=dict)
    supers: dict[Value, tuple[ClassDefinition, Value]] = field(default_factory=dict)
    #: The arrays whose elements ``a.flat`` gives.
    flats: dict[Value, Value] = field(default_factory=dict)
    #: Parts of records that are not there on some path.
    partial: set[Value] = field(default_factory=set)
    #: What joins values where some path has none.
    doubtful: set[Value] = field(default_factory=set)
    #: Objects that nothing but the heap leads to: what they hold can be replaced.
    owned: set[Value] = field(default_factory=set)
    #: Objects that something which cannot be followed may lead to.
    escaped: set[Value] = field(default_factory=set)
    #: Objects of which two names may, or may not, mean the same one, with those others.
    frozen: dict[Value, tuple[Value, ...]] = field(default_factory=dict)
    #: The values of lowered functions that something takes.
    taken: dict[Function, Set[Value]] = field(default_factory=dict)
    #: What slices are made of.
    slices: dict[Value, tuple[Value, ...]] = field(default_factory=dict)
    #: What the values hold that an exit of a loop hands on.
    exits: dict[Exit, tuple[State, ...]] = field(default_factory=dict)
    #: The marks in the bodies of try statements: which objects have changed, and what all hold.
    marks: dict[Apply, tuple[tuple[Value, ...], dict[Value, Value]]] = field(default_factory=dict)
    #: The globals that are assigned to, with a place where.
    written: dict[tuple[Hashable, ...], Location | None] = field(default_factory=dict)
    #: The globals that functions read which are called.
    read_by_callees: set[tuple[Hashable, ...]] = field(default_factory=set)
    #: The names of functions that are chosen at run time, by what is called.
    names: dict[Hashable, str] = field(default_factory=dict)
    #: Function objects, with their code and what they capture.
    closures: dict[Value, tuple[Function, tuple[Value, ...]]] = field(default_factory=dict)
    #: What functions wrap that a decorator has given the name of another.
    wrapped: dict[Value, Value] = field(default_factory=dict)
    #: The numbers of closures, by code and captured values.
    instances: dict[tuple[Function, tuple[Value, ...]], int] = field(default_factory=dict)
    #: Function objects of earlier trips of a loop, which would read variables that have changed since.
    outdated: set[Value] = field(default_factory=set)
    #: The exceptions that handlers have caught, by the objects that stand for them.
    caught: dict[Value, Value] = field(default_factory=dict)
    #: What makes such an exception, if its class stands outside: the class and its arguments.
    outside: dict[Value, tuple[Value, tuple[Value, ...], tuple[str | None, ...]]] = field(default_factory=dict)
    #: What is raised in the place of such objects.
    carriers: set[Value] = field(default_factory=set)
    #: How many ``try`` statements are around what is copied.
    attempted: int = 0
    #: Lists of what iterators give, made before they are asked for it, with what the objects held that they read.
    copied: dict[Value, Copied] = field(default_factory=dict)
    #: Iterators that are no generators.
    one_shots: dict[Value, OneShot] = field(default_factory=dict)
    #: What iterators go through that are no generators, with what that held when they were made.
    read: dict[Value, dict[Value, Value]] = field(default_factory=dict)
    #: Views of dicts.
    views: dict[Value, View] = field(default_factory=dict)
    #: Generators, until they are consumed; and what ``generator.yield`` handed on, by its result.
    generators: dict[Value, Generator] = field(default_factory=dict)
    handed: dict[Value, Value] = field(default_factory=dict)

    @property
    def typing(self) -> Typing:
        """What infers and joins the types of this program."""
        return self.regions.typing

    def taken_in(self, function: Function) -> Set[Value]:
        """Return the values of a lowered function that something takes, not only joins that nobody looks at."""
        if function not in self.taken:
            self.taken[function] = taken(function)
        return self.taken[function]

    def restart(self, unrolls: Unrolls) -> None:
        """Forget what was found of another function, or with other loops written out."""
        self.regions.restart(unrolls)
        self.work.is_optional = unrolls is not Unrolls.WANTED

    def begin(self) -> None:
        """Forget all but what the program is made of, and what its regions are."""
        for notes in fields(self):
            if notes.default_factory in (dict, set, list):
                getattr(self, notes.name).clear()
        self.attempted = 0
        self.regions.begin()

    def freeze(self, value: Value, others: Sequence[Value]) -> None:
        """Note that a value may, or may not, be the same object as others."""
        for one, rest in ((value, others), *((other, (value,)) for other in others)):
            self.frozen[one] = (*self.frozen.get(one, ()), *(v for v in rest if v is not one))

    def want(self, objects: Sequence[Value]) -> None:
        """Want objects, and all that may be the same, as regions."""
        self.regions.want_made(v for o in objects for v in self.perhaps_same(o))

    def perhaps_same(self, value: Value) -> list[Value]:
        """Return the objects that may be the same as one, itself first."""
        found: dict[Value, None] = {}
        waiting = [value]
        while waiting:
            if (one := waiting.pop()) not in found:
                found[one] = None
                waiting += self.frozen.get(one, ())
        return list(found)

    def is_held(self, value: Value) -> bool:
        """Say whether a value is a part of state outside the function, not captured by itself."""
        return value in self.outer and all(value is not captured for _, captured in self.captures.values())

    def settle(self) -> None:
        """Know records by what they were made of: behind the specialiser an operand is what it is, and no object."""
        self.parts.update(self.built)
        self.views.clear()

    def forget_parts(self, defined: Set[Value]) -> None:
        """Forget of which values tuples are made that were dead and are no more: who asks for them reads them again."""
        lost = [
            r for r, parts in self.parts.items() if isinstance(r.type, Tuple) and not all(p in defined for p in parts)
        ]
        for record in lost:
            del self.parts[record]

    def with_copies(self, operations: Sequence[Operation]) -> tuple[Operation, ...]:
        """Return the operations of a function behind what reads its parameters, and with the copies that it changes."""
        return (*self.prologue, *(substitute_operation(o, self.initial) for o in operations))

    def take_names(self) -> dict[Value, Value]:
        """Return the values that take the place of those which users gave names to; they are the parts of records."""
        named = {old: Value(old.type, hint) for old, hint in self.hints.items()}
        for made_of in (self.parts, self.built):
            for record, parts in made_of.items():
                if not named.keys().isdisjoint(parts):
                    made_of[record] = tuple(named.get(part, part) for part in parts)
            made_of.update({new: made_of[old] for old, new in named.items() if old in made_of})
        return named

    def capture(self, parameter: Parameter) -> Value:
        """Return the value of a captured variable: one parameter of the derivative, whoever captures it."""
        if parameter.source not in self.captures:
            name = self.capture_names.of(parameter)
            value = Value(self.capture_type(parameter.source), name)
            self.roots.add(value)
            self.outer.add(value)
            self.captures[parameter.source] = (replace(parameter, name=name, kind="capture"), value)
        return self.captures[parameter.source][1]


def numbered(name: str) -> Iterator[str]:
    """Give a name, and then the name with 2, 3, … behind it."""
    yield name
    for i in count(2):
        yield f"{name}_{i}"
