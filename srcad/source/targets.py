"""The functions that the command line names."""

from __future__ import annotations

import ast
import difflib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from srcad.errors import SourceNotFound
from srcad.ir.types import Callable
from srcad.source.bindings import Defined, functions
from srcad.source.files import SourceFile, locate, parse_stdin, search_path, shown
from srcad.source.interface import Definition, Known
from srcad.source.match import FunctionNode
from srcad.source.resolving import TRANSFORMS
from srcad.source.static import Project, decorator_target, resolve_in

_FLOATS = frozenset({"float", "ndarray", "NDArray", "ArrayLike", "floating", "float32", "float64"})
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """A function to be differentiated, and what the file that names it says of how.

    Parameters
    ----------
    definition : Definition
        The function.
    file : SourceFile
        The file of the target.
    transform : str
        The qualified name of the transform; the gradient where the file says nothing.
    argnums : ast.expr or None
        What the file gives for ``argnums``.
    place : str
        Where in a folder of derivatives those of the file belong: as in its package, or in the folder that was named.
    optional : bool
        Whether it is left out where it is refused: nobody named it, it only stands in a file or folder that was named.
    """

    definition: Definition
    file: SourceFile
    transform: str = "srcad.grad"
    argnums: ast.expr | None = None
    place: str = ""
    optional: bool = False


def find_target(target: str, project: Project) -> tuple[Definition, ...]:
    """Return the functions that a target names, each once; see :func:`find_asked`."""
    return tuple(dict.fromkeys(asked.definition for asked in find_asked(target, project)))


def find_asked(target: str, project: Project) -> tuple[Asked, ...]:
    """Return the derivatives that a target names, in the order of the text.

    Parameters
    ----------
    target : str
        ``file.py:function``, ``package.module:function``, ``file.py``, ``folder``, ``package`` or ``-`` for standard
        input; a method is ``file.py:Class.method``, an inner function ``file.py:outer.inner``. A function that the file
        imports from another one of the project goes by its name here, too.
    project : Project
        What the files belong to.

    Raises
    ------
    SourceNotFound
        If the file cannot be read (SRC032), or holds no such function (SRC033).
    """
    place, name = _split(target)
    folder = _folder(place)
    if folder is not None and not name:
        found = tuple(_in_folder(folder, project))
    else:
        file = _open(place if folder is None else shown(str(folder / "__init__.py")), project)
        if name:
            definition = _imported(project, file, name) or project.definition(file, _named(file, name))
            handed = tuple(asked for asked in _handed(file, project) if asked.definition == definition)
            return handed or (Asked(definition, file),)
        found = tuple(_handed(file, project)) or _public(file, project)
    if found:
        return found
    raise SourceNotFound(
        "SRC033",
        f"{place} has no function to differentiate",
        hint="name one: file.py:function, or decorate one with @srcad.grad",
    )


def _in_folder(folder: Path, project: Project) -> Iterator[Asked]:
    """Give what the files below a folder ask for, each with its place."""
    for path in sorted(folder.rglob("*.py")):
        inside = path.relative_to(folder)
        if not any(part.startswith(".") for part in inside.parts):
            file = project.open(shown(str(path)))
            if _is_written(file):
                continue
            top = Path(file.root)
            place = path.resolve().relative_to(top) if "." in file.module or file.package else inside
            for asked in tuple(_handed(file, project)) or _public(file, project):
                yield replace(asked, place=place.as_posix())


def _is_written(file: SourceFile) -> bool:
    """Say whether a file holds derivatives that srcad wrote."""
    comments = takewhile(lambda line: line.startswith("#"), file.lines)
    return any(line.startswith("# Written by srcad.") for line in comments)


def _imported(project: Project, file: SourceFile, name: str) -> Definition | None:
    """Return the function of another file that goes by a name in this one, or None."""
    if not name.isidentifier() or any(e.name == name and isinstance(e.origin, Defined) for e in file.entries):
        return None
    return _function_of(ast.Name(name, ast.Load()), file, project)


def _public(file: SourceFile, project: Project) -> tuple[Asked, ...]:
    """Return the public functions of a float or an array."""
    public = [entry for entry in file.entries if not entry.name.startswith("_")]
    nodes = {entry.name: entry.origin.node for entry in public if isinstance(entry.origin, Defined)}
    chosen = [node for node in nodes.values() if _takes_float(node)]
    return tuple(Asked(project.definition(file, node), file, optional=True) for node in chosen)


def _handed(file: SourceFile, project: Project) -> Iterator[Asked]:
    """Give the functions that are decorated with, or passed to, a transform of srcad's, in the order of the text."""
    found: list[tuple[int, int, Asked]] = []
    for node in ast.walk(file.tree):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                if (transform := decorator_target(project, file, decorator)) in TRANSFORMS:
                    asked = Asked(project.definition(file, node), file, transform, _argnums(decorator))
                    found.append((node.lineno, node.col_offset, asked))
        elif isinstance(node, ast.Call) and node.args:
            transform = decorator_target(project, file, node)
            definition = _function_of(node.args[0], file, project) if transform in TRANSFORMS else None
            if transform is not None and definition is not None:
                found.append((node.lineno, node.col_offset, Asked(definition, file, transform, _argnums(node))))
    for _, _, asked in sorted(found, key=lambda item: item[:2]):
        yield asked


def _function_of(expression: ast.expr, file: SourceFile, project: Project) -> Definition | None:
    """Return the function in source form that a name stands for, or None."""
    binding = resolve_in(project, file, expression)
    target = binding.type.target if isinstance(binding, Known) and isinstance(binding.type, Callable) else None
    return target if isinstance(target, Definition) else None


def _argnums(call: ast.expr) -> ast.expr | None:
    """Return what a call of a transform gives for ``argnums``, by keyword or as its second argument."""
    if not isinstance(call, ast.Call):
        return None
    named = [keyword.value for keyword in call.keywords if keyword.arg == "argnums"]
    return next(iter((*named, *call.args[1:2])), None)


def _takes_float(node: FunctionNode) -> bool:
    """Say whether a function's first parameter can be a float or an array, by its annotation."""
    first = next(iter((*node.args.posonlyargs, *node.args.args)), None)
    return (
        first is not None
        and not isinstance(node, ast.AsyncFunctionDef)
        and (first.annotation is None or _is_float(first.annotation))
    )


def _is_float(annotation: ast.expr) -> bool:
    match annotation:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in _FLOATS
        case ast.Constant(value=str() as text):
            return _is_float_text(text)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _is_float(left) or _is_float(right)
        case ast.Subscript(value=ast.Name(id="Annotated") | ast.Attribute(attr="Annotated"), slice=ast.Tuple(elts=e)):
            return _is_float(e[0])
        case ast.Subscript(value=value):
            return _is_float(value)
    return False


def _is_float_text(text: str) -> bool:
    try:
        return _is_float(ast.parse(text, mode="eval").body)
    except SyntaxError:
        return False


def _split(target: str) -> tuple[str, str]:
    r"""Return the file or module and the function of a target.

    >>> _split("wave.py:wave"), _split(r"C:\wave.py"), _split("-")
    (('wave.py', 'wave'), ('C:\\wave.py', ''), ('-', ''))
    """
    place, colon, name = target.rpartition(":")
    dotted = name.replace("<locals>.", "").split(".")
    if not colon or not place or not (name == "" or all(part.isidentifier() for part in dotted)):
        return target, ""
    return place, name


def _folder(place: str) -> Path | None:
    """Return the folder that a target names, or that of the package that it names, or None."""
    if Path(place).is_dir():
        return Path(place)
    found = Path(_located(place) or "") if _is_module(place) else Path()
    return found.parent if found.name == "__init__.py" else None


def _is_module(place: str) -> bool:
    """Say whether a target without its function is spelled like a module."""
    return not place.endswith(".py") and not Path(place).exists() and all(p.isidentifier() for p in place.split("."))


def _located(module: str) -> str | None:
    return locate(module, search_path(str(Path.cwd()), module, [module.partition(".")[0]]))


def _open(place: str, project: Project) -> SourceFile:
    if place == "-":
        return parse_stdin(sys.stdin.buffer.read())
    if _is_module(place):
        here, found = str(Path.cwd()), _located(place)
        if found is None or not found.endswith(".py"):
            message = f"no module {place!r} with Python source is found from {shown(here)}"
            hint = "name a file that ends in .py, or a module as Python would import it from here"
            raise SourceNotFound("SRC032", message, hint=hint)
        return project.open(shown(found))
    return project.open(place)


def _named(file: SourceFile, name: str) -> FunctionNode:
    """Return the function of a name in a file; of several, the one that Python would end up with, the last."""
    plain = name.replace(".<locals>", "")
    found: dict[str, FunctionNode] = {
        qualname.replace(".<locals>", ""): node
        for qualname, node, _ in functions(file.tree)
        if "<lambda>" not in qualname
    }
    for entry in file.entries:
        if isinstance(entry.origin, Defined):
            found[entry.name] = entry.origin.node
    if plain in found:
        return found[plain]
    close = difflib.get_close_matches(plain, found, 3)
    public = [known for known in found if not known.startswith("_")]
    names = close or public[:_SHOWN]
    more = ", …" if not close and len(public) > _SHOWN else ""
    hint = f"{'did you mean' if close else 'it has'} {', '.join(names)}{more}" if names else "it has no public function"
    raise SourceNotFound("SRC033", f"{file.path} has no function {name}", hint=hint)
