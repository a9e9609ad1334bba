"""A second process finds what the first one made, and makes anew what changed in between."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

PROGRAM = """
import numpy as np
import srcad
from helper import weigh

factor = 2.0

def loss(x):
    return np.sum(weigh(x) * factor)
"""
CALL = """
import sys
import numpy as np
import model
from srcad import grad
derivative = grad(model.loss)
{}
print(float(np.sum(derivative({}))))
compiler = {{"gast", "astor", "srcad.lower", "srcad.pipeline"}}
print("made" if compiler & sys.modules.keys() else "found")
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "model.py").write_text(PROGRAM)
    (tmp_path / "helper.py").write_text("def weigh(x):\n    return x * 3.0\n")
    return tmp_path


def start(project, before="", argument="np.ones(2)", **variables):
    environment = {
        **os.environ,
        "SRCAD_CACHE_DIR": str(project / "cache"),
        "SRCAD_VERIFY": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        **variables,
    }
    program = CALL.format(textwrap.dedent(before), argument)
    return subprocess.Popen(
        [sys.executable, "-c", program], cwd=project, env=environment, stdout=subprocess.PIPE, text=True
    )


def run(project, before="", argument="np.ones(2)", **variables):
    process = start(project, before, argument, **variables)
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return tuple(out.split())


def edit(file, old, new):
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_second_process_generates_nothing(project):
    assert run(project) == ("12.0", "made")
    assert run(project) == ("12.0", "found")
    assert run(project, PYTHONHASHSEED="7") == ("12.0", "found")


def test_types_of_arguments_are_part_of_the_key(project):
    run(project)
    assert run(project, argument="1.0") == ("6.0", "made")
    assert run(project, argument="np.ones(2, np.float32)") == ("12.0", "made")
    assert run(project, argument="np.ones(5)") == ("30.0", "found")


def test_value_of_a_captured_variable_is_not_but_its_type_is(project):
    run(project)
    assert run(project, before="model.factor = 5.0") == ("30.0", "found")
    assert run(project, before="model.factor = np.float32(5.0)") == ("30.0", "made")
    assert run(project, before="model.factor = np.float32(7.0)") == ("42.0", "found")
    assert run(project) == ("12.0", "found")


def test_what_is_differentiated_is_part_of_the_key(project):
    run(project)
    assert run(project, before="derivative = grad(model.loss, (0,))") == ("12.0", "made")
    assert (
        run(project, before="import srcad; derivative = lambda x: srcad.value_and_grad(model.loss)(x)[1]")[1] == "made"
    )


def test_edited_function_is_made_anew(project):
    run(project)
    edit(project / "model.py", "* factor)", "* factor * 10.0)")
    assert run(project) == ("120.0", "made")
    edit(project / "model.py", "\nfactor", "\n\nfactor")  # every line moves
    assert run(project) == ("120.0", "made")


def test_edited_helper_is_made_anew(project):
    run(project)
    edit(project / "helper.py", "3.0", "4.0")
    assert run(project) == ("16.0", "made")
    assert run(project) == ("16.0", "found")


def test_rebound_helper_is_made_anew_and_both_are_kept(project):
    run(project)
    (project / "other.py").write_text("def weigh(x):\n    return x * x\n")
    rebind = "import other; model.weigh = other.weigh"
    assert run(project, before=rebind)[1] == "made"
    assert run(project, before=rebind) == ("8.0", "found")


CLOSURES = """
import numpy as np

def make(factor):
    def weigh(x):
        return x * factor
    return weigh

g = make(2.0)
h = {}

def loss(x):
    return np.sum(g(x) * h(x))
"""


def test_names_of_one_closure_and_of_two_are_told_apart(project):
    model = project / "model.py"
    model.write_text(CLOSURES.format("g        "))
    assert run(project) == ("16.0", "made")
    model.write_text(CLOSURES.format("make(5.0)"))
    assert run(project) == ("40.0", "made")
    assert run(project) == ("40.0", "found")
    assert run(project, before="model.g = model.make(3.0)") == ("60.0", "found")
    model.write_text(CLOSURES.format("g        "))
    assert run(project)[0] == "16.0"


def test_damaged_entry_is_made_anew(project):
    run(project)
    (entry,) = (project / "cache" / "model").glob("*.py")
    entry.write_text(entry.read_text().replace("3.0", "9.0"))
    assert run(project) == ("12.0", "made")
    assert run(project) == ("12.0", "found")


def test_cache_that_is_off_or_cannot_be_written_costs_only_the_caching(project):
    assert run(project, SRCAD_CACHE="0") == ("12.0", "made")
    assert not (project / "cache").exists()
    (project / "cache").write_text("a file where the folder should be")
    assert run(project) == ("12.0", "made")


def test_eight_processes_at_once(project):
    processes = [start(project) for _ in range(8)]
    assert {p.communicate(timeout=240)[0].split()[0] for p in processes} == {"12.0"}
    assert len(list((project / "cache" / "model").iterdir())) == 1
    assert run(project) == ("12.0", "found")


def test_clear_while_others_call(project):
    before = """
    import threading
    def work():
        for _ in range(20):
            derivative.clear()
            assert derivative(np.ones(2)).tolist() == [6.0, 6.0]
    threads = [threading.Thread(target=work) for _ in range(4)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    """
    assert run(project, before)[0] == "12.0"
