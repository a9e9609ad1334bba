"""Derivatives travel to other processes: by name where a name leads to them, else by value."""

from __future__ import annotations

import concurrent.futures
import copy
import multiprocessing
import pickle
import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest

import srcad


def cube(x):
    return x**3


cube_grad = srcad.grad(cube)
factor = 2.0


@srcad.grad
def decorated(x):
    return x * x


def helper(x):
    return x * factor


def make(power):
    def inner(x, offset=1.0, *, steps=2):
        total = offset
        for _ in range(steps):
            total = total * square(x)
        return total * power + helper(x) + np.sin(x)

    def square(x):
        return x * x

    return inner


def test_by_name():
    assert pickle.loads(pickle.dumps(decorated)) is decorated
    assert pickle.loads(pickle.dumps(cube_grad)).primal is cube
    assert copy.deepcopy(decorated) is decorated


def test_closures_and_lambdas_by_value():
    derivative = srcad.grad(make(3.0))
    expected = derivative(1.5)
    restored = pickle.loads(pickle.dumps(derivative))
    assert restored.primal is not derivative.primal
    assert [s.text for s in restored.specialisations] == [derivative.source()]
    assert restored(1.5) == expected
    assert restored(np.float32(1.5)) == pytest.approx(expected, rel=1e-6)
    first, second = [srcad.grad(f) for f in (lambda x: x * 2.0, lambda x: x * 3.0)]
    assert [pickle.loads(pickle.dumps(d))(1.0) for d in (first, second)] == [2.0, 3.0]


def test_the_same_derivative_gives_the_same_bytes():
    assert pickle.dumps(srcad.grad(make(3.0))) == pickle.dumps(srcad.grad(make(3.0)))


def test_process_without_the_file_rebuilds_the_function(tmp_path):
    (tmp_path / "sender.py").write_text(
        "import pickle, sys, srcad\n"
        "def make(a):\n"
        "    def helper(x): return helper_of_helper(x) * a\n"
        "    def helper_of_helper(x): return x * x\n"
        "    return lambda x: helper(x) + 1.0\n"
        "d = srcad.grad(make(4.0))\n"
        "d(1.0)\n"
        "sys.stdout.buffer.write(pickle.dumps(d))\n"
    )
    data = subprocess.run([sys.executable, "sender.py"], cwd=tmp_path, check=True, capture_output=True).stdout
    (tmp_path / "sender.py").unlink()
    receiver = (
        "import pickle, sys\n"
        "d = pickle.load(sys.stdin.buffer)\n"
        "print(d(3.0), 'gast' in sys.modules, len(d.specialisations))\n"
        "import numpy as np\n"
        "print(d(np.float64(3.0)), 'gast' in sys.modules)\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", receiver], cwd=tmp_path, check=True, capture_output=True, input=data
    ).stdout
    assert found.decode().split() == ["24.0", "False", "1", "24.0", "True"]


def test_what_a_script_defines_reaches_workers_that_have_not_run_it(tmp_path):
    (tmp_path / "script.py").write_text(
        "import pickle, sys, srcad\n"
        "factor = 3.0\n"
        "def helper(x): return x * factor\n"
        "@srcad.grad\n"
        "def decorated(x): return helper(x) * x\n"
        "if __name__ == '__main__':\n"
        "    derivatives = [decorated, srcad.grad(helper), srcad.grad(lambda x: helper(x) * 2.0)]\n"
        "    sys.stdout.buffer.write(pickle.dumps(derivatives))\n"
    )
    data = subprocess.run([sys.executable, "script.py"], cwd=tmp_path, check=True, capture_output=True).stdout
    worker = "import pickle, sys; print(*(d(1.0) for d in pickle.load(sys.stdin.buffer)))"
    done = subprocess.run([sys.executable, "-c", worker], cwd=tmp_path, check=True, capture_output=True, input=data)
    assert done.stdout.split() == [b"6.0", b"3.0", b"6.0"]


def test_copies_are_the_derivative_itself():
    derivative = srcad.grad(make(3.0))
    assert copy.copy(derivative) is copy.deepcopy([derivative])[0] is derivative


def test_file_that_was_edited_meanwhile_does_not_matter(tmp_path, monkeypatch):
    file = tmp_path / "edited_meanwhile.py"
    file.write_text("def make():\n    return lambda x: x * 2.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    data = pickle.dumps(srcad.grad(__import__("edited_meanwhile").make()))
    file.write_text("\n\ndef other(): pass\n")
    assert pickle.loads(data)(1.0) == 2.0


def test_spawned_processes():
    derivatives = [srcad.grad(make(3.0)), cube_grad, decorated, srcad.value_and_grad(lambda x: x * 2.0)]
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(2, context) as pool:
        assert [pool.submit(d, 1.5).result(60) for d in derivatives] == [d(1.5) for d in derivatives]


@pytest.mark.skipif(find_spec("joblib") is None, reason="joblib is not installed")
def test_joblib_workers():
    import joblib

    derivative = srcad.grad(make(3.0))
    results = joblib.Parallel(n_jobs=2)(joblib.delayed(derivative)(float(i)) for i in range(4))
    assert results == [derivative(float(i)) for i in range(4)]
