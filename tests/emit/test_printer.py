"""The printer writes what the tree means, and writes it as Black would."""

from __future__ import annotations

import ast
import random
import sysconfig
import textwrap
from pathlib import Path

import numpy as np
import pytest

from srcad.emit.comments import Blank, Comment, with_comment
from srcad.emit.printer import print_module
from srcad.errors import InternalError

STDLIB = Path(sysconfig.get_paths()["stdlib"])
SAMPLE = 60


def stdlib_sample() -> list[Path]:
    """A fixed choice of files, none so long that it dominates the time."""
    files = sorted(path for path in STDLIB.glob("*.py") if path.stat().st_size < 60_000)
    return sorted(random.Random(7).sample(files, SAMPLE))


def expression(source: str) -> str:
    return print_module(ast.parse(source)).rstrip("\n")


def assign(value: ast.expr) -> ast.Module:
    return ast.Module([ast.Assign([ast.Name("x", ast.Store())], value, lineno=1)], [])


def dump_without_kinds(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.kind = None
            if isinstance(node.value, float) and node.value == float("inf"):
                node.value = "infinity"
    return ast.dump(tree)


@pytest.mark.parametrize("path", stdlib_sample(), ids=lambda path: path.stem)
def test_a_printed_file_of_the_standard_library_parses_to_the_same_tree(path: Path) -> None:
    source = path.read_text(encoding="utf8")
    text = print_module(ast.parse(source))
    assert dump_without_kinds(text.replace("np.inf", "1e999")) == dump_without_kinds(source)
    assert print_module(ast.parse(text)) == text


@pytest.mark.parametrize(
    "line",
    [
        "y = 0.5 * (u[:-2] + u[2:])",
        "y = -g * out / y",
        "y = x**2",
        "y = x.a**-n",
        "y = f(x) ** 2",
        "y = (-x) ** 2",
        "y = -(x**2)",
        "y = x ** u[0]",
        "y = (a**b) ** c",
        "y = a ** b**c",
        "y = u[1:-1]",
        "y = u[: n - 2]",
        "y = u[i + 1 :, 1::2]",
        "y = u[::-1]",
        "y = u[f(a) : f(b) : 2]",
        "y = u[i + 1, j]",
        "y = u[...]",
        "y = u[None, :]",
        "y = u[(a, b) : c]",
        "y = u[x,]",
        "y = (x,)",
        "a, b = b, a",
        "y = a - (b - c) - d",
        "y = a / (b * c)",
        "y = a @ b.T",
        "y = not a and (b or c)",
        "y = a < b <= c",
        "y = (a < b) == c",
        "y = (yield x)",
        "y = a if b else c",
        "y = (a if b else c) + 1",
        "y = [a + b for a, b in zip(u, v) if a > b]",
        "y = {k: v for k, v in d.items()}",
        "y = {a + b: c, **(d or e)}",
        "y = sum(v * v for v in u)",
        "y = f(*a, b, k=c, **d)",
        "y = f(*(a or b))",
        "y = lambda: 0",
        "y = lambda a, /, b=1, *c, d, **e: a",
        "y = (n := 10)",
        "y = (1).real",
        "y = 1.5.real",
        "y = 2j * z",
        "y = b'x' + b'\"'",
        "y: float = 1.0",
        "x += y",
        "del a, b",
        "global a, b",
        "assert x > 0, 'message'",
        "raise ValueError('x') from None",
        "from a.b import c as d, e",
        "from ... import a",
        "print(f\"{x!r:>{width}} {{x}} {y['k']}\")",
        "print(f'{x}')",
        "return_ = not (a := b)",
    ],
)
def test_one_line_is_written_as_black_writes_it(line: str) -> None:
    wanted = {
        "y = (yield x)": "y = yield x",
        "y = b'x' + b'\"'": 'y = b"x" + b\'"\'',
        "assert x > 0, 'message'": 'assert x > 0, "message"',
        "raise ValueError('x') from None": 'raise ValueError("x") from None',
        "y = 1.5.real": "y = (1.5).real",
        "print(f'{x}')": 'print(f"{x}")',
    }
    assert expression(line) == wanted.get(line, line)


def test_a_definition_is_written_with_all_kinds_of_parameters() -> None:
    source = "def f(a, b=1, /, c: int = 2, *d: float, e, g=3, **h) -> float:\n    return a\n"
    assert print_module(ast.parse(source)) == source


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-2.0, "-2.0"),
        (-3, "-3"),
        (np.float64(0.1), "0.1"),
        (np.int64(-4), "-4"),
        (float("inf"), "np.inf"),
        (float("-inf"), "-np.inf"),
        (float("nan"), "np.nan"),
        (-0.0, "-0.0"),
        (True, "True"),
        (2j, "2j"),
        (1 - 2j, "complex(1.0, -2.0)"),
        (1e100, "1e+100"),
        ("it's", '"it\'s"'),
        ('say "hi"', "'say \"hi\"'"),
        ("both ' and \"", '"both \' and \\""'),
        ("line\nbreak\\", '"line\\nbreak\\\\"'),
    ],
)
def test_a_constant_that_a_program_built_is_written_so_that_it_reads_back(value: object, text: str) -> None:
    assert print_module(assign(ast.Constant(value))) == f"x = {text}\n"


def test_a_negative_constant_is_the_base_of_its_power() -> None:
    power = ast.BinOp(ast.Constant(-2.0), ast.Pow(), ast.Constant(2))
    assert print_module(assign(power)) == "x = (-2.0) ** 2\n"


def test_numpy_has_the_name_that_is_asked_for() -> None:
    assert print_module(assign(ast.Constant(float("inf"))), numpy="numpy") == "x = numpy.inf\n"


def test_a_node_that_stands_in_two_places_is_written_twice() -> None:
    shared = ast.BinOp(ast.Name("a", ast.Load()), ast.Add(), ast.Name("b", ast.Load()))
    product = ast.BinOp(shared, ast.Mult(), shared)
    call = ast.Call(ast.Name("f", ast.Load()), [shared, product], [])
    assert print_module(assign(call)) == "x = f(a + b, (a + b) * (a + b))\n"


def test_the_tree_is_not_changed() -> None:
    tree = assign(ast.UnaryOp(ast.USub(), ast.Constant(-1.0)))
    before = ast.dump(tree)
    print_module(tree)
    assert ast.dump(tree) == before
    assert not any(hasattr(node, "_pp") for node in ast.walk(tree))


def test_a_text_that_does_not_read_back_is_refused() -> None:
    nameless = assign(ast.Name("not a name", ast.Load()))
    with pytest.raises(InternalError, match="SRC090"):
        print_module(nameless)


def test_a_comment_cannot_become_code() -> None:
    statement = with_comment(ast.parse("x = 1").body[0], "line 3: a\nimport os")
    assert print_module(ast.Module([statement], [])) == "x = 1  # line 3: a import os\n"


@pytest.mark.parametrize(
    "source",
    [
        "match x:\n    case [1, *rest] if rest:\n        y = 1\n    case _:\n        y = 2\n",
        "try:\n    x = 1\nexcept* (ValueError, KeyError) as e:\n    raise\nelse:\n    x = 2\nfinally:\n    x = 3\n",
        "for i in a, b:\n    break\nelse:\n    pass\n",
        "while True:\n    continue\n",
        "with a as b, c as (d, e):\n    pass\n",
        "if a:\n    pass\nelif b:\n    pass\nelse:\n    pass\n",
        "async def f():\n    async with a:\n        await b\n    async for i in c:\n        yield i\n",
        "@a.b(c)\nclass C(D, metaclass=E):\n    x: int\n\n    @property\n    def f(self):\n        return self.x\n",
        'def f():\n    """One\n\n    two \\\\ \\""""\n    return 1\n',
    ],
)
def test_a_compound_statement_is_written_as_it_was(source: str) -> None:
    assert print_module(ast.parse(source)) == source


#: Each case is a source and what it becomes.
WRAPPED = {
    "call": (
        "gradient_bar = some_function_name(argument_one_bar, argument_two_bar, keyword=np.cos(theta_one))",
        """
        gradient_bar = some_function_name(
            argument_one_bar, argument_two_bar, keyword=np.cos(theta_one)
        )
        """,
    ),
    "long call": (
        "x_bar = some_function_name(argument_one_bar, argument_two_bar, keyword=np.cos(theta_one), "
        "third=-1, fourth=4, fifth=5)",
        """
        x_bar = some_function_name(
            argument_one_bar,
            argument_two_bar,
            keyword=np.cos(theta_one),
            third=-1,
            fourth=4,
            fifth=5,
        )
        """,
    ),
    "sum": (
        "energy = alpha_one * beta_two + gamma_three * delta_four - epsilon_five * np.sum(zeta_six, axis=0)",
        """
        energy = (
            alpha_one * beta_two
            + gamma_three * delta_four
            - epsilon_five * np.sum(zeta_six, axis=0)
        )
        """,
    ),
    "product": (
        "velocity_bar[1:-1] += interpolate_between(argument_one_bar, argument_two_bar) * np.cos(theta_one_)",
        """
        velocity_bar[1:-1] += (
            interpolate_between(argument_one_bar, argument_two_bar) * np.cos(theta_one_)
        )
        """,
    ),
    "display": (
        "coefficients = [first_coefficient, second_coefficient, third_coefficient, fourth_coefficient, fi]",
        """
        coefficients = [
            first_coefficient,
            second_coefficient,
            third_coefficient,
            fourth_coefficient,
            fi,
        ]
        """,
    ),
    "comprehension": (
        "rows = [compute_row_number(index, *arguments) for index, *arguments in tables if index not in skip]",
        """
        rows = [
            compute_row_number(index, *arguments)
            for index, *arguments in tables
            if index not in skip
        ]
        """,
    ),
    "definition": (
        "def integrate_gradient(initial_state, time_step, number_of_steps, *, integrate_bar=1.0, extra=2): pass",
        """
        def integrate_gradient(
            initial_state, time_step, number_of_steps, *, integrate_bar=1.0, extra=2
        ):
            pass
        """,
    ),
    "condition": (
        "if alpha_one_condition and beta_two_condition and gamma_three_condition and not delta_condition: pass",
        """
        if (
            alpha_one_condition
            and beta_two_condition
            and gamma_three_condition
            and not delta_condition
        ):
            pass
        """,
    ),
    "tuple": (
        "result = very_long_result_name_one, very_long_result_name_two, very_long_result_name_three, last",
        """
        result = (
            very_long_result_name_one,
            very_long_result_name_two,
            very_long_result_name_three,
            last,
        )
        """,
    ),
    "import": (
        "from srcad.runtime import accumulate_gradient, unbroadcast_gradient, scatter_add_gradient, own_array",
        """
        from srcad.runtime import (
            accumulate_gradient,
            unbroadcast_gradient,
            scatter_add_gradient,
            own_array,
        )
        """,
    ),
}


@pytest.mark.parametrize(("source", "wanted"), WRAPPED.values(), ids=WRAPPED)
def test_a_long_line_is_broken_as_black_breaks_it(source: str, wanted: str) -> None:
    text = print_module(ast.parse(source))
    assert text == textwrap.dedent(wanted).lstrip("\n")
    assert print_module(ast.parse(text)) == text


def test_a_gradient_is_laid_out_with_its_comments_in_one_column() -> None:
    body = [
        Comment("forward sweep"),
        *ast.parse("s = np.sin(x)").body,
        Blank(),
        Comment("reverse sweep"),
        with_comment(ast.parse("y_bar = f_bar").body[0], "line 8: return y"),
        with_comment(ast.parse("x_bar = y_bar * s + x").body[0], "line 7: y = np.sin(y) * x"),
        *ast.parse("return x_bar").body,
    ]
    function = ast.parse("def f(x): pass").body[0]
    assert isinstance(function, ast.FunctionDef)
    function.body = body
    module = ast.Module([Comment("Written by srcad."), *ast.parse("import numpy as np").body, function], [])
    assert print_module(module) == textwrap.dedent("""\
        # Written by srcad.
        import numpy as np


        def f(x):
            # forward sweep
            s = np.sin(x)

            # reverse sweep
            y_bar = f_bar          # line 8: return y
            x_bar = y_bar * s + x  # line 7: y = np.sin(y) * x
            return x_bar
        """)


def test_a_comment_that_is_too_long_stands_above_its_line() -> None:
    statement = with_comment(ast.parse("x = 1").body[0], "word " * 20)
    assert print_module(ast.Module([statement], [])) == f"# {'word ' * 19}word\nx = 1\n"


def test_definitions_stand_two_lines_apart_and_inner_ones_one() -> None:
    source = '"""Doc."""\nx = 1\ndef f():\n    y = 1\n    def g():\n        pass\n    return g\ny = 2\n'
    wanted = '"""Doc."""\n\nx = 1\n\n\ndef f():\n    y = 1\n\n    def g():\n        pass\n\n    return g\n\n\ny = 2\n'
    assert print_module(ast.parse(source)) == wanted
