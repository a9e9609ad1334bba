"""The callable that users hold: types of arguments → specialisation, found or made.

A call goes through a generated wrapper with the function's own signature, so that Python binds the arguments; the
wrapper's guards lead to the emitted function. Where none holds, the specialisation is looked up in the cache on disk or
generated, and the wrapper is written anew.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import update_wrapper
from importlib import import_module
from pathlib import Path
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeAlias, TypeVar, overload

from srcad.cache.digest import underlying_function
from srcad.cache.key import make_key
from srcad.cache.manifest import Kind, Manifest
from srcad.cache.store import load, store
from srcad.dispatch.blame import blame, refusal_of
from srcad.dispatch.carrying import Parcel, is_importable, pack, unpack
from srcad.dispatch.items import check_items
from srcad.dispatch.keys import Key, key_of, spell
from srcad.dispatch.lengths import relate
from srcad.dispatch.memory_maps import as_plain
from srcad.dispatch.routes import Route, follow
from srcad.dispatch.signature import ArgNums, Place, Signature, behind_receiver, resolve_argnums, spell_place
from srcad.dispatch.specialisation import Captured, Guard, Specialisation, load_function, rests_on_today, revive
from srcad.dispatch.wrapper import write_wrapper
from srcad.errors import ArgumentError, InternalError, SourceNotFound, SrcadError, each, warn_user
from srcad.options import Options

if TYPE_CHECKING:
    from srcad.explain.report import MemoryReport

P = ParamSpec("P")
R = TypeVar("R", covariant=True)

#: A derivative with more specialisations than this goes on with the generic one; of the versions for the same types
#: of arguments, which differ in what is captured, as many are kept.
MOST_SPECIALISATIONS = 16

#: What is differentiated, and how: the name of the transform, the places, whether a single adjoint is given.
Transform: TypeAlias = tuple[str, tuple[Place, ...], bool]

#: A specialisation on its way to another process: keys, manifest, text.
Text: TypeAlias = tuple[tuple[Key, ...], Manifest, str]


class Derivative(Generic[P, R]):
    """The gradient of a function, as a callable with the function's own signature.

    Made by :func:`srcad.grad` and :func:`srcad.value_and_grad`. It binds as a method, pickles, and keeps the function's
    name, docstring and signature. Copying it gives itself, as with any function.
    """

    __name__: str
    __qualname__: str
    _call: Callable[..., Any]

    def __init__(self, function: Callable[P, Any], transform: str, argnums: ArgNums, options: Options) -> None:
        plain = underlying_function(function)
        if plain is None:
            raise _no_function(function)
        update_wrapper(self, function)
        self.__srcad_primal__ = function
        self._receiver = function.__self__ if isinstance(function, MethodType) else None
        self._function: FunctionType = plain
        self._argnums = argnums
        self._options = options
        self._lock = threading.RLock()
        self._made: dict[tuple[Key, ...], list[Specialisation]] = {}
        self._last: Specialisation | None = None
        self._warned = False
        self._guarded: tuple[Specialisation, ...] = ()
        self._adopt(transform)

    # ------------------------------------------------------------------ what users touch

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return the derivative at these arguments."""
        try:
            function = self._function
            if (  # as in _changed(), whose call would cost a fifth of the time of this one
                function.__code__ is not self._code
                or function.__defaults__ is not self._defaults
                or function.__kwdefaults__ is not self._keyword_defaults
            ):
                self._adopt(self._transform[0])
            result: R = self._call(*args, **kwargs)
        except InternalError:
            raise
        except SrcadError as error:
            # What to do is in the message; our own frames would only push it off the screen.
            raise error.with_traceback(None) from None
        except Exception as error:
            if (refusal := refusal_of(error, self.specialisations, self._function)) is not None:
                raise refusal from None
            blame(error, self.specialisations, self._function)
            raise
        return result

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Derivative[P, R]: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None) -> Callable[..., R]: ...
    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return self if instance is None else MethodType(self, instance)

    def __repr__(self) -> str:
        names = ", ".join(spell_place(self._signature.names, place) for place in self._transform[1])
        what = f"{self._transform[0]} of {self._function.__qualname__} with respect to {names}"
        return f"<{what}; specialisations: {len(self.specialisations)}>"

    def __copy__(self) -> Derivative[P, R]:
        return self

    def __deepcopy__(self, memo: object) -> Derivative[P, R]:
        return self

    def __reduce__(self) -> str | tuple[Any, ...]:
        if is_importable(self):
            return str(vars(self)["__qualname__"])
        primal: Any = self.__srcad_primal__
        by_value = isinstance(primal, FunctionType) and not is_importable(primal)
        texts = tuple((s.keys, s.manifest, s.text) for s in self.specialisations)
        return (
            _restore,
            (pack(primal) if by_value else primal, self._transform[0], self._argnums, self._options, texts),
        )

    @property
    def primal(self) -> Callable[P, Any]:
        """The differentiated function."""
        return self.__srcad_primal__

    @property
    def path(self) -> Path | None:
        """The file of the last specialisation; None before the first, or if it could not be written."""
        return self._last.path if self._last else None

    @property
    def specialisations(self) -> tuple[Specialisation, ...]:
        """The versions made or loaded so far."""
        with self._lock:
            return tuple(s for group in self._made.values() for s in group)

    @overload
    def source(self) -> str: ...
    @overload
    def source(self, *args: P.args, **kwargs: P.kwargs) -> str: ...
    def source(self, *args: Any, **kwargs: Any) -> str:
        """Return the text of the gradient: for these arguments, else the last one used, else the generic one."""
        try:
            if self._changed():
                self._adopt(self._transform[0])
            if args or kwargs:
                return self._specialisation_for(args, kwargs).text
            return (self._last or self._generic()).text
        except InternalError:
            raise
        except SrcadError as error:
            raise error.with_traceback(None) from None

    @overload
    def show(self) -> None: ...
    @overload
    def show(self, *args: P.args, **kwargs: P.kwargs) -> None: ...
    def show(self, *args: Any, **kwargs: Any) -> None:
        """Print :meth:`source`."""
        print(self.source(*args, **kwargs), end="")

    @overload
    def report(self) -> MemoryReport: ...
    @overload
    def report(self, *args: P.args, **kwargs: P.kwargs) -> MemoryReport: ...
    def report(self, *args: Any, **kwargs: Any) -> MemoryReport:
        """Return what the derivative saves: line by line what, why, and how many bytes. Print it for a table.

        With arguments it tells what their types tell, and what was measured: function and derivative run on copies of
        them. What they do to other state is done, as by calls. Without arguments it tells of the types used last, else
        of any.

        Raises
        ------
        NotDifferentiable, ArgumentError
            As a call; also for arguments that cannot be copied.

        Examples
        --------
        >>> from srcad.api import grad
        >>> def product(x, n):
        ...     y = 1.0
        ...     for _ in range(n):
        ...         y = y * x
        ...     return y
        >>> report = grad(product).report(2.0, 5)
        >>> report.bytes, report.measured, report.rows[0].why
        ('8·n', 40, 'adjoint of * in line 4')
        """
        try:
            return self._report(args, kwargs)
        except InternalError:
            raise
        except SrcadError as error:
            raise error.with_traceback(None) from None

    def clear(self) -> None:
        """Forget all specialisations, and delete their files."""
        with self._lock:
            for specialisation in self.specialisations:
                if specialisation.path is not None:
                    specialisation.path.unlink(missing_ok=True)
            self._made.clear()
            self._last = None
            self._warned = False
            self._call = self._write_wrapper()

    def _report(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> MemoryReport:
        if self._changed():
            self._adopt(self._transform[0])
        explain = import_module("srcad.explain.live")
        report: MemoryReport
        if not args and not kwargs:
            made = self._last or self._generic()
            report = explain.report_types(self._function, self._transform, made, self._options)
            return report
        bound = self._bind(args, kwargs)
        made, given = self._find(bound), self._named(bound)
        captured = {c.name: follow(c.route, self._function, given) for c in made.captures}
        call = (*self._spread(bound), captured)
        report = explain.report_call(self._function, self._transform, made, self._options, bound, call)
        return report

    # ------------------------------------------------------------------ a function that changed

    def _changed(self) -> bool:
        """Say whether the function has other code or other defaults than when it was looked at last."""
        function = self._function
        return (
            function.__code__ is not self._code
            or function.__defaults__ is not self._defaults
            or function.__kwdefaults__ is not self._keyword_defaults
        )

    def _adopt(self, transform: str) -> None:
        """Take the function as it is now: tools that reload code, and users, may give it new code and defaults."""
        function = self._function
        with self._lock:
            self._code, self._defaults = function.__code__, function.__defaults__
            self._keyword_defaults = function.__kwdefaults__
            self._signature = signature = Signature.of(function)
            skip = 0 if self._receiver is None else 1
            visible = Signature(signature.names[skip:], signature.kinds[skip:], signature.defaults)
            places, single = resolve_argnums(function.__name__, visible, self._argnums)
            self._transform: Transform = (transform, tuple(map(behind_receiver, places)) if skip else places, single)
            self._made.clear()
            self._last = None
            self._call = self._write_wrapper()

    # ------------------------------------------------------------------ a miss

    def _specialisation_for(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Specialisation:
        return self._find(self._bind(args, kwargs))

    def _bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        """Return the arguments, one for each parameter."""

        def gather(*bound: Any) -> tuple[Any, ...]:
            return bound

        bound: tuple[Any, ...] = write_wrapper(self._signature, (), gather, self._receiver, self._function)(
            *args, **kwargs
        )
        return tuple(map(as_plain, bound))

    def _miss(self, *bound: Any) -> Any:
        """Find or make the specialisation for arguments that no guard lets pass, and call it."""
        bound = tuple(map(as_plain, bound))
        specialisation = self._find(bound)
        with self._lock:
            if specialisation.keys and all(s is not specialisation for s in self._guarded):
                self._call = self._write_wrapper()
        given = self._named(bound)
        extra = {c.name: follow(c.route, self._function, given) for c in specialisation.captures}
        arguments, named = self._spread(bound)
        return specialisation.function(*arguments, **named, **extra)

    def _named(self, bound: tuple[Any, ...]) -> dict[str, Any]:
        """Return the bound arguments by the names of their parameters."""
        return dict(zip(self._signature.names, bound))

    def _spread(self, bound: tuple[Any, ...]) -> tuple[list[Any], dict[str, Any]]:
        positional: list[Any] = []
        named: dict[str, Any] = {}
        for name, kind, value in zip(self._signature.names, self._signature.kinds, bound):
            if kind == "star":
                positional += value
            elif kind == "doublestar":
                named.update(value)
            elif kind == "keyword":
                named[name] = value
            else:
                positional.append(value)
        return positional, named

    def _find(self, bound: tuple[Any, ...]) -> Specialisation:
        names = self._signature.names
        keys = tuple(each(key_of, bound, names))
        each(
            lambda place: check_items(*self._argument(place, bound, keys), spell_place(names, place), self._code),
            self._transform[1],
        )
        keys = relate(names, keys, bound)
        with self._lock:
            if (known := self._known(keys, bound)) is not None:
                return known
            if len(self._made.keys() - {(), keys}) >= MOST_SPECIALISATIONS:
                self._warn_of_many(keys)
                return self._generic()
            return self._load(keys, bound) or self._make(keys, bound)

    def _argument(self, place: Place, bound: tuple[Any, ...], keys: tuple[Key, ...]) -> tuple[Any, Key]:
        """Return a differentiated argument, and its key."""
        if isinstance(place, int):
            return bound[place], keys[place]
        position, number = place
        if number >= len(bound[position]):
            count = position + len(bound[position])
            message = f"argnums={position + number} is out of range: {self.__name__}() gets {count} arguments"
            raise ArgumentError("SRC020", message, hint="pass the argument, or name others in argnums")
        return bound[position][number], keys[position][1 + number]

    def _generic(self) -> Specialisation:
        with self._lock:
            return self._known((), ()) or self._load((), ()) or self._make((), ())

    def _known(self, keys: tuple[Key, ...], bound: tuple[Any, ...]) -> Specialisation | None:
        given = self._named(bound)
        found = next((s for s in self._made.get(keys, ()) if s.holds(self._function, given)), None)
        self._last = found or self._last
        return found

    def _warn_of_many(self, keys: tuple[Key, ...]) -> None:
        if self._warned:
            return
        self._warned = True
        seen = [set(column) for column in zip(*filter(None, self._made), keys)]
        varying = max(range(len(seen)), key=lambda i: len(seen[i]))
        warn_user(
            UserWarning(
                f"{self._function.__qualname__} was differentiated for more than {MOST_SPECIALISATIONS} types of "
                f"arguments: {self._signature.names[varying]!r} varies; going on with the generic gradient"
            )
        )

    def _add(self, specialisation: Specialisation) -> Specialisation:
        group = self._made.setdefault(specialisation.keys, [])
        group.insert(0, specialisation)
        del group[MOST_SPECIALISATIONS:]
        self._last = specialisation
        return specialisation

    def _load(self, keys: tuple[Key, ...], bound: tuple[Any, ...]) -> Specialisation | None:
        """Return the specialisation from the cache on disk, if it is there and rests on what is there today."""
        if not self._options.cache:
            return None
        name, given = self._emitted_name, self._named(bound)
        for variant in range(MOST_SPECIALISATIONS):
            entry = load(make_key(*self._key_parts(keys, variant)), self._options)
            if entry is None:
                return None
            if revived := revive(keys, entry.manifest, entry.text, entry.path, name, self._function, given):
                return self._add(revived)
        return None

    def _key_parts(self, keys: tuple[Key, ...], variant: int) -> tuple[Any, ...]:
        name, places, single = self._transform
        label = "-".join(map(spell, keys))
        return (self._function, name, (places, int(single)), (keys, variant), self._options, (), label)

    def _make(self, keys: tuple[Key, ...], bound: tuple[Any, ...]) -> Specialisation:
        """Generate the derivative: the one place that loads the compiler."""
        pipeline = import_module("srcad.pipeline")
        made = pipeline.generate_live(self._function, self._transform, keys, bound, self._options)
        captures = tuple(Captured(*capture) for capture in made.captures)
        parts: list[tuple[Route, Kind, object]] = [((c.name, *c.route), "captured", c.key) for c in captures]
        manifest = Manifest.on(self._function, [*parts, *made.rests_on], made.lines)
        path = self._store(keys, bound, manifest, made.text)
        guards = tuple(Guard.on(route, value) for route, _, value in made.rests_on)
        name = self._emitted_name
        function = load_function(made.text, path, name, self._function)
        return self._add(Specialisation(keys, captures, guards, manifest, made.text, path, name, function))

    def _store(self, keys: tuple[Key, ...], bound: tuple[Any, ...], manifest: Manifest, text: str) -> Path | None:
        """Keep a text on disk, in the place of one that rests on what is no more."""
        if not self._options.cache:
            return None
        for variant in range(MOST_SPECIALISATIONS):
            key = make_key(*self._key_parts(keys, variant))
            entry = load(key, self._options)
            if (
                entry is None
                or entry.manifest == manifest
                or not rests_on_today(entry.manifest, self._function, self._named(bound))
            ):
                return store(key, manifest, text, self._options)
        return None

    def _revive(self, texts: tuple[Text, ...]) -> None:
        for keys, manifest, text in reversed(texts):
            if revived := revive(keys, manifest, text, None, self._emitted_name, self._function):
                self._add(revived)
        self._call = self._write_wrapper()

    @property
    def _emitted_name(self) -> str:
        name = self._function.__code__.co_name  # as its source says, whatever a decorator has called it since
        return f"{name if name.isidentifier() else 'function'}_{self._transform[0]}"

    def _write_wrapper(self) -> Callable[..., Any]:
        self._guarded = tuple(s for s in self.specialisations if s.keys and s.holds(self._function))
        return write_wrapper(self._signature, self._guarded, self._miss, self._receiver, self._function)


def _no_function(value: object) -> SourceNotFound:
    if isinstance(value, Derivative):
        return SourceNotFound("SRC030", f"{value!r} is a derivative; it cannot be differentiated again yet")
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None)
    if isinstance(value, (staticmethod, classmethod, property)):
        kind = type(value).__name__
        hint = f"turn the decorators round: @{kind} above, @srcad.grad next to the def"
        return SourceNotFound("SRC030", f"{name or 'this'} is a {kind}, not a function", hint=hint)
    what = f"{name}" if name else f"an object of the class {type(value).__qualname__}"
    if not callable(value):
        return SourceNotFound("SRC030", f"{what} is not callable", hint="pass the function itself: srcad.grad(f)(x)")
    hint = "wrap the call in a function: def f(x): ..."
    return SourceNotFound("SRC030", f"{what} is not written in Python, or not as a function", hint=hint)


def _restore(
    function: Callable[..., Any] | Parcel, transform: str, argnums: ArgNums, options: Options, texts: tuple[Text, ...]
) -> Derivative[Any, Any]:
    """Return a derivative that was pickled, with those of its specialisations that hold here."""
    primal = unpack(function) if isinstance(function, Parcel) else function
    derivative: Derivative[Any, Any] = Derivative(primal, transform, argnums, options)
    derivative._revive(texts)
    return derivative
