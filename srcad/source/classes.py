"""The classes of a running program: what their attributes are, looked up as Python does, running no code of theirs."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import Enum
from types import BuiltinFunctionType, FunctionType, MemberDescriptorType
from typing import Generic, Protocol, TypeAlias

from srcad.source.interface import SETTER, Binding, Captured, ClassDefinition, Field, Member, Missing

#: Returns what a name is bound to that leads to a value by a path; the capture is for what is read at each call.
Classify: TypeAlias = Callable[[tuple[Hashable, ...], object, Captured], Binding]

#: Bases that say nothing of what an instance does.
EMPTY = (object, Generic, Protocol)
_KINDS: dict[type, str] = {
    property: "property",
    functools.cached_property: "cached",
    staticmethod: "static",
    classmethod: "class",
    FunctionType: "method",
}
_PROPERTY = "write a property or a method"
_HINT = "pass numbers and arrays, or write a class with bases of your own"


def unwrap(value: object) -> object:
    """Return the function inside what stands in a class: a property, a static method or a class method."""
    if isinstance(value, property):
        return value.fget
    if isinstance(value, functools.cached_property):
        return value.func
    if isinstance(value, (staticmethod, classmethod)):
        return value.__func__
    return value


def is_describable(cls: type) -> bool:
    """Say whether all that an instance does is written in Python in its class and its bases."""
    if is_named_tuple(cls):
        return True
    plain = type(cls) is type or type(cls).__name__ in ("ABCMeta", "_ProtocolMeta")
    return plain and all(map(_is_python, [b for b in cls.__mro__ if b not in EMPTY]))


def is_named_tuple(cls: type) -> bool:
    """Say whether a class is one of named tuples."""
    return cls.__bases__ == (tuple,) and isinstance(getattr(cls, "_fields", None), tuple)


def _is_python(cls: type) -> bool:
    """Say whether a class was made by a ``class`` statement, and leaves the ways of attributes and instances alone.

    One in C that adds nothing but methods is as good: these cannot be called, all else is known.
    """
    names = vars(cls).keys()
    if not _is_heap_type(cls) or not names.isdisjoint(("__getattribute__", "__getattr__")):
        return False
    return "__new__" not in names or (
        isinstance(vars(cls)["__new__"], BuiltinFunctionType)
        and {n for n in names if n.startswith("__")} <= {"__new__", "__init__", "__doc__", "__module__"}
    )


def _is_heap_type(cls: type) -> bool:
    """Say whether a class was made by a statement, not in C."""
    return bool(cls.__flags__ & (1 << 9))


def _is_builtin_exception(cls: type) -> bool:
    return issubclass(cls, BaseException) and not _is_heap_type(cls)


def read_member(cls: type, name: str) -> object:
    """Return what a class, or a base of it, has under a name: the function itself of a property or a static method.

    ``module.Base:name`` names what stands in a certain base, ``name.setter`` what assigns to a property.

    Raises
    ------
    AttributeError
        If there is none.
    """
    base, _, last = name.removesuffix(SETTER).rpartition(":")
    for candidate in cls.__mro__:
        if last in vars(candidate) and base in ("", class_label(candidate)):
            found = vars(candidate)[last]
            return found.fset if name.endswith(SETTER) else unwrap(found)
    raise AttributeError(f"class {cls.__qualname__} has no attribute {name!r}", name=name, obj=cls)


def read_field(cls: type, name: str) -> object:
    """Return what makes the default of a field of a dataclass, or the default of one of a named tuple."""
    if is_named_tuple(cls):
        return _tuple_defaults(cls)[name]
    return next(f.default_factory for f in dataclasses.fields(cls) if f.name == name)


def _tuple_fields(cls: type) -> tuple[str, ...]:
    return getattr(cls, "_fields", ()) if is_named_tuple(cls) else ()


def _tuple_defaults(cls: type) -> dict[str, object]:
    return getattr(cls, "_field_defaults", {})


def is_enumeration(cls: type) -> bool:
    """Say whether a class is an enumeration."""
    return issubclass(cls, Enum)


def class_label(cls: type) -> str:
    """Return the qualified name of a class, with its module."""
    return f"{cls.__module__}.{cls.__qualname__}"


class Classes:
    """The classes that one program knows, by key; ``classify`` tells what a value of theirs is bound to."""

    def __init__(self, classify: Classify) -> None:
        self.classify = classify
        self._known: dict[type, ClassDefinition] = {}
        self._keys: dict[type, Hashable] = {}

    def describe(self, cls: type) -> ClassDefinition | Missing:
        """Return what a class consists of."""
        if not is_describable(cls):
            reason = f"the class {cls.__qualname__} has a base or a metaclass that is not written in Python"
            return Missing(reason, _HINT)
        return self._defined(cls)

    def describe_enumeration(self, cls: type) -> ClassDefinition:
        """Return what the members of an enumeration can do."""
        return self._defined(cls)

    def describe_exception(self, cls: type) -> ClassDefinition | None:
        """Return what exceptions of a class hold and do; None if that is not all written in Python."""
        written = [b for b in cls.__mro__ if not _is_builtin_exception(b) and b not in EMPTY]
        return self._defined(cls) if all(map(_is_python, written)) else None

    def _defined(self, cls: type) -> ClassDefinition:
        if cls not in self._known:
            key = self.key_of(cls)
            params = getattr(cls, "__dataclass_params__", None)
            self._known[cls] = ClassDefinition(
                key=key,
                name=class_label(cls),
                members=LiveMembers(self, cls, key),
                bases=tuple(map(self.key_of, cls.__mro__)),
                tuple_fields=_tuple_fields(cls),
                frozen=bool(getattr(params, "frozen", False)),
            )
        return self._known[cls]

    def key_of(self, cls: type) -> Hashable:
        """Return the key of a class."""
        if _is_builtin_exception(cls):
            return class_label(cls)
        if cls not in self._keys:
            number = sum(class_label(c) == class_label(cls) for c in self._keys)
            self._keys[cls] = ("class", class_label(cls), number)
        return self._keys[cls]

    def with_key(self, key: Hashable) -> type:
        """Return the class that goes by a key."""
        return next(cls for cls, other in self._keys.items() if other == key)


@dataclass(frozen=True, slots=True, eq=False)
class LiveMembers:
    """The attributes of one class."""

    classes: Classes
    cls: type
    key: Hashable

    @property
    def order(self) -> tuple[LiveMembers, ...]:
        """The same of the classes in its order of bases, itself first."""
        bases = (b for b in self.cls.__mro__ if not self._says_nothing(b))
        return tuple(LiveMembers(self.classes, b, self.classes.key_of(b)) for b in bases)

    def own(self, name: str) -> Member | None:
        """Return what an attribute is that stands in the class itself."""
        return self.member(name) if name.removesuffix(SETTER) in vars(self.cls) else None

    def member(self, name: str, behind: ClassDefinition | None = None) -> Member | None:
        """Return what an attribute is."""
        order = self.cls.__mro__
        start = 0 if behind is None else behind_in(order, behind)
        own = name.removesuffix(SETTER)
        base = next((b for b in order[start:] if own in vars(b) and not self._says_nothing(b)), None)
        if base is None or isinstance(value := vars(base)[own], MemberDescriptorType):  # a slot that is not set
            return None
        path = ("member", self.key, name if behind is None else f"{class_label(base)}:{name}")
        if own != name:
            setter = value.fset if isinstance(value, property) else None
            return None if setter is None else Member("method", self.classes.classify(path, setter, Captured(path)))
        kind = _kind_of_member(value)
        if kind == "descriptor":
            return Member(kind, Missing(f"it is an object of the class {type(value).__qualname__}", _PROPERTY))
        return Member(kind, self.classes.classify(path, unwrap(value), Captured(path)))

    def _says_nothing(self, base: type) -> bool:
        """Say whether a base tells nothing of what an instance does; of an enumeration only the user's do."""
        return (
            base in EMPTY
            or _is_builtin_exception(base)
            or (is_enumeration(self.cls) and (base.__module__ == "enum" or not _is_heap_type(base)))
        )

    def fields(self) -> tuple[Field, ...] | None:
        """Return the fields of a dataclass whose constructor was made for it."""
        if is_named_tuple(self.cls):
            return tuple(map(self._tuple_field, _tuple_fields(self.cls)))
        made = getattr(self.cls, "__init__", None)
        known = getattr(self.cls, "__dataclass_fields__", None)
        if known is None or not isinstance(made, FunctionType) or made.__code__.co_filename != "<string>":
            return None
        return tuple(map(self._field, dataclasses.fields(self.cls)))

    def _tuple_field(self, name: str) -> Field:
        path = ("field", self.key, name)
        defaults = _tuple_defaults(self.cls)
        return Field(name, self.classes.classify(path, defaults[name], Captured(path)) if name in defaults else None)

    def _field(self, described: dataclasses.Field[object]) -> Field:
        default: Binding | None = None
        factory: Binding | None = None
        if described.default is not dataclasses.MISSING:
            path: tuple[Hashable, ...] = ("member", self.key, described.name)
            default = self.classes.classify(path, described.default, Captured(path))
        elif described.default_factory is not dataclasses.MISSING:
            path = ("field", self.key, described.name)
            factory = self.classes.classify(path, described.default_factory, Captured(path))
        return Field(described.name, default, factory, bool(described.kw_only), described.init, bool(described.compare))


def _kind_of_member(value: object) -> str:
    """Return what kind of attribute something in a class is."""
    if (kind := _KINDS.get(type(value))) is not None:
        return kind
    return "descriptor" if hasattr(type(value), "__get__") else "value"


def behind_in(order: tuple[type, ...], behind: ClassDefinition) -> int:
    """Return the place behind a class in an order of bases."""
    return next(i for i, base in enumerate(order) if class_label(base) == behind.name) + 1
