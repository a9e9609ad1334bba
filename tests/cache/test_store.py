"""What is stored is found by every process; what somebody else could have written is not."""

from __future__ import annotations

import dataclasses
import errno
import functools
import inspect
import linecache
import math
import os
import signal
import subprocess
import sys
import time
import traceback
import warnings

import pytest

from srcad.cache import files
from srcad.cache.execute import execute
from srcad.cache.key import Key
from srcad.cache.maintenance import clear, entries, info
from srcad.cache.manifest import Dependency, Manifest, read_dependency, write_dependency
from srcad.cache.store import entry_path, load, store
from srcad.errors import CacheWarning
from srcad.options import Options

TEXT = (
    "# Gradient of `total` (prices.py:4) with respect to `x`.\n\n\ndef total_grad(x):\n    return 2.0 * x  # größer\n"
)
KEY = Key("shop", "total", "prices.py", 4, "0f", "1f", "grad", 0, ("float",), (), (), ("1",), "float")
WRITER = """
import sys
from pathlib import Path
from srcad.cache.key import Key
from srcad.cache.manifest import Manifest
from srcad.cache.store import load, store
from srcad.options import Options
options = Options(cache_directory=Path(sys.argv[1]), cache=True)
text = "def total_grad(x):\\n" + "    x = x + 1.0\\n" * 5000 + "    return x\\n"
key = Key("shop", "total", "prices.py", 4, "0f", "1f", "grad", 0, ("float",), (), (), ("1",), "float")
"""
as_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may chown")
posix = pytest.mark.skipif(os.name != "posix", reason="modes and owners are POSIX's")


@pytest.fixture
def options(tmp_path):
    return Options(cache_directory=tmp_path / "home" / "cache", cache=True)


@pytest.fixture
def stored(options):
    path = store(KEY, Manifest(), TEXT, options)
    assert path is not None
    return path


@pytest.fixture
def not_warned(monkeypatch):
    monkeypatch.setattr(files, "_warned", False)


def test_stored_text_is_found_with_its_manifest(options):
    manifest = Manifest((Dependency.on(("global", "shop", "tax"), "function", test_each_line_reads),))
    path = store(KEY, manifest, TEXT, options)
    entry = load(KEY, options)
    assert entry is not None
    assert (entry.path, entry.manifest) == (path, manifest)
    assert entry.text.startswith(TEXT)
    assert load(dataclasses.replace(KEY, line=5), options) is None


def test_each_line_reads(stored):
    trailer = stored.read_text(encoding="utf-8").removeprefix(TEXT)
    assert all(line.startswith("# ") or not line for line in trailer.splitlines())
    assert "#   types: ('float',)" in trailer


def test_same_entry_gives_the_same_bytes(options, stored):
    before = stored.read_bytes()
    store(KEY, Manifest(), TEXT, options)
    assert stored.read_bytes() == before


@posix
def test_files_and_folders_are_private(options, stored):
    assert stored.stat().st_mode & 0o777 == 0o600
    assert stored.parent.stat().st_mode & 0o777 == 0o700
    assert options.cache_directory.stat().st_mode & 0o777 == 0o700


def test_cache_switched_off_neither_reads_nor_writes(options, stored):
    off = dataclasses.replace(options, cache=False)
    assert load(KEY, off) is None
    assert store(dataclasses.replace(KEY, line=9), Manifest(), TEXT, off) is None
    assert len(list(stored.parent.iterdir())) == 1


@pytest.mark.parametrize("length", [0, 1, len(TEXT) // 2, len(TEXT), -30, -2, -1])
def test_truncated_file_counts_as_none(options, stored, length):
    stored.write_bytes(stored.read_bytes()[:length])
    assert load(KEY, options) is None


@pytest.mark.parametrize(
    "old_new", [(b"2.0", b"3.0"), (b"total", b"t\xff\xfetal"), (b"# key ", b"# kex "), (b"\n", b"\r\n")]
)
def test_tampered_file_counts_as_none(options, stored, old_new):
    stored.write_bytes(stored.read_bytes().replace(*old_new))
    assert load(KEY, options) is None


def test_appended_code_counts_as_damage(options, stored):
    stored.write_bytes(stored.read_bytes() + b"print('x')\n")
    assert load(KEY, options) is None


def test_entry_of_another_key_under_this_name_counts_as_none(options, stored):
    other = dataclasses.replace(KEY, line=5)
    os.replace(stored, entry_path(other, options))
    assert load(other, options) is None


@posix
@pytest.mark.parametrize("mode", [0o602, 0o620, 0o666])
def test_file_that_others_can_write_counts_as_none(options, stored, mode):
    stored.chmod(mode)
    assert load(KEY, options) is None


@as_root
def test_foreign_file_counts_as_none(options, stored):
    os.chown(stored, 12345, -1)
    assert load(KEY, options) is None


@posix
def test_foreign_owner_counts_as_none_for_any_user(options, stored, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    assert load(KEY, options) is None


@posix
def test_link_is_not_followed_and_is_replaced(options, stored, tmp_path):
    target = tmp_path / "target.py"
    os.replace(stored, target)
    stored.symlink_to(target)
    before = target.read_bytes()
    assert load(KEY, options) is None
    store(KEY, Manifest(), "other = 1\n", options)
    assert not stored.is_symlink()
    assert target.read_bytes() == before


@posix
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
def test_what_is_no_file_neither_blocks_nor_loads(options, stored, make):
    stored.unlink()
    make(stored)
    assert load(KEY, options) is None


def test_damaged_file_is_made_anew(options, stored):
    stored.write_bytes(b"")
    store(KEY, Manifest(), TEXT, options)
    assert load(KEY, options) is not None


@pytest.mark.parametrize("code", [errno.EROFS, errno.ENOSPC])
@pytest.mark.parametrize("name", ["open", "replace"])
def test_read_only_or_full_disk_costs_one_warning(options, monkeypatch, not_warned, code, name):
    store(dataclasses.replace(KEY, line=99), Manifest(), TEXT, options)
    folder = entry_path(KEY, options).parent

    def refuse(*args, **kwargs):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, name, refuse)
    with pytest.warns(CacheWarning, match="SRC040") as caught:
        assert [store(KEY, Manifest(), TEXT, options) for _ in range(2)] == [None, None]
    assert len(caught) == 1
    monkeypatch.undo()
    assert len(list(folder.iterdir())) == 1, "no temporary file is left"


def test_disk_that_fills_while_writing_leaves_nothing(options, stored, monkeypatch, not_warned):
    before = stored.read_bytes()
    real = files._create

    def fill(path, data):
        real(path, data[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "_create", fill)
    with pytest.warns(CacheWarning, match="No space left"):
        assert store(KEY, Manifest(), TEXT * 2, options) is None
    assert [p.read_bytes() for p in stored.parent.iterdir()] == [before]


def test_file_in_place_of_the_folder_costs_one_warning(options, not_warned):
    options.cache_directory.parent.mkdir()
    options.cache_directory.write_text("mine")
    with pytest.warns(CacheWarning):
        assert store(KEY, Manifest(), TEXT, options) is None
    assert load(KEY, options) is None
    assert entries(options) == []
    assert options.cache_directory.read_text() == "mine"


def test_eight_processes_at_once_never_read_a_torn_file(options):
    program = WRITER + (
        "import warnings; warnings.simplefilter('error')\n"
        "for _ in range(50):\n"
        "    assert store(key, Manifest(), text, options)\n"
        "    assert load(key, options).text.startswith(text)\n"
    )
    command = [sys.executable, "-c", program, str(options.cache_directory)]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(8)]
    errors = [process.communicate(timeout=120)[1] for process in processes]
    assert errors == [""] * 8
    assert len(list(entry_path(KEY, options).parent.iterdir())) == 1


def test_writing_while_another_process_clears(options):
    program = WRITER + "for _ in range(200): assert store(key, Manifest(), text, options) or True\n"
    writer = subprocess.Popen([sys.executable, "-W", "ignore", "-c", program, str(options.cache_directory)])
    while writer.poll() is None:
        clear(options)
    assert writer.returncode == 0


@posix
def test_killed_writer_harms_nobody_and_its_file_is_cleared_later(options):
    program = WRITER + (
        "import os, signal\n"
        "from srcad.cache import files\n"
        "os.replace = lambda *paths: os.kill(os.getpid(), signal.SIGKILL)\n"
        "store(key, Manifest(), text, options)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program, str(options.cache_directory)], check=False)
    assert killed.returncode == -signal.SIGKILL
    (left,) = entry_path(KEY, options).parent.iterdir()
    assert load(KEY, options) is None
    assert store(KEY, Manifest(), TEXT, options) is not None
    assert load(KEY, options) is not None
    clear(options)
    assert left.exists(), "its writer could still be at work"
    old = time.time() - 3600
    os.utime(left, (old, old))
    clear(options)
    assert not options.cache_directory.joinpath("shop").exists()


def primal(x):
    return x


def test_rebound_helper_module_and_primitive_are_noticed():
    def helper(x):
        return x * 2

    def rebound(x):
        return x * 3

    today = {("global", "m", "h"): helper, ("global", "m", "math"): math, ("attribute", "math", "sin"): math.sin}
    kinds = ("function", "module", "primitive")
    manifest = Manifest.on(primal, [(route, kind, today[route]) for route, kind in zip(today, kinds)])
    assert manifest.valid(primal, today.__getitem__)
    for route, other in zip(today, (rebound, os, math.cos)):
        assert not manifest.valid(primal, {**today, route: other}.__getitem__)
        assert not manifest.valid(primal, {**today, route: None}.__getitem__)
    assert not manifest.valid(primal, {}.__getitem__)


def test_which_names_lead_to_one_closure_counts():
    def make(k):
        return lambda x: k * x

    one, other = make(1.0), make(2.0)
    routes = [("global", "m", name) for name in "abc"]

    def manifest(*values):
        return Manifest.on(primal, [(route, "function", value) for route, value in zip(routes, values)])

    def valid(made, *values):
        return made.valid(primal, dict(zip(routes, values)).__getitem__)

    assert valid(manifest(one, one, other), other, other, one)
    assert not valid(manifest(one, one, other), one, other, one)
    assert not valid(manifest(one, one, other), one, one, one)
    assert not valid(manifest(one, other, one), one, one, other)


def test_a_name_of_the_primal_function_itself_counts():
    def make(k):
        return lambda x: k * x

    one, other = make(1.0), make(2.0)
    route = ("global", "m", "f")
    assert Manifest.on(one, [(route, "function", one)]).valid(other, {route: other}.__getitem__)
    assert not Manifest.on(one, [(route, "function", one)]).valid(other, {route: one}.__getitem__)
    assert not Manifest.on(one, [(route, "function", other)]).valid(one, {route: one}.__getitem__)


def test_captured_variables_go_by_the_key_of_their_type():
    route = ("global", "shop", "rates")
    dependency = Dependency.on(route, "captured", ("array", "float64", "n"))
    assert read_dependency(write_dependency(dependency)) == dependency
    assert Manifest((dependency,)).valid(primal, lambda _: ("array", "float64", "n"))
    assert not Manifest((dependency,)).valid(primal, lambda _: ("array", "float32", "n"))


def test_cached_helper_is_seen_through_but_differs_from_a_plain_one():
    def helper(x):
        return x

    route = ("cell", "helper")
    manifest = Manifest.on(primal, [(route, "function", functools.cache(helper))])
    assert manifest.valid(primal, lambda _: functools.cache(helper))
    assert not manifest.valid(primal, lambda _: helper)


@pytest.mark.parametrize("word", ["a b", "größe", "\n", "", "\\x20", "'", "# digest 00"])
def test_any_route_survives_its_line(word):
    dependency = Dependency(("global", word, "f"), "rule", "0f")
    line = write_dependency(dependency)
    assert read_dependency(line) == dependency
    assert line.isascii()
    assert len(line.splitlines()) == 1


def test_tools_see_the_real_file(options, stored):
    entry = load(KEY, options)
    assert entry is not None
    function = execute(entry.text, entry.path, "total_grad")["total_grad"]
    assert inspect.getsource(function) == "def total_grad(x):\n    return 2.0 * x  # größer\n"
    assert inspect.getsourcefile(function) == str(stored)
    with pytest.raises(TypeError) as caught:
        function(None)
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (last.filename, last.lineno, last.line) == (str(stored), 5, "return 2.0 * x  # größer")


def test_tools_see_text_that_lies_in_no_file():
    namespace = execute(TEXT, None, "total_grad")
    assert namespace["__name__"] == "total_grad"
    assert str(namespace["__file__"]).startswith("<srcad total_grad ")
    linecache.checkcache()
    assert inspect.getsource(namespace["total_grad"]).startswith("def total_grad")


def test_entries_are_listed_by_name(options, stored):
    store(dataclasses.replace(KEY, module="a"), Manifest(), TEXT, options)
    listed = entries(options)
    assert [e.name for e in listed] == ["a.total-grad-float", "shop.total-grad-float"]
    assert listed[1].title == "Gradient of `total` (prices.py:4) with respect to `x`."
    assert info(options).entries == 2
    assert info(options).size == sum(p.path.stat().st_size for p in listed)


def test_clear_takes_only_what_matches_and_is_ours(options, stored, tmp_path):
    store(dataclasses.replace(KEY, module="a"), Manifest(), TEXT, options)
    foreign = [stored.parent / "notes.txt", stored.parent / "mine-0123456789ab.py", options.cache_directory / "x.py"]
    for path in foreign:
        path.write_text("import this\n")
    (options.cache_directory / "linked").symlink_to(tmp_path)
    assert clear(options, "a.*") == 1
    assert [e.path for e in entries(options)] == [stored]
    assert clear(options) == 1
    assert all(path.exists() for path in foreign)
    assert not (options.cache_directory / "a").exists()
    assert clear(Options(cache_directory=tmp_path / "nowhere")) == 0


def test_hit_loads_nothing_slow():
    program = (
        "import sys, numpy; before = set(sys.modules)\n"
        "import srcad.options; before |= set(sys.modules)\n"
        "import srcad.cache.key, srcad.cache.store, srcad.cache.execute; print(*sorted(set(sys.modules) - before))"
    )
    new = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert {m for m in new if not m.startswith("srcad")} <= {"_blake2"}


def test_benchmark_prints_the_cost_of_a_hit(options, stored):
    start = time.perf_counter()
    for _ in range(100):
        entry = load(KEY, options)
    print(f"load: {(time.perf_counter() - start) * 1e4:.0f} us")
    assert entry is not None
    start = time.perf_counter()
    with warnings.catch_warnings():
        execute(entry.text, entry.path, "total_grad")
    print(f"execute: {(time.perf_counter() - start) * 1e6:.0f} us")
