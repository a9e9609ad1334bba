"""Each part of a key changes it, what is no part does not, and every process agrees."""

from __future__ import annotations

import dataclasses
import importlib.util
import os
import subprocess
import sys

import pytest

from srcad.cache.digest import code_digest, function_digest, source_digest
from srcad.cache.key import Key, make_key
from srcad.cache.sources import own_digest
from srcad.options import Options

KEY = Key(
    module="shop.prices",
    qualname="total",
    file="/home/ada/shop/prices.py",
    line=4,
    source="0f",
    code="1f",
    transform="grad",
    argnums=0,
    types=("float", ("array", "float64", "n")),
    options=(("checkpoints", "0"),),
    backend=(),
    versions=("ab", "3.11", "2.4"),
    label="float-float64[n]",
)
OTHER = {
    "module": "shop.costs",
    "qualname": "sum",
    "file": "/tmp/prices.py",
    "line": 5,
    "source": "00",
    "code": "11",
    "transform": "value_and_grad",
    "argnums": (0,),
    "types": ("float", ("array", "float64", "1")),
    "options": (("checkpoints", "8"),),
    "backend": (("fastmath", "True"),),
    "versions": ("ab", "3.11", "2.5"),
}


@pytest.fixture
def options(tmp_path):
    return Options(cache_directory=tmp_path / "cache", cache=True)


@pytest.fixture
def load_module(tmp_path):
    def load(text, name="subject"):
        path = tmp_path / f"{name}.py"
        path.write_text(text)
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        exec(compile(text, path, "exec"), module.__dict__)  # never from a stale .pyc
        return module

    return load


@pytest.mark.parametrize("part", [f.name for f in dataclasses.fields(Key) if f.name != "label"])
def test_each_part_changes_the_digest(part):
    assert dataclasses.replace(KEY, **{part: OTHER[part]}).digest() != KEY.digest()


def test_label_is_no_part():
    other = dataclasses.replace(KEY, label="anything")
    assert other == KEY
    assert other.digest() == KEY.digest()


def test_file_name_is_readable():
    assert KEY.file_name() == f"shop.prices/total-grad-float_float64_n-{KEY.digest()[:12]}.py"


@pytest.mark.parametrize(
    "name", ["<lambda>", "outer.<locals>.<lambda>", "../../etc/passwd", "größe", "a" * 500, "", "..", "a/b\\c:d\0"]
)
def test_any_name_gives_one_safe_bounded_file(name):
    path = dataclasses.replace(KEY, module=name, qualname=name, label=name * 9).file_name()
    folder, file = path.split("/")
    assert path.isascii()
    assert not set(path) & set("<>:\\\0 ")
    assert not folder.startswith(".")
    assert not file.startswith(".")
    assert max(len(folder), len(file)) < 255


def test_changed_captured_value_keeps_the_key(load_module, options):
    module = load_module("scale = 2.0\ndef f(x):\n    return scale * x\n")
    before = make_key(module.f, "grad", 0, ("float",), options)
    module.scale = 3.0
    assert make_key(module.f, "grad", 0, ("float",), options) == before


@pytest.mark.parametrize(
    "edited",
    [
        "def f(x):\n    return 3.0 * x\n",
        "def f(x):\n    return 2.0 * x  # why\n",
        "\ndef f(x):\n    return 2.0 * x\n",
        "def f(x):\n    return 2 * x\n",
    ],
)
def test_edited_file_changes_the_key(load_module, options, edited):
    before = make_key(load_module("def f(x):\n    return 2.0 * x\n").f, "grad", 0, ("float",), options)
    assert make_key(load_module(edited).f, "grad", 0, ("float",), options) != before


def test_file_edited_after_import_changes_the_key(load_module, options, tmp_path):
    function = load_module("def f(x):\n    return 2.0 * x\n").f
    before = make_key(function, "grad", 0, ("float",), options)
    (tmp_path / "subject.py").write_text("def f(x):\n    return 3.0 * x\n")
    after = make_key(function, "grad", 0, ("float",), options)
    assert (after.code, after.source != before.source) == (before.code, True)


def test_edits_below_a_function_keep_its_key(load_module, options):
    text = "def f(x):\n    return 2.0 * x\n"
    before = make_key(load_module(text).f, "grad", 0, ("float",), options)
    assert make_key(load_module(text + "\n\ndef g(x):\n    return x\n").f, "grad", 0, ("float",), options) == before


def test_options_that_change_no_text_keep_the_key(load_module, options):
    function = load_module("def f(x):\n    return x\n").f
    keys = {
        make_key(function, "grad", 0, (), o).digest()
        for o in (options, dataclasses.replace(options, verify=True), dataclasses.replace(options, cache=False))
    }
    assert len(keys) == 1


def test_any_other_option_changes_the_key(load_module, options):
    @dataclasses.dataclass(frozen=True)
    class MoreOptions(Options):
        checkpoints: int = 0

    function = load_module("def f(x):\n    return x\n").f
    keys = {make_key(function, "grad", 0, (), MoreOptions(checkpoints=n)).digest() for n in (0, 1, 1)}
    assert len(keys) == 2


def test_digests_are_equal_in_every_process(tmp_path, options):
    (tmp_path / "subject.py").write_text(
        "def f(x, y=(1, 'a')):\n    g = lambda z: z in {'a', 'b', 'c', 1.0}\n    return g(x) and x in {'p', 'q', 'r'}\n"
    )
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\nfrom subject import f\nfrom srcad.cache.key import make_key\n"
        "from srcad.options import Options\n"
        "print(make_key(f, 'grad', 0, ('float',), Options(cache_directory=Path(sys.argv[1]) / 'c')).digest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program, tmp_path],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(digests) == 1


def test_constants_of_different_types_have_different_digests():
    def digest(constant):
        return code_digest(compile(f"f({constant})", "f", "eval"))

    constants = ["1", "1.0", "True", "-0.0", "0.0", "'1'", "b'1'", "(1, 2)", "1j", "x in {1, 2}", "x in {1.0, 2}"]
    assert len({digest(c) for c in constants}) == len(constants)
    assert digest("lambda: 1") != digest("lambda: 2")


def test_defaults_count_by_value_where_they_are_constants():
    def make(default):
        def f(x, a=default):
            return x

        return f

    assert function_digest(make(1)) != function_digest(make(2))
    assert function_digest(make([1])) == function_digest(make([2]))
    assert function_digest(make([1])) != function_digest(make({}))


def test_function_without_a_file_still_has_a_key(options):
    namespace = {"__name__": "__main__"}
    exec(compile("def f(x):\n    return x\n", "<string>", "exec"), namespace)
    assert make_key(namespace["f"], "grad", 0, (), options).source == source_digest("")


def test_own_digest_follows_the_content_of_the_sources(tmp_path, options):
    package = tmp_path / "package"
    (package / "inner").mkdir(parents=True)
    module = package / "inner" / "a.py"
    module.write_text("a = 1\n")
    before = own_digest(options, str(package))
    os.utime(module, (1, 1))
    assert own_digest(options, str(package)) == before == own_digest(options, str(package))
    module.write_text("a = 2\n")
    assert own_digest(options, str(package)) != before
    assert own_digest(dataclasses.replace(options, cache=False), str(package)) == own_digest(options, str(package))


def test_own_digest_of_an_archive_is_that_of_the_archive(tmp_path, options):
    archive = tmp_path / "srcad.zip"
    archive.write_bytes(b"one")
    before = own_digest(options, str(archive / "srcad"))
    archive.write_bytes(b"another")
    assert own_digest(options, str(archive / "srcad")) != before
