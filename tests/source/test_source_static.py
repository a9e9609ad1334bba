"""Functions in files are found, and their names followed, without executing anything of the user's."""

import ast
import io
import math
import sys
import textwrap

import gast
import pytest

from srcad.errors import NotDifferentiable, SourceNotFound
from srcad.ir.types import Callable, Literal, Module
from srcad.source.interface import Captured, ClassDefinition, Computed, Definition, Known, Missing
from srcad.source.static import Project
from srcad.source.targets import find_target

LOUD = "raise SystemExit('executed')\n"


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Return a function that writes files into the working folder, each of which raises when it is executed."""
    monkeypatch.chdir(tmp_path)

    def make(**files):
        for name, text in files.items():
            parts = name.removesuffix("__init__").strip("_").split("__")
            file = tmp_path.joinpath(*parts, "__init__.py") if name.endswith("__init__") else tmp_path.joinpath(*parts)
            file = file.with_suffix(".py")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(textwrap.dedent(text) + "\n" + LOUD)
        return tmp_path

    return make


def scope_of(target="main.py:f", follow=()):
    return find_target(target, Project(follow))[0].scope


def target(binding):
    assert isinstance(binding, Known), binding
    assert isinstance(binding.type, Callable), binding
    return binding.type.target


def test_names_are_bound_by_the_text(write):
    write(
        main="""
        import numpy as np
        import numpy.linalg as la
        import scipy.special
        from numpy import sin as s, pi
        from math import *
        SCALE = 2.0 * np.pi
        cosine = np.cos
        square = lambda x: x * x
        class Thing: pass
        def helper(x): return x
        def f(x): return x
        """
    )
    project = Project()
    (definition,) = find_target("main.py:f", project)
    scope = definition.scope
    assert (definition.qualname, definition.module, definition.file) == ("f", "main", "main.py")
    assert scope.resolve("np") == Known(Module("numpy"))
    assert scope.resolve("la") == Known(Module("numpy.linalg"))
    assert target(scope.attribute("numpy", "abs")) == "numpy.absolute"
    assert target(scope.resolve("s")) == "numpy.sin"
    assert scope.resolve("pi") == Known(Literal(math.pi))
    assert target(scope.resolve("exp")) == "math.exp"
    assert target(scope.resolve("cosine")) == "numpy.cos"
    assert target(scope.resolve("len")) == "builtins.len"
    assert isinstance(target(scope.resolve("square")).tree, gast.Lambda)
    assert target(scope.resolve("helper")).name == "helper"
    assert scope.resolve("SCALE") == Captured(("global", "main", "SCALE"))
    constant = project.written(project.open("main.py"), ("global", "main", "SCALE"))
    assert constant is not None
    assert ast.unparse(constant.value) == "2.0 * np.pi"
    assert isinstance(target(scope.resolve("Thing")), ClassDefinition)
    assert isinstance(scope.resolve("nowhere"), Missing)


def test_imports_are_followed_without_executing_packages(write):
    write(
        main="""
        import pkg.deep.model
        from pkg import exposed, SCALE as scale
        from pkg.stars import hidden_too
        def f(x): return exposed(x)
        """,
        pkg__init__="from .deep.model import loss as exposed\nfrom .stars import *\nSCALE = 3.0\n",
        pkg__deep__init__="",
        pkg__deep__model="from .. import stars\nfrom ..stars import shared\ndef loss(x): return shared(x)\n",
        pkg__stars="__all__ = ['shared']\ndef shared(x): return x\ndef hidden_too(x): return x\n",
    )
    scope = scope_of()
    exposed = target(scope.resolve("exposed"))
    assert (exposed.qualname, exposed.module) == ("loss", "pkg.deep.model")
    assert exposed.file.replace("\\", "/") == "pkg/deep/model.py"
    assert target(exposed.scope.resolve("shared")).module == "pkg.stars"
    assert exposed.scope.resolve("stars") == Known(Module("pkg.stars"))
    assert scope.resolve("scale") == Captured(("global", "pkg", "SCALE"))
    assert scope.resolve("pkg") == Known(Module("pkg"))
    assert scope.attribute("pkg", "deep") == Known(Module("pkg.deep"))
    assert target(scope.attribute("pkg.deep.model", "loss")) == exposed
    assert target(scope.attribute("pkg", "shared")).name == "shared"
    assert isinstance(scope.attribute("pkg", "hidden_too"), Missing)
    assert "pkg" not in sys.modules


def test_other_packages_are_followed_when_asked(write, monkeypatch):
    folder = write(main="from other import g\ndef f(x): return g(x)\n", site__other="def g(x): return x\n")
    monkeypatch.syspath_prepend(str(folder / "site"))
    binding = scope_of().resolve("g")
    assert isinstance(binding, Missing)
    assert "--follow other" in binding.reason
    assert target(scope_of(follow=["other"]).resolve("g")).module == "other"


def test_circular_imports_come_to_an_end(write):
    write(main="from a import x\ndef f(y): return x(y)\n", a="from b import x\n", b="from a import x\n")
    assert isinstance(scope_of().resolve("x"), Missing)


def test_circular_star_imports_come_to_an_end(write):
    write(
        main="from a import *\ndef f(y): return g(y)\n", a="from b import *\n", b="from a import *\ndef g(x): return x"
    )
    assert target(scope_of().resolve("g")).module == "b"


def test_a_name_that_depends_on_a_branch_is_not_guessed(write):
    write(
        main="""
        import sys
        if sys.argv:
            def g(x): return x
        else:
            def g(x): return 2 * x
        def h(x): return x
        h = twice(h)
        def once(x): return x
        def once(x): return 2 * x
        def f(x): return g(x)
        """
    )
    scope = scope_of()
    assert isinstance(scope.resolve("g"), Missing)
    assert scope.resolve("h") == Captured(("global", "main", "h"))
    assert target(scope.resolve("once")).tree.lineno == 10


def test_a_name_that_an_unknown_star_may_rebind_is_not_guessed(write):
    write(main="def g(x): return x\nfrom elsewhere import *\ndef f(x): return g(len(x))\n")
    assert isinstance(scope_of().resolve("g"), Missing)
    assert isinstance(scope_of().resolve("len"), Missing)
    assert isinstance(scope_of().resolve("f"), Known)


def test_a_function_that_a_global_statement_rebinds_is_read_at_each_call(write):
    write(main="def g(x): return x\ndef change():\n    global g\n    g = None\ndef f(x): return g(x)\n")
    assert scope_of().resolve("g") == Captured(("global", "main", "g"))


def test_a_decorated_helper_is_not_taken_for_what_it_decorates(write):
    write(
        main="""
        import functools
        from numba import njit
        def twice(g): return lambda x: 2 * g(x)
        @twice
        def wrapped(x): return x
        @functools.lru_cache(maxsize=None)
        def cached(x): return x
        @njit
        def compiled(x): return x
        @functools.singledispatch
        def dispatched(x): return x
        def f(x): return wrapped(x)
        """
    )
    scope = scope_of()
    assert isinstance(scope.resolve("wrapped"), Computed)
    assert "singledispatch" in scope.resolve("dispatched").reason
    assert target(scope.resolve("cached")).name == "cached"
    assert target(scope.resolve("compiled")).name == "compiled"


def test_functions_inside_functions_see_the_names_around_them(write):
    write(
        main="""
        def outer(scale):
            import numpy as np
            def other(x): return x
            total = 1.0
            def inner(x): return total * scale * other(np.sin(x))
            return inner
        class Model:
            scale = 2.0
            def loss(self, x): return x
        """
    )
    inner = find_target("main.py:outer.inner", Project())[0]
    assert inner.qualname == "outer.<locals>.inner"
    assert inner.scope.resolve("scale") == Captured(("cell", inner.key, "scale"))
    assert inner.scope.resolve("total") == Captured(("cell", inner.key, "total"))
    assert target(inner.scope.resolve("other")).qualname == "outer.<locals>.other"
    assert inner.scope.resolve("np") == Known(Module("numpy"))
    loss = find_target("main.py:Model.loss", Project())[0]
    assert isinstance(loss.scope.resolve("scale"), Missing)


def test_reading_the_name_of_ones_own_derivative_is_refused(write):
    write(main="import srcad\n@srcad.grad\ndef f(x): return x if x < 1 else f(x - 1)\n")
    with pytest.raises(NotDifferentiable, match="SRC008"):
        scope_of().resolve("f")


@pytest.mark.parametrize("name", ["pkg.model:loss", "pkg/model.py:loss"])
def test_targets_name_a_function_of_a_module_or_file(write, name):
    write(pkg__init__="", pkg__model="def loss(x): return x\n")
    (definition,) = find_target(name, Project())
    assert (definition.name, definition.module) == ("loss", "pkg.model")


def names(target, follow=()):
    return [definition.name for definition in find_target(target, Project(follow))]


@pytest.mark.parametrize(
    ("imports", "spelling"),
    [
        ("import srcad", "srcad.grad"),
        ("import srcad as ad", "ad.value_and_grad"),
        ("from srcad import grad as derive", "derive"),
        ("from srcad import *", "grad"),
    ],
)
def test_a_file_stands_for_the_functions_that_it_hands_to_srcad(write, imports, spelling):
    write(
        main=f"""
        {imports}
        from model import loss
        def untouched(x): return x
        @{spelling}
        def plain(x): return x
        @{spelling}(argnums=(0, 1))
        def called(x, y): return x * y
        def passed(x): return x
        g = {spelling}(passed)
        h = {spelling}(loss, argnums=0)
        """,
        model="def loss(w): return w\n",
    )
    assert names("main.py") == ["plain", "called", "passed", "loss"]


def test_a_file_without_srcad_stands_for_its_public_functions_of_a_float(write, monkeypatch):
    text = """
        import numpy as np
        from typing import Annotated
        def a(x): return x
        def b(x: float): return x
        def c(x: np.ndarray | None): return x
        def d(x: "Annotated[np.ndarray, 'float64[n]']"): return x
        def e(n: int): return n
        def g(): return 1.0
        def _private(x): return x
        class K:
            def method(self): pass
        """
    write(main=text)
    assert names("main.py") == list("abcd")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(textwrap.dedent(text).encode())))
    assert names("-") == list("abcd")


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("nowhere.py:f", "SRC032", "No such file"),
        ("no.such.module:f", "SRC032", "no module"),
        ("broken.py:f", "SRC032", "not Python"),
        ("main.py:los", "SRC033", "did you mean loss"),
        ("main.py:zzzzzz", "SRC033", "it has loss"),
        ("empty.py", "SRC033", "no function to differentiate"),
    ],
)
def test_targets_that_lead_nowhere_are_errors_with_words(write, name, code, says):
    write(main="def loss(x): return x\n", broken="def f(:\n", empty="")
    with pytest.raises(SourceNotFound) as error:
        find_target(name, Project())
    assert error.value.code == code
    assert says in str(error.value)
    assert len(str(error.value).splitlines()) < 8


def test_suggestions_are_public_names(write):
    write(main="def _hidden(x): return x\ndef shown(x): return x\n")
    with pytest.raises(SourceNotFound, match=r"it has shown$"):
        find_target("main.py:zzzzzz", Project())


@pytest.mark.parametrize("target", ["nowhere.py", "nowhere:f", "", "latin.py"])
def test_every_file_that_cannot_be_read_comes_with_a_hint(write, target, tmp_path):
    (tmp_path / "latin.py").write_bytes(b"def f(x):\n    return x  # \xe9\n")
    with pytest.raises(SourceNotFound) as error:
        find_target(target, Project())
    assert error.value.code == "SRC032"
    assert error.value.hint
    assert not str(error.value).startswith(" ")


def test_a_file_is_read_in_the_encoding_that_it_declares(write, tmp_path):
    (tmp_path / "latin.py").write_bytes(b"# -*- coding: latin-1 -*-\r\ndef f(x):\r\n    return x  # \xe9\r\n")
    (definition,) = find_target("latin.py:f", Project())
    assert definition.lines == ("# -*- coding: latin-1 -*-", "def f(x):", "    return x  # \u00e9")


def test_a_target_has_the_tree_and_lines_of_its_file(write):
    write(main="\n\ndef f(x):\n    return x\n")
    (definition,) = find_target("main.py:f", Project())
    assert isinstance(definition, Definition)
    assert definition.tree.lineno == 3
    assert definition.lines[2] == "def f(x):"
    assert ast.parse("\n".join(definition.lines))


def test_what_is_asked_of_python_and_of_packages_is_decided(write):
    write(
        main="""
        import sys
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from elsewhere import helper
        try:
            from not_there_at_all import helper
        except ImportError:
            def helper(x): return x * x
        try:
            from functools import cache
        except ImportError:
            cache = None
        if sys.version_info >= (3, 9):
            def g(x): return 3 * x
        else:
            def g(x): return 2 * x
        try:
            from mine import name
        except ImportError:
            def name(x): return x
        @cache
        def h(x): return x
        def f(x): return h(x)
        """,
        mine="",
    )
    scope = scope_of()
    assert target(scope.resolve("helper")).name == "helper"
    assert "3 * x" in "".join(target(scope.resolve("g")).lines[target(scope.resolve("g")).tree.lineno - 1])
    assert target(scope.resolve("h")).name == "h"
    assert isinstance(scope.resolve("name"), Missing)


def test_private_names_and_classes_around_are_those_of_the_class(write):
    write(
        main="""
        class Outer:
            class Inner:
                def __init__(self, x): self.__x = x
                def f(self): return __class__, self.__x
        """
    )
    found = find_target("main.py:Outer.Inner.f", Project())[0]
    assert target(found.scope.resolve("__class__")).name == "main.Outer.Inner"
    names = {node.attr for node in gast.walk(found.tree) if isinstance(node, gast.Attribute)}
    assert names == {"_Inner__x"}
