"""Annotations and ``--types`` are read by one grammar; what is not understood is unknown, never guessed."""

import pytest

from srcad.errors import ArgumentError
from srcad.ir.lengths import Linear, is_not_one, symbol
from srcad.ir.types import BOOL, COMPLEX, FLOAT, NONE, TEXT, UNKNOWN, Array, List, Scalar, Tuple
from srcad.source.annotations import annotated_types
from srcad.source.static import Project
from srcad.source.targets import find_target

IMPORTS = "import numpy as np\nimport typing as t\nfrom typing import Annotated\nfrom numpy import ndarray as A\n"


@pytest.fixture
def define(tmp_path):
    def make(parameters, imports=IMPORTS):
        file = tmp_path / "program.py"
        file.write_text(f"{imports}def f({parameters}):\n    raise SystemExit('executed')\n")
        return find_target(f"{file}:f", Project())[0]

    return make


def length(name):
    return symbol(name, lower=2)


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("float", FLOAT),
        ("'float'", FLOAT),
        ("int", Scalar("int", value=symbol("x"))),
        ("bool", BOOL),
        ("complex", COMPLEX),
        ("str", TEXT),
        ("None", NONE),
        ("np.float64", Scalar("float", "numpy", "float64")),
        ("np.bool_", Scalar("bool", "numpy", "bool")),
        ("np.ndarray", Array()),
        ("A", Array()),
        ('Annotated[np.ndarray, "float64[n]"]', Array("float64", (length("n"),))),
        ('t.Annotated[A, "float32[m, 3]"]', Array("float32", (length("m"), Linear(3)))),
        ("'Annotated[np.ndarray, \"int64[n]\"]'", Array("int64", (length("n"),))),
        ('"float64[n]"', Array("float64", (length("n"),))),
        ('Annotated[np.ndarray, "float64[]"]', Array("float64", ())),
        ('Annotated[np.ndarray, "float64[...]"]', Array("float64", None)),
        ('Annotated[np.ndarray, "metres", "float64[n]"]', Array("float64", (length("n"),))),
        ('Annotated[np.ndarray, "metres"]', Array()),
        ('Annotated[float, "seconds"]', FLOAT),
        ("tuple[float, np.ndarray]", Tuple((FLOAT, Array()))),
        ("t.Tuple[int, ...]", UNKNOWN),
        ("list[float]", List(FLOAT)),
        ("list[list[int]]", List(List(Scalar("int")))),
        ("float | None", UNKNOWN),
        ("t.Optional[float]", UNKNOWN),
        ("Something", UNKNOWN),
        ("'not python ('", UNKNOWN),
        ("some(call)", UNKNOWN),
    ],
)
def test_an_annotation_stands_for_a_type(define, annotation, expected):
    assert annotated_types(define(f"x: {annotation}"), None) == (expected,)


def test_a_name_means_what_it_is_bound_to(define):
    assert annotated_types(define("x: float, y: np.ndarray", "float = str\nimport os as np\n")) == (TEXT, UNKNOWN)


def test_equal_names_are_equal_lengths_and_never_one(define):
    u, w = annotated_types(define('u: Annotated[A, "float64[n]"], W: Annotated[A, "float64[m, n]"]'))
    assert u.shape[0] == w.shape[1] != w.shape[0]
    assert is_not_one(u.shape[0])


def test_every_parameter_has_a_type_and_collectors_an_unknown_one(define):
    definition = define("a: float, /, b, *rest: float, c: int = 3, **more: float")
    assert annotated_types(definition) == (FLOAT, UNKNOWN, UNKNOWN, Scalar("int", value=symbol("c")), UNKNOWN)


def test_types_given_by_the_user_replace_annotations(define):
    definition = define("u, W: np.ndarray, n: float, x: float")
    given = "u: float64[n], W: float32[m, n, 2], n: int"
    assert annotated_types(definition, given) == (
        Array("float64", (length("n"),)),
        Array("float32", (length("m"), length("n"), Linear(2))),
        Scalar("int", value=symbol("n")),
        FLOAT,
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("u: float64[]", Array("float64", ())),
        ("u: float64[...]", Array("float64", None)),
        ("u: float64", Scalar("float", "numpy", "float64")),
        ("u: bool[n]", Array("bool", (length("n"),))),
        ("u: tuple[float64[n], list[float]]", Tuple((Array("float64", (length("n"),)), List(FLOAT)))),
    ],
)
def test_types_given_by_the_user_cover_the_grammar(define, given, expected):
    assert annotated_types(define("u"), given) == (expected,)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("u: float64[n", "cannot be read"),
        ("u float64", "cannot be read"),
        ("u: flot64[n]", "'flot64' is no type"),
        ("u: float64[n + 1]", "'n + 1' is no name or length of an axis"),
        ("u: float64[-1]", "'-1' is no name or length of an axis"),
        ("u: float64[True]", "is no name or length"),
        ("u: object[n]", "'object' is no type"),
        ("u: f(x)", "is no type"),
        ("u = 3", "holds more than names"),
        ("u", "gives no type to 'u'"),
        ("*u: float", "holds more than names"),
        ("u: float) -> (int", "holds more than names"),
        ("u: float): pass\nimport os\ndef g(", "cannot be read"),
        ("v: float", "has no parameter 'v'"),
    ],
)
def test_types_that_cannot_be_read_are_errors_that_tell_the_grammar(define, given, says):
    with pytest.raises(ArgumentError) as error:
        annotated_types(define("u"), given)
    assert error.value.code == "SRC024"
    assert says in str(error.value)
    assert error.value.hint


@pytest.mark.parametrize("text", ["float64[n", "float64[n-1]", "float65[n]", "float64[n][m]"])
def test_an_array_annotation_that_cannot_be_read_is_an_error_at_its_place(define, text):
    with pytest.raises(ArgumentError) as error:
        annotated_types(define(f'u: float, v: Annotated[np.ndarray, "{text}"]'))
    assert error.value.location.line == 5
    assert error.value.location.column == len('def f(u: float, v: Annotated[np.ndarray, "')
