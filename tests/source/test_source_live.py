"""The source of a running function is the right one, or there is an error."""

import functools
import linecache
import math
import os
import subprocess
import sys
import textwrap
from math import pi
from types import ModuleType

import gast
import numpy as np
import numpy.fft
import numpy.random
import pytest

import srcad
from srcad.errors import NotDifferentiable, SourceNotFound
from srcad.ir.types import Callable, Literal, Module
from srcad.source.interface import Captured, Definition, Known, Missing
from srcad.source.live import LiveProgram, definition_of

SCALE = 3.0
user_add_at = np.add.at
missing_class = type("Thing", (dict,), {})


def helper(x):
    return x * SCALE


def user(x, y=2.0, *, z=4.0):
    assert x > 0, "rewritten by pytest"
    return helper(x) + np.sin(x) + math.exp(y) + len([z]) + pi + np.linalg.norm(x)


def recursive(x):
    return x if x < 1 else recursive(x - 1)


def text_of(function):
    """Return the lines of the function's ``def`` or ``lambda``, from its definition."""
    definition, _ = definition_of(function)
    tree = definition.tree
    return "\n".join(definition.lines[tree.lineno - 1 : tree.end_lineno])


def module_from(tmp_path, text, name="edited"):
    """Return a module that was executed from a file."""
    file = tmp_path / f"{name}.py"
    file.write_text(textwrap.dedent(text))
    module = ModuleType(name)
    exec(compile(file.read_text(), str(file), "exec"), vars(module))
    return module, file


def test_a_module_function_is_found_with_the_line_numbers_of_its_file():
    definition, receiver = definition_of(helper)
    assert receiver is None
    assert (definition.name, definition.qualname, definition.file) == ("helper", "helper", __file__)
    assert definition.tree.lineno == helper.__code__.co_firstlineno
    assert text_of(helper) == "def helper(x):\n    return x * SCALE"


def test_asserts_that_pytest_rewrote_do_not_count():
    assert text_of(user).startswith("def user(x, y=2.0")


def asserts_everywhere(x, items):
    total = 0.0
    for item in items:
        assert item > 0
        if item > 2:
            assert np.all(x > 0) and item < 9, f"{item} is {x}"  # noqa: PT018
            continue
        while total < 3:
            total += item
            assert total
        total += x * item
        assert total < 1e9
    assert total, (
        "several lines",
        x,
    )

    def inner(y):
        assert y
        return y + total

    assert inner(x) == x + total
    total = 2 * total
    try:
        assert total
    finally:
        total -= 1
    assert [i for i in items if i]
    return total


def test_asserts_in_loops_branches_and_inner_functions_do_not_count():
    assert text_of(asserts_everywhere).startswith("def asserts_everywhere")


def test_a_change_beside_a_rewritten_assert_is_seen(tmp_path):
    pytest_file = tmp_path / "test_generated.py"
    pytest_file.write_text(
        textwrap.dedent("""
            import linecache, pathlib
            import pytest
            from srcad.source.live import definition_of
            from srcad.errors import SourceNotFound

            def f(x):
                assert x > 0
                if x > 1:
                    x = x * 2
                    x = x * 3
                return x

            def test_it():
                definition_of(f)
                path = pathlib.Path(__file__)
                path.write_text(path.read_text().replace("        x = x * 3", "    x = x * 3"))
                with pytest.raises(SourceNotFound, match="SRC031"):
                    definition_of(f)
            """)
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(pytest_file)]
    environment = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(srcad.__file__))}
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)
    assert run.returncode == 0, run.stdout


class Model:
    def __init__(self, scale):
        self.scale = scale

    def loss(self, x):
        return self.scale * x

    @staticmethod
    def square(x):
        return x * x


def test_a_bound_method_gives_its_function_and_its_object():
    model = Model(2.0)
    definition, receiver = definition_of(model.loss)
    assert receiver is model
    assert definition.qualname == "Model.loss"
    assert definition_of(Model.square)[0].qualname == "Model.square"


def scaled(factor):
    def inner(x):
        return factor * x

    return inner


def test_a_closure_captures_its_cells():
    program = LiveProgram()
    two, three = definition_of(scaled(2.0), program)[0], definition_of(scaled(3.0), program)[0]
    assert two != three
    binding = three.scope.resolve("factor")
    assert binding == Captured(("cell", three.key, "factor"))
    assert program.read(binding.source) == 3.0
    assert program.read(two.scope.resolve("factor").source) == 2.0


def test_lambdas_that_share_a_line_are_told_apart():
    first, second, third = lambda x: x * 2, lambda x: x * 2, lambda x: (lambda y: y * x)(x)
    columns = [definition_of(f)[0].tree.col_offset for f in (first, second, third)]
    assert columns == sorted(set(columns))
    inner = definition_of((lambda x: lambda y: x + y)(1))[0].tree
    assert [a.id for a in inner.args.args] == ["y"]


def test_a_default_that_is_a_lambda_is_told_apart():
    outer = lambda x, f=lambda x: x * 2: f(x)  # noqa: E731
    assert definition_of(outer)[0].tree.col_offset < definition_of(outer.__defaults__[0])[0].tree.col_offset


def doubled(function):
    @functools.wraps(function)
    def wrapper(x):
        return 2 * function(x)

    return wrapper


@doubled
def decorated(x):
    return x + 1


def test_a_decorated_function_is_its_wrapper():
    definition, _ = definition_of(decorated)
    assert definition.name == "wrapper"
    inner = definition.scope.resolve("function")
    assert isinstance(inner, Known)
    assert inner.type.target.name == "decorated"
    assert len(inner.type.target.tree.decorator_list) == 1


@functools.cache
def cached(x):
    return x * x


def test_a_cache_is_seen_through():
    assert definition_of(cached)[0].name == "cached"


def test_python_c_is_read_from_the_command_line():
    program = (
        "from srcad.source.live import definition_of\ndef f(x):\n    return 2*x\nprint(definition_of(f)[0].lines[2])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "return 2*x"


def test_python_c_is_not_taken_for_what_it_executes():
    program = (
        "from srcad.source.live import definition_of\n"
        "exec('def f(x): return 3*x')\n"
        "try: definition_of(f)\n"
        "except OSError as e: print(e.code)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "SRC030"


def test_executed_text_is_found_in_linecache():
    text = "def f(x):\n    return x * 2\n"
    linecache.cache["<cell 1>"] = (len(text), None, text.splitlines(True), "<cell 1>")
    namespace = {"__name__": "__main__"}
    exec(compile(text, "<cell 1>", "exec"), namespace)
    assert text_of(namespace["f"]) == text.strip()


def test_executed_text_without_linecache_has_no_source():
    namespace = {}
    exec("def f(x): return x", namespace)
    with pytest.raises(SourceNotFound, match="SRC030") as error:
        definition_of(namespace["f"])
    assert "linecache" in error.value.hint


def test_a_doctest_is_found():
    code = textwrap.dedent('''
        """
        >>> from srcad.source.live import definition_of
        >>> def f(x):
        ...     return 2 * x
        >>> definition_of(f)[0].lines[1]
        '    return 2 * x'
        """
        import doctest, sys
        sys.exit(doctest.testmod().failed)
        ''')
    run = subprocess.run([sys.executable, "-"], input=code, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    "change", [("x * 2", "x * 3"), ("x * 2", "x * 2.0"), ("def f", "def g"), ("return", "retur n")]
)
def test_a_file_that_changed_is_an_error(tmp_path, change):
    module, file = module_from(tmp_path, "def f(x):\n    return x * 2\n")
    definition_of(module.f)
    file.write_text(file.read_text().replace(*change) + "# longer\n")
    with pytest.raises(SourceNotFound, match="SRC031"):
        definition_of(module.f)


def test_a_function_that_only_moved_is_found_where_it_is_now(tmp_path):
    module, file = module_from(tmp_path, "def f(x):\n    return x * 2\n")
    file.write_text("# a comment\n\n" + file.read_text())
    assert definition_of(module.f)[0].tree.lineno == 3


@pytest.mark.parametrize(
    "value", [np.sin, np.sum, np.float64, len, Model, functools.partial(helper, 1.0), 3.0, Model(1.0)]
)
def test_what_is_no_python_function_is_refused_with_words(value):
    with pytest.raises((SourceNotFound, NotDifferentiable)) as error:
        definition_of(value)
    assert " at 0x" not in str(error.value)


def test_async_functions_are_refused_at_their_place():
    async def f(x):
        return x

    with pytest.raises(NotDifferentiable, match="SRC001") as error:
        definition_of(f)
    assert error.value.location.line == f.__code__.co_firstlineno


def target(binding):
    assert isinstance(binding, Known), binding
    assert isinstance(binding.type, Callable)
    return binding.type.target


def test_names_are_bound_to_what_they_are():
    program = LiveProgram()
    definition, _ = definition_of(user, program)
    scope = definition.scope
    found = target(scope.resolve("helper"))
    assert isinstance(found, Definition)
    assert isinstance(found.tree, gast.FunctionDef)
    assert scope.resolve("np") == Known(Module("numpy"))
    assert scope.attribute("numpy", "linalg") == Known(Module("numpy.linalg"))
    assert scope.attribute("numpy", "pi") == Known(Literal(math.pi))
    assert scope.attribute("numpy", "newaxis") == Known(Literal(None))
    assert scope.resolve("pi") == Known(Literal(math.pi))
    assert scope.resolve("SCALE") == Captured(("global", __name__, "SCALE"))
    assert program.read(("global", __name__, "SCALE")) == 3.0
    assert program.read(("default", definition.key, "y")) == 2.0
    assert program.read(("default", definition.key, "z")) == 4.0
    assert isinstance(scope.resolve("nowhere"), Missing)
    assert isinstance(scope.resolve("missing_class"), Missing)
    assert isinstance(scope.attribute("numpy", "nowhere"), Missing)


@pytest.mark.parametrize(
    ("module", "name", "canonical"),
    [
        ("numpy", "abs", "numpy.absolute"),
        ("numpy", "sum", "numpy.sum"),
        ("numpy", "zeros", "numpy.zeros"),
        ("numpy", "float64", "numpy.float64"),
        ("numpy", "errstate", "numpy.errstate"),
        ("numpy.linalg", "norm", "numpy.linalg.norm"),
        ("numpy.fft", "fft", "numpy.fft.fft"),
        ("numpy.random", "normal", "numpy.random.normal"),
        ("math", "sin", "math.sin"),
        ("operator", "add", "operator.add"),
        ("functools", "reduce", "functools.reduce"),
    ],
)
def test_functions_of_libraries_go_by_canonical_names(module, name, canonical):
    assert target(definition_of(helper)[0].scope.attribute(module, name)) == canonical


@pytest.mark.parametrize(
    ("name", "canonical"),
    [("len", "builtins.len"), ("ValueError", "builtins.ValueError"), ("user_add_at", "numpy.add.at")],
)
def test_functions_of_python_go_by_canonical_names(name, canonical):
    assert target(definition_of(helper)[0].scope.resolve(name)) == canonical


def test_ufuncs_of_scipy_go_by_canonical_names():
    special = pytest.importorskip("scipy.special")
    scope = definition_of(helper)[0].scope
    assert target(scope.attribute(special.__name__, "erf")) == "scipy.special.erf"


def test_a_function_with_a_rule_goes_by_its_name():
    program = LiveProgram(has_rule=lambda name: name == f"{__name__}.helper")
    assert target(definition_of(user, program)[0].scope.resolve("helper")) == f"{__name__}.helper"


def test_recursion_leads_to_the_same_definition():
    definition, _ = definition_of(recursive)
    assert target(definition.scope.resolve("recursive")) is definition


def test_a_rebound_helper_is_noticed(monkeypatch):
    program = LiveProgram()
    scope = definition_of(user, program)[0].scope
    scope.resolve("helper")
    scope.resolve("len")
    scope.resolve("SCALE")
    monkeypatch.setitem(globals(), "SCALE", 4.0)
    assert program.is_current()
    assert [r.path[-1] for r in program.resolutions] == ["helper", "len"]
    monkeypatch.setitem(globals(), "helper", math.sin)
    assert not program.is_current()


def test_namespaces_of_one_name_are_told_apart():
    program = LiveProgram()
    captured = []
    for value in (1.0, 2.0):
        text = f"C = {value}\ndef f(x):\n    return x * C\n"
        linecache.cache[f"<cell {value}>"] = (len(text), None, text.splitlines(True), "")
        namespace = {"__name__": "__main__"}
        exec(compile(text, f"<cell {value}>", "exec"), namespace)
        captured.append(definition_of(namespace["f"], program)[0].scope.resolve("C").source)
    assert [program.read(source) for source in captured] == [1.0, 2.0]


class Derivative:
    def __init__(self, primal):
        self.__srcad_primal__ = primal

    def __call__(self, x):
        return x


@Derivative
def own_name(x):
    return x if x < 1 else own_name(x - 1)


def test_reading_the_name_of_ones_own_derivative_is_refused():
    definition, _ = definition_of(own_name.__srcad_primal__)
    with pytest.raises(NotDifferentiable, match="SRC008") as error:
        definition.scope.resolve("own_name")
    assert "own_name_grad = srcad.grad(own_name)" in error.value.hint
    assert isinstance(definition_of(user)[0].scope.resolve("own_name"), Missing)


def test_keys_are_the_same_in_each_process():
    program = "from srcad.source.live import definition_of as d; f = lambda x: x; print(d(f)[0].key)"
    runs = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in "12"
    }
    assert len(runs) == 1
