"""Types: what is known of a value before the program runs.

The lattice has :class:`Undefined` at the bottom (a name that was never assigned) and :class:`Unknown` at the top
(anything). Types are frozen, hashable and comparable; nothing here knows NumPy's functions or any pass.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TypeAlias

from srcad.ir.lengths import Length, Linear, proved_equal


@dataclass(frozen=True, slots=True)
class Unknown:
    """Anything."""

    def __str__(self) -> str:
        return "?"


@dataclass(frozen=True, slots=True)
class Refused(Unknown):
    """Anything: what would be here is refused, and what follows from that is no matter."""


@dataclass(frozen=True, slots=True)
class Undefined:
    """No value: reading it raises what Python raises."""

    def __str__(self) -> str:
        return "undefined"


@dataclass(frozen=True, slots=True)
class Literal:
    """One constant: None, Ellipsis, a bool, int, float, complex, str or bytes, with its exact Python type."""

    value: Hashable

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Literal) and repr(self.value) == repr(other.value)

    def __hash__(self) -> int:
        return hash(repr(self.value))

    def __str__(self) -> str:
        return repr(self.value)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A number that is not an array.

    Parameters
    ----------
    kind : str
        ``bool``, ``int``, ``float`` or ``complex``.
    form : str
        ``python``, ``numpy`` (a NumPy scalar, an ``np.generic``) or ``either``.
    dtype : str
        Of a NumPy scalar: its dtype's name, ``float64``; empty when unknown or for Python scalars.
    value : Linear or None
        Of an integer: its symbolic value.
    """

    kind: str
    form: str = "python"
    dtype: str = ""
    value: Linear | None = None

    def __str__(self) -> str:
        name = self.dtype or {"python": self.kind, "numpy": f"np.{self.kind}"}.get(self.form, f"{self.kind}~")
        return f"{name}({self.value})" if self.value else name


@dataclass(frozen=True, slots=True)
class Array:
    """An ``ndarray`` of exactly that class.

    Parameters
    ----------
    dtype : str
        The dtype's name (``float64``), or empty when unknown.
    shape : tuple of Length or None
        Symbolic axis lengths, or None when the rank is unknown. ``()`` is a 0-d array.
    """

    dtype: str = ""
    shape: tuple[Length, ...] | None = None

    def __str__(self) -> str:
        axes = "..." if self.shape is None else ", ".join(map(str, self.shape))
        return f"{self.dtype or '?'}[{axes}]"


@dataclass(frozen=True, slots=True)
class Text:
    """A ``str`` (or ``bytes``) of unknown content."""

    def __str__(self) -> str:
        return "str"


@dataclass(frozen=True, slots=True)
class Tuple:
    """A tuple by structure; ``name`` is the qualified name of a named-tuple class, ``fields`` its fields."""

    items: tuple[Type, ...]
    name: str = ""
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(str, self.items))}{',' if len(self.items) == 1 else ''})"


@dataclass(frozen=True, slots=True)
class List:
    """A list whose elements all have one type; ``length`` is symbolic, or None."""

    item: Type
    length: Length | None = None

    def __str__(self) -> str:
        return f"list[{self.item}]"


@dataclass(frozen=True, slots=True)
class Dict:
    """A dict with known keys, in order, and a type for each value."""

    items: tuple[tuple[Hashable, Type], ...]

    def __str__(self) -> str:
        return "{" + ", ".join(f"{k}: {t}" for k, t in self.items) + "}"


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dict whose keys are not known one by one, by the type of its values."""

    value: Type

    def __str__(self) -> str:
        return f"dict[{self.value}]"


@dataclass(frozen=True, slots=True)
class Set:
    """A ``set`` or ``frozenset`` of what carries no derivative; it may change, and its type tells nothing of when.

    All sets of a program have one type of items.
    """

    item: Type

    def __str__(self) -> str:
        return f"set[{self.item}]"


@dataclass(frozen=True, slots=True)
class Range:
    """A ``range``; ``length`` is symbolic, or None, and so are the least and the greatest that an item can be."""

    length: Length | None = None
    least: Linear | None = None
    greatest: Linear | None = None

    def __str__(self) -> str:
        return "range"


@dataclass(frozen=True, slots=True)
class Slice:
    """A ``slice`` by the types of its three parts."""

    start: Type
    stop: Type
    step: Type

    def __str__(self) -> str:
        return f"slice({self.start}, {self.stop}, {self.step})"


@dataclass(frozen=True, slots=True)
class Iterator:
    """What ``zip``, ``enumerate``, ``reversed`` give; used up by one loop."""

    item: Type
    length: Length | None = None

    def __str__(self) -> str:
        return f"iterator[{self.item}]"


@dataclass(frozen=True, slots=True)
class Callable:
    """A known function.

    Parameters
    ----------
    target : Hashable
        What is called: the canonical qualified name of a primitive, a reference to source, or a lowered function.
    captures : tuple of Type
        Of a closure, in the order of the captures of its function.
    instance : int
        Tells closures of one function that capture different values; 0 where it is not known which of them it is.
    """

    target: Hashable
    captures: tuple[Type, ...] = ()
    instance: int = 0

    def __str__(self) -> str:
        return f"function {getattr(self.target, 'name', self.target)}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several known functions, chosen at run time; no two of them have the same target."""

    options: tuple[Callable, ...]

    def __str__(self) -> str:
        return " or ".join(map(str, self.options))


@dataclass(frozen=True, slots=True)
class Module:
    """A module, by its qualified name."""

    name: str

    def __str__(self) -> str:
        return f"module {self.name}"


@dataclass(frozen=True, slots=True)
class Object:
    """An instance, by its class's qualified name and the types of its fields."""

    name: str
    fields: tuple[tuple[str, Type], ...] = ()

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A class whose members are constants: its qualified name, and the type of each member by name."""

    name: str
    members: tuple[tuple[str, Type], ...]

    def __str__(self) -> str:
        return f"enumeration {self.name}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to a buffer, an array that is written to while others look at it.

    A value of type ``Array`` is a number: it never changes. What is read through a reference depends on when; it is
    read by ``memory.load`` and written by ``memory.store``, in the order of the program.
    """

    target: Array

    def __str__(self) -> str:
        return f"&{self.target}"


@dataclass(frozen=True, slots=True)
class Handle:
    """A reference to a list, dict or instance that is changed while several names may lead to it.

    What is read through a handle depends on when; it is read and changed by ``heap.*`` operations, in the order of the
    program.

    Parameters
    ----------
    target : List, Mapping or Object
        What it leads to: the types of all that is ever put there.
    region : int
        Tells those that are made at different places of the program; handles of two regions never lead to one object.
    """

    target: Type
    region: int = 0

    def __str__(self) -> str:
        return f"&{self.target}"


Type: TypeAlias = (
    Unknown
    | Undefined
    | Literal
    | Scalar
    | Array
    | Text
    | Tuple
    | List
    | Dict
    | Mapping
    | Set
    | Range
    | Slice
    | Iterator
    | Callable
    | Choice
    | Module
    | Object
    | Enumeration
    | Reference
    | Handle
)

UNKNOWN = Unknown()
UNDEFINED = Undefined()
REFUSED = Refused()
NONE = Literal(None)
BOOL = Scalar("bool")
INT = Scalar("int")
FLOAT = Scalar("float")
COMPLEX = Scalar("complex")
TEXT = Text()

KINDS = ("bool", "int", "float", "complex")


def widen(t: Type) -> Type:
    """Return ``t`` with the value of a literal forgotten (that of an integer is kept as its symbolic value)."""
    if not isinstance(t, Literal):
        return t
    value = t.value
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, int):
        return Scalar("int", value=Linear(value))
    if isinstance(value, float):
        return FLOAT
    if isinstance(value, complex):
        return COMPLEX
    if isinstance(value, (str, bytes)):
        return TEXT
    return t


def common_dtype(a: Scalar, b: Scalar) -> str:
    """Return the dtype that a number, which is one of two, has as a NumPy scalar; empty if there are several."""
    if a.dtype == b.dtype or b.form == "python":
        return a.dtype
    return b.dtype if a.form == "python" else ""


def forget_value(t: Type) -> Type:
    """Return ``t`` without any value known of a number."""
    t = widen(t)
    return Scalar(t.kind, t.form, t.dtype) if isinstance(t, Scalar) else t


def integer_value(t: Type) -> Linear | None:
    """Return the symbolic value of an integer type, or None."""
    wide = widen(t)
    return wide.value if isinstance(wide, Scalar) and wide.kind == "int" else None


def kind_of(t: Type) -> str | None:
    """Return ``bool``, ``int``, ``float`` or ``complex`` for a number or an array of known dtype, else None."""
    wide = widen(t)
    if isinstance(wide, Scalar):
        return wide.kind
    if isinstance(wide, Array) and wide.dtype:
        return dtype_kind(wide.dtype)
    return None


def dtype_kind(dtype: str) -> str | None:
    """Return the kind of a dtype's name, or None for one that is no number."""
    if dtype == "bool":
        return "bool"
    for prefix, kind in (
        ("int", "int"),
        ("uint", "int"),
        ("float", "float"),
        ("longdouble", "float"),
        ("complex", "complex"),
        ("clongdouble", "complex"),
    ):
        if dtype.startswith(prefix):
            return kind
    return None


def is_number(t: Type) -> bool:
    """Say whether the type is a scalar number or an array."""
    return isinstance(widen(t), (Scalar, Array))


def may_be_float(t: Type) -> bool:
    """Say whether a value of this type can carry a derivative."""
    match widen(t):
        case Scalar(kind=kind):
            return kind in ("float", "complex")
        case Array(dtype=dtype):
            return not dtype or dtype_kind(dtype) in ("float", "complex")
        case Unknown():
            return True
        case Tuple(items=items):
            return any(map(may_be_float, items))
        case List(item=item) | Iterator(item=item) | Mapping(value=item):
            return may_be_float(item)
        case Dict(items=pairs) | Object(fields=pairs):
            return any(may_be_float(item) for _, item in pairs)
        case Callable(captures=captures):
            return any(map(may_be_float, captures))
        case _:
            return False


def integer_kind(t: Type) -> bool:
    """Say whether the type is that of an integer scalar (a bool is not one)."""
    wide = widen(t)
    return isinstance(wide, Scalar) and wide.kind == "int"


def parts_of_index(index: Type) -> tuple[Type, ...]:
    """Return the types of the parts of an index: of the items of a tuple, or of the index itself."""
    return index.items if isinstance(index, Tuple) else (index,)


def is_same_array(a: Type, b: Type) -> bool:
    """Say whether both are arrays of one dtype and one shape."""
    match a, b:
        case Array(dtype=old, shape=(*before,)), Array(dtype=new, shape=(*after,)):
            return bool(old) and old == new and len(before) == len(after) and all(map(proved_equal, before, after))
    return False


def has_one_float_dtype(*types: Type) -> bool:
    """Say whether all are arrays of one floating dtype, or numbers that take its precision.

    >>> has_one_float_dtype(Array("float32", (3,)), Scalar("float"))
    True
    >>> has_one_float_dtype(Array("float32", (3,)), Array("float64", (3,)))
    False
    """
    dtypes = {t.dtype for t in map(widen, types) if isinstance(t, (Array, Scalar)) and t.dtype}
    return len(dtypes) <= 1 and all(kind_of(t) == "float" for t in types)


def has_mask(index: Type) -> bool:
    """Say whether a subscript of this type is, or holds, an array of bools."""
    if isinstance(index, Tuple):
        return any(map(has_mask, index.items))
    return isinstance(index, Array) and index.dtype == "bool"


def names_all(index: Type) -> bool:
    """Say whether a subscript of this type names all elements of an array, each in its place, as ``a[:]`` does."""
    if isinstance(index, Tuple):
        return bool(index.items) and all(map(names_all, index.items))
    return index in (Literal(...), Slice(NONE, NONE, NONE))


def masks_each_element(index: Type, t: Type) -> bool:
    """Say whether a subscript of this type is an array of bools, one for each element of an array of type ``t``."""
    match index, t:
        case Array(dtype="bool", shape=(*mask,)), Array(shape=(*shape,)):
            return len(mask) == len(shape)
    return False


def has_reference(t: Type) -> bool:
    """Say whether the type is that of a reference, or of something that holds one."""
    return _holds(t, (Reference, Handle))


def holds_numbers_beside(t: Type) -> bool:
    """Say whether values of this type hold numbers, beside references: ``(array, 2.0)`` in a list of such pairs."""
    return has_reference(t) and _holds_numbers(t)


def _holds_numbers(t: Type) -> bool:
    match t:
        case Reference() | Handle():
            return False
        case Tuple(items=items):
            return any(map(_holds_numbers, items))
        case List(item=item) | Iterator(item=item) | Mapping(value=item):
            return _holds_numbers(item)
        case Dict(items=pairs) | Object(fields=pairs):
            return any(_holds_numbers(item) for _, item in pairs)
        case _:
            return may_be_float(t)


def has_handle(t: Type) -> bool:
    """Say whether the type is that of a handle, or of something that holds one."""
    return _holds(t, (Handle,))


def _holds(t: Type, kinds: tuple[type[Type], ...]) -> bool:
    if isinstance(t, kinds):
        return True
    match t:
        case Tuple(items=items):
            return any(_holds(item, kinds) for item in items)
        case List(item=item) | Iterator(item=item) | Mapping(value=item):
            return _holds(item, kinds)
        case Dict(items=pairs) | Object(fields=pairs):
            return any(_holds(item, kinds) for _, item in pairs)
        case _:
            return False
