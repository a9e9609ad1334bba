"""Regions: the objects that are not known one by one, by the place of the program that makes them.

A list, dict or instance is first taken for one that the compiler can follow. Where that fails (it is changed when
several names may lead to it, or it is kept where only the running program knows which one it is) the *site* that made
it is wanted as a region, and the program is specialised anew: what a wanted site makes is led to by handles, and read
and changed by ``heap.*`` operations when the program runs. What a region holds has one type for the whole program; it
is found as a fixpoint in the same way.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

from srcad.analysis.typing import Typing
from srcad.errors import Location
from srcad.ir import types as ty
from srcad.ir.nodes import Operation, Value
from srcad.ir.types import Type
from srcad.specialise.calls.passing import generalise

#: An operation of the lowered program, and what it makes: ``list``, ``dict`` or the name of a class.
Site: TypeAlias = tuple["Operation | None", str]

LIST, DICT = "list", "dict"


class Unrolls(IntEnum):
    """Which loops of few trips are written out: those that want it, those through known items, those over numbers."""

    WANTED, ITEMS, NUMBERS = range(3)


@dataclass(slots=True)
class Regions:
    """The regions of one program, kept while it is specialised again and again.

    Attributes
    ----------
    now : Operation or None
        The operation of the lowered program that is being applied.
    made : dict
        The site of each object that was made since the program was begun.
    grown : bool
        Whether something was found that asks for specialising the program anew.
    """

    typing: Typing = field(default_factory=Typing)
    now: Operation | None = None
    made: dict[Value, Site] = field(default_factory=dict)
    grown: bool = False
    passed_over: bool = False
    _unrolls: Unrolls = Unrolls.WANTED
    _written_out: set[Location | None] = field(default_factory=set)
    _followed: set[Location | None] = field(default_factory=set)
    _advanced: set[Location | None] = field(default_factory=set)
    _shadowed: dict[Hashable, dict[str, None]] = field(default_factory=dict)
    _fresh: bool = False
    _numbers: dict[Site, int] = field(default_factory=dict)
    _same: dict[int, int] = field(default_factory=dict)
    _targets: dict[int, Type] = field(default_factory=dict)
    _defaults: dict[int, Type] = field(default_factory=dict)
    _limits: dict[int, Value] = field(default_factory=dict)
    _in_sets: Type = ty.UNDEFINED

    def __post_init__(self) -> None:
        self.typing.unite = self.unite

    @property
    def are_there(self) -> bool:
        """Whether there are regions at all."""
        return bool(self._numbers)

    def restart(self, unrolls: Unrolls) -> None:
        """Forget all regions; write out these loops from now on."""
        self._advanced.clear()
        self._shadowed.clear()
        for noted in (self._written_out, self._followed, self._numbers, self._same, self._targets, self._defaults):
            noted.clear()
        self._in_sets = ty.UNDEFINED
        self._unrolls, self.passed_over = unrolls, False

    def begin(self) -> None:
        """Forget what belongs to the last time that the program was specialised."""
        if self._fresh:  # what was put where is not what will be put
            self._targets.clear()
        self._fresh = False
        self.made.clear()
        self.grown = False
        self.now = None
        self._limits.clear()

    def write_out(self, loop: Location | None) -> None:
        """Want a loop written out, trip by trip, because its trips make functions that outlive them."""
        if loop not in self._written_out:
            self._written_out.add(loop)
            self.grown = True

    def is_written_out(self, loop: Location | None, kind: Unrolls) -> bool:
        """Say whether a loop of few trips is to be written out; ``kind`` tells what it goes through."""
        found = loop in self._written_out or self._unrolls >= kind
        self.passed_over = self.passed_over or not found
        return found

    def follow(self, place: Location | None) -> None:
        """Want a list that is gone through there asked for its length before each item, for it changes meanwhile."""
        if place not in self._followed:
            self._followed.add(place)
            self.grown = True

    def is_followed(self, place: Location | None) -> bool:
        """Say whether the length of a list that is gone through there changes meanwhile."""
        return place in self._followed

    def advance(self, place: Location | None) -> None:
        """Want an iterator that is made there to be an object, for it is asked for one item after the other."""
        if place not in self._advanced:
            self._advanced.add(place)
            self.grown = True

    def is_advanced(self, place: Location | None) -> bool:
        """Say whether an iterator that is made there is asked for one item after the other."""
        return place in self._advanced

    def shadow(self, cls: Hashable, name: str) -> None:
        """Want instances of a class to have an attribute of it as their own from the start, for they get it later."""
        if name not in self._shadowed.setdefault(cls, {}):
            self._shadowed[cls][name] = None
            self.grown = True

    def shadowed(self, cls: Hashable) -> Iterable[str]:
        """Return the attributes of a class that its instances have as their own from the start."""
        return tuple(self._shadowed.get(cls, ()))

    def note(self, value: Value, kind: str) -> None:
        """Note that the operation of now has made an object."""
        self.made[value] = (self.now, kind)

    def is_wanted(self, kind: str) -> bool:
        """Say whether what the operation of now makes is a region."""
        return (self.now, kind) in self._numbers

    def want(self, sites: Iterable[Site]) -> bool:
        """Want the objects of these sites as regions; say whether any was not yet."""
        fresh = [s for s in dict.fromkeys(sites) if s not in self._numbers and s[0] is not None]
        for site in fresh:
            self._numbers[site] = len(self._numbers) + 1
        self._fresh = self._fresh or bool(fresh)
        self.grown = self.grown or self._fresh
        return bool(fresh)

    def hand_on(self, owner: Value, content: Value) -> None:
        """Note that what an object holds is wanted as a region together with the object."""
        if owner in self.made and isinstance(content.type, ty.List):
            self.made[content] = self.made[owner]

    def rename(self, named: Mapping[Value, Value]) -> None:
        """Let other values stand for those that were made."""
        self.made.update((new, self.made[old]) for old, new in named.items() if old in self.made)

    def want_made(self, values: Iterable[Value]) -> None:
        """Want what these values are as regions, where it is known which sites made them."""
        self.want(self.made[v] for v in values if v in self.made)

    # ------------------------------------------------------------------ what a region holds

    def made_here(self, kind: str, target: Type) -> ty.Handle:
        """Return the type of a handle to an object like ``target`` that the operation of now makes."""
        number = self._end(self._numbers[self.now, kind])
        self._widen(number, target)
        return self._handle(number)

    def put(self, handle: ty.Handle, key: Type, item: Type) -> ty.Handle:
        """Note that an item is put at a place; return the type of the handle that knows."""
        number = self._end(handle.region)
        match self._targets[number]:
            case ty.List():
                self._widen(number, ty.List(item))
            case ty.Object(name=name):
                assert isinstance(key, ty.Literal)
                self._widen(number, ty.Object(name, ((str(key.value), item),)))
            case ty.Dict() if isinstance(key, ty.Literal):
                self._widen(number, ty.Dict(((key.value, item),)))
            case _:
                self._widen(number, ty.Mapping(item))
        return self._handle(number)

    def target(self, handle: ty.Handle) -> Type:
        """Return what is known now of what a handle leads to."""
        return self._targets[self._end(handle.region)]

    def with_targets(self, t: Type) -> Type:
        """Return a type as it stands in a region, with what the handles in it lead to."""
        match t:
            case ty.Handle():
                return self._handle(self._end(t.region))
            case ty.Tuple(items=items, name=name, fields=fields):
                return ty.Tuple(tuple(map(self.with_targets, items)), name, fields)
            case ty.List(item=item, length=length):
                return ty.List(self.with_targets(item), length)
            case ty.Mapping(value=item):
                return ty.Mapping(self.with_targets(item))
            case _:
                return t

    def _handle(self, number: int) -> ty.Handle:
        return ty.Handle(self._targets[number], number)

    def open(self, handle: ty.Handle) -> None:
        """Note that a dict is read, or changed, at a place that is not constant."""
        self._widen(self._end(handle.region), ty.Mapping(ty.UNDEFINED))

    def put_into_sets(self, items: Iterable[Type]) -> ty.Set:
        """Note what sets hold; return the type of every set of the program."""
        for item in items:
            joined = self._item(self._in_sets, item)
            self.grown = self.grown or joined != self._in_sets
            self._in_sets = joined
        return ty.Set(self._in_sets)

    def unite(self, a: ty.Handle, b: ty.Handle) -> Type:
        """Let two regions be one: a value may lead to objects of both."""
        first, second = sorted((self._end(a.region), self._end(b.region)))
        if first != second:
            if _kind(self._targets[first]) != _kind(self._targets[second]):
                return ty.UNKNOWN
            self._same[second] = first
            self._widen(first, self._targets[second])
            self.grown = True
        return self._handle(first)

    def default(self, handle: ty.Handle) -> Type | None:
        """Return the function that gives what a dict holds where nothing was put, or None."""
        return self._defaults.get(self._end(handle.region))

    def set_default(self, handle: ty.Handle, factory: Type) -> None:
        """Let a function give what a dict holds where nothing was put."""
        self._defaults[self._end(handle.region)] = factory

    def limits(self, handle: ty.Handle) -> Sequence[Value | None]:
        """Return how many items the lists of a region hold at most, each number once; None is for lists without end."""
        end = self._end(handle.region)
        found = [self._limits.get(n) for (_, kind), n in self._numbers.items() if self._end(n) == end and kind == LIST]
        return [v for i, v in enumerate(found) if not any(_is_same_number(v, w) for w in found[:i])]

    def set_limit(self, most: Value) -> bool:
        """Let the list that the operation of now makes hold at most so many items; say whether that is new or known."""
        number = self._numbers[self.now, LIST]
        before = self._limits.setdefault(number, most)
        return _is_same_number(before, most)

    def _end(self, number: int) -> int:
        while number in self._same:
            number = self._same[number]
        return number

    def _widen(self, number: int, target: Type) -> None:
        before = self._targets.get(number)
        after = self._joined(before, target)
        if after != before:
            self._targets[number] = after
            self.grown = True

    def _joined(self, before: Type | None, target: Type) -> Type:
        match before, target:
            case None, _:
                return self._joined(_empty(target), target)
            case ty.List(item=old), ty.List(item=new):
                return ty.List(self._item(old, new))
            case ty.Object(name=name, fields=old), ty.Object(fields=new):
                return ty.Object(name, tuple((str(k), item) for k, item in self._pairs(old, new)))
            case ty.Dict(items=old), ty.Dict(items=new):
                return ty.Dict(self._pairs(old, new))
            case ty.Dict(items=old), ty.Mapping():
                return self._joined(self._joined(ty.Mapping(ty.UNDEFINED), before), target)
            case ty.Mapping(value=old), ty.Dict(items=new):
                for _, item in new:
                    old = self._item(old, item)
                return ty.Mapping(old)
            case ty.Mapping(value=old), ty.Mapping(value=new):
                return ty.Mapping(self._item(old, new))
            case _:
                return ty.UNKNOWN

    def _pairs(
        self, old: Iterable[tuple[Hashable, Type]], new: Iterable[tuple[Hashable, Type]]
    ) -> tuple[tuple[Hashable, Type], ...]:
        found = dict(old)
        for key, item in new:
            found[key] = self._item(found.get(key, ty.UNDEFINED), item)
        return tuple(found.items())

    def _item(self, old: Type, new: Type) -> Type:
        return _without_targets(self.typing.join(old, generalise(new)))


def _without_targets(t: Type) -> Type:
    """Return a type as it stands in a region: objects may lead to objects of their own kind."""
    match t:
        case ty.Handle(region=region):
            return ty.Handle(ty.UNDEFINED, region)
        case ty.Tuple(items=items, name=name, fields=fields):
            return ty.Tuple(tuple(map(_without_targets, items)), name, fields)
        case _:
            return t


def _empty(t: Type) -> Type:
    match t:
        case ty.Object(name=name):
            return ty.Object(name)
        case ty.List():
            return ty.List(ty.UNDEFINED)
        case ty.Dict():
            return ty.Dict(())
        case _:
            return ty.Mapping(ty.UNDEFINED)


def _kind(t: Type) -> str:
    """Return what regions must have in common to be one."""
    match t:
        case ty.Object(name=name):
            return name
        case ty.List():
            return LIST
        case _:
            return DICT


def _is_same_number(a: Value | None, b: Value | None) -> bool:
    """Say whether two numbers that are not known are the same one, or two that are known are equal."""
    return a is b or (a is not None and b is not None and isinstance(a.type, ty.Literal) and a.type == b.type)
