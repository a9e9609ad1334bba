"""Every way in which a function comes into being: its source is the right one, or there is a clear refusal."""

from __future__ import annotations

import ast
import asyncio
import functools
import importlib
import linecache
import py_compile
import subprocess
import sys
import textwrap
import types
import zipfile
from dataclasses import dataclass

import pytest

import srcad
from srcad import SourceNotFound

FUNCTIONS = """\
K = 3.0

def helper(y):
    return abs(y) * K

def f(x, n=3):
    total = 0.0
    for i in range(n):
        total += helper(x) * len([1, 2]) * x
    return total

g = lambda x: x * K
h = lambda x: x * x; k = lambda x: x * x * x
"""


def scaled(
    by,
    shift=0.0,
):
    def decorate(function):
        @functools.wraps(function)
        def inner(*args, **options):
            return by * function(*args, **options) + shift

        return inner

    return decorate


@scaled(
    2.0,
    shift=1.0,
)
@scaled(3.0)
@functools.cache
def decorated_thrice(x):
    return x * x


class Body:
    k = 3.0
    attribute = property(lambda self: lambda x: self.k * x)
    if k > 2:

        def method(self, x):
            return x * x

    else:

        def method(self, x):
            return x

    @staticmethod
    def static(x):
        return x**3

    @classmethod
    def of_class(cls, x):
        return cls.k * x


@dataclass
class Data:
    k: float = 2.0

    def method(self, x):
        return self.k * x * x


try:
    import no_such_module

    def conditional(x):
        return no_such_module.of(x)

except ImportError:

    def conditional(x):
        return x * 7.0


def closures(a):
    def middle(b):
        return lambda x: a * b * x

    return middle


PAIR = (lambda x: x * x, lambda x: x * x * x)
NESTED = (lambda a: lambda b: lambda c: a * b * c,)
OF_A_LOOP = [lambda x, k=k: x * k for k in (4.0, 5.0)]
# fmt: off
SEVERAL_LINES = [lambda x:
                     x *
                     x]
# fmt: on


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (decorated_thrice, 24.0),
        (Body().attribute, 3.0),
        (Body().method, 4.0),
        (Body.static, 12.0),
        (Body().static, 12.0),
        (Body.of_class, 3.0),
        (Data().method, 8.0),
        (conditional, 7.0),
        (closures(2.0)(3.0), 6.0),
        (PAIR[0], 4.0),
        (PAIR[1], 12.0),
        (NESTED[0](2.0)(3.0), 6.0),
        (OF_A_LOOP[0], 4.0),
        (OF_A_LOOP[1], 5.0),
        (SEVERAL_LINES[0], 4.0),
        (functools.partial(lambda a, x: a * x * x, 3.0), 12.0),
    ],
)
def test_functions_of_a_module(function, expected):
    assert srcad.grad(function)(2.0) == expected


def executed(text, name, namespace):
    """Execute a text as notebooks do: it can be looked up, and may await."""
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    made = types.FunctionType(compile(text, name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), namespace)()
    if made is not None:
        asyncio.run(made)
    return namespace


@pytest.mark.parametrize("namespace", [{}, {"__name__": "__main__"}, {"__name__": "nowhere"}, {"__name__": "math"}])
def test_code_that_is_executed_in_a_namespace_of_its_own(namespace):
    made = executed(FUNCTIONS, f"<executed in {namespace}>", namespace)
    gradient = srcad.grad(made["f"])
    assert gradient(2.0) == 72.0
    assert srcad.grad(made["g"])(2.0) == 3.0
    assert (srcad.grad(made["h"])(2.0), srcad.grad(made["k"])(2.0)) == (4.0, 12.0)
    made["K"] = 1.0
    assert gradient(2.0) == 24.0
    made["helper"] = lambda y: 1.0
    assert gradient(2.0) == 6.0


def test_a_copy_of_a_modules_namespace_as_doctest_makes_it(tmp_path, monkeypatch):
    (tmp_path / "of_doctest.py").write_text(FUNCTIONS)
    monkeypatch.syspath_prepend(str(tmp_path))
    module = importlib.import_module("of_doctest")
    made = executed("def own(x):\n    return helper(x) * K * len([1])\n", "<doctest own>", vars(module).copy())
    gradient = srcad.grad(made["own"])
    assert gradient(2.0) == 9.0
    module.K = 2.0  # what helper() reads
    assert gradient(2.0) == 6.0
    made["K"] = 1.0  # what own() reads
    assert gradient(2.0) == 2.0


def test_cells_of_a_notebook():
    cells = {"__name__": "__main__", "srcad": srcad}
    executed("def f(x): return x\nfirst = srcad.grad(f)\ndef f(x): return 3.0 * x * x\n", "<cell 1>", cells)
    executed("import asyncio\nawait asyncio.sleep(0)\ndef g(x): return f(x) * 2\n", "<cell 2>", cells)
    gradient = srcad.grad(cells["g"])
    assert (cells["first"](2.0), srcad.grad(cells["f"])(2.0), gradient(2.0)) == (1.0, 12.0, 24.0)
    executed("def f(x): return x * 5.0\n", "<cell 3>", cells)
    assert gradient(2.0) == 10.0
    executed("def f(x): return x * 7.0\n", "<cell 3>", cells)
    assert gradient(2.0) == 14.0


def test_modules_in_an_archive(tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "modules.zip", "w") as archive:
        archive.writestr("in_an_archive.py", FUNCTIONS)
    monkeypatch.syspath_prepend(str(tmp_path / "modules.zip"))
    module = importlib.import_module("in_an_archive")
    assert (srcad.grad(module.f)(2.0), srcad.grad(module.g)(2.0)) == (72.0, 3.0)


def test_modules_without_their_source(tmp_path, monkeypatch):
    (tmp_path / "text.py").write_text(FUNCTIONS)
    py_compile.compile(str(tmp_path / "text.py"), cfile=str(tmp_path / "compiled_only.pyc"), dfile="gone/text.py")
    monkeypatch.syspath_prepend(str(tmp_path))
    module = importlib.import_module("compiled_only")
    for function in (module.f, module.g):
        with pytest.raises(SourceNotFound, match=r"gone/text\.py cannot be read \[SRC030\]"):
            srcad.grad(function)(2.0)


PROGRAM = """\
import srcad
class A:
    def m(self, x): return x**3
f = lambda x: x * x; g = lambda x: x * x * x
try: print(srcad.grad(f)(2.0), srcad.grad(g)(2.0), srcad.grad(A().m)(2.0))
except srcad.SourceNotFound as error: print(error)
"""


def test_what_is_passed_on_the_command_line():
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["4.0", "12.0", "12.0"]


def test_what_comes_through_standard_input_is_refused():
    run = subprocess.run([sys.executable, "-"], input=PROGRAM, capture_output=True, text=True, check=True)
    assert "has no source: what came through standard input cannot be read [SRC030]" in run.stdout


def test_a_script_that_another_one_runs(tmp_path):
    (tmp_path / "script.py").write_text(FUNCTIONS)
    program = textwrap.dedent(
        f"""
        import runpy, srcad
        print(srcad.grad(runpy.run_path({str(tmp_path / "script.py")!r})["f"])(2.0))
        """
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["72.0"]
