"""The command: what it prints and writes, and what it says when it cannot."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from srcad.cli.main import main

Run = Callable[..., tuple[int, str, str]]

WAVE = """\
import numpy as np


def wave(x: float, n: int):
    y = x
    for _ in range(n):
        y = np.sin(y) * x
    return y
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SRCAD_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("SRCAD_VERIFY", "1")
    (tmp_path / "wave.py").write_text(WAVE)
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> tuple[int, str, str]:
        try:
            status = main(arguments)
        except SystemExit as left:  # argparse
            status = int(left.code or 0)
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        assert len(captured.err.splitlines()) < 25
        return status, captured.out, captured.err

    return call


def write(folder: Path, name: str, text: str) -> str:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(textwrap.dedent(text))
    return name


def executed(text: str) -> dict[str, Callable[..., object]]:
    namespace: dict[str, Callable[..., object]] = {}
    exec(compile(text, "<emitted>", "exec"), namespace)
    return namespace


def test_a_derivative_is_printed_under_a_header_that_tells_how_to_write_it_again(run: Run) -> None:
    status, out, err = run("transpile", "wave.py:wave")
    assert (status, err) == (0, "")
    assert out.splitlines()[:4] == [
        "# Gradient of `wave` (wave.py:4) with respect to `x`.",
        "# Written by srcad. To regenerate: srcad transpile wave.py:wave",
        "import numpy as np",
        "",
    ]
    assert executed(out)["wave_grad"](1.2, 0) == 1.0


def test_the_header_does_not_depend_on_how_the_file_is_spelled(run: Run, folder: Path) -> None:
    assert run("transpile", str(folder / "wave.py"))[1] == run("transpile", "./wave.py:wave")[1]


def test_the_command_in_the_header_gives_the_same_text(run: Run, folder: Path) -> None:
    write(folder, "main.py", "def f(u, v):\n    return (u * v).sum()\n\ndef g(x: float):\n    return x\n")
    out = run("transpile", "main.py:f", "--types", "u: float64[n], v: float64[n]", "--wrt", "v,u", "--standalone")[1]
    command = out.splitlines()[1].partition("regenerate: ")[2]
    assert command == "srcad transpile main.py:f --wrt v,u --types 'u: float64[n], v: float64[n]' --standalone"


def test_a_file_asks_for_its_derivatives_itself(run: Run, folder: Path) -> None:
    write(
        folder,
        "main.py",
        """
        import srcad

        def f(x: float, y: float):
            return x * x * y

        @srcad.grad(argnums="y")
        def g(x: float, y: float):
            return x * y

        def untouched(x: float):
            return x

        first = srcad.grad(f)
        second = srcad.grad(f, argnums=1)
        again = srcad.grad(f, 0)
        both = srcad.value_and_grad(f, argnums=("x", "y"))
        """,
    )
    status, out, _ = run("transpile", "main.py")
    made = executed(out)
    assert status == 0
    assert made["g_grad"](2.0, 3.0) == 2.0
    assert made["f_grad_x"](2.0, 3.0) == 12.0
    assert made["f_grad_y"](2.0, 3.0) == 4.0
    assert made["f_value_and_grad"](2.0, 3.0) == (12.0, (12.0, 4.0))
    assert not any("untouched" in name for name in made)
    assert out.splitlines()[4].endswith("srcad transpile main.py")


def test_wrt_on_the_command_line_comes_before_what_the_file_says(run: Run, folder: Path) -> None:
    write(
        folder, "main.py", "import srcad\ndef f(x: float, y: float):\n    return x * y\ng = srcad.grad(f, argnums=0)\n"
    )
    assert executed(run("transpile", "main.py", "--wrt", "y")[1])["f_grad"](2.0, 3.0) == 2.0
    assert executed(run("transpile", "main.py", "--wrt", "y, x")[1])["f_grad"](2.0, 3.0) == (2.0, 3.0)


def test_argnums_that_are_known_at_run_time_only_are_not_guessed(run: Run, folder: Path) -> None:
    write(folder, "main.py", "import srcad\nk = 1\ndef f(x: float, y: float):\n    return x\ng = srcad.grad(f, k)\n")
    status, out, err = run("transpile", "main.py")
    assert (status, out) == (2, "")
    assert "main.py:5:19" in err
    assert "--wrt" in err
    assert run("transpile", "main.py", "--wrt", "x")[0] == 0


def test_global_values_are_passed_by_keyword(run: Run, folder: Path) -> None:
    write(folder, "main.py", "import sys\nSCALE = len(sys.argv) * 3.0\n\ndef f(x: float):\n    return SCALE * x * x\n")
    out = run("transpile", "main.py")[1]
    assert "# Passed by keyword, as they are in the module: `SCALE`." in out
    assert executed(out)["f_grad"](2.0, SCALE=5.0) == 20.0


def test_constants_are_copied_with_those_that_they_rest_on(run: Run, folder: Path) -> None:
    text = """\
        import numpy as np

        BASE = 3.0
        SCALE = BASE * np.sqrt(4.0) / 2
        OFFSETS = np.array([0.5, 1.5])
        counted = [0]
        LEVELS = [1.0, 2.0]

        def change():
            LEVELS[0] = 5.0

        def f(x: float):
            return SCALE * x * x * OFFSETS[1] * counted[0] * LEVELS[1]
        """
    write(folder, "main.py", text)
    out = run("transpile", "main.py:f", "--types", "x: float")[1]
    assert "SCALE = BASE * np.sqrt(4.0) / 2" in out
    assert "OFFSETS = np.array([0.5, 1.5])" in out
    assert "# Passed by keyword, as they are in the module: `counted`, `LEVELS`." in out
    assert executed(out)["f_grad"](2.0, counted=[2], LEVELS=[1.0, 2.0]) == 72.0


def test_values_of_pythons_modules_go_by_their_names(run: Run, folder: Path) -> None:
    text = """\
        import logging
        import os.path
        import sys
        from string import digits

        SMALL = sys.float_info.epsilon * len(digits)
        log = logging.getLogger(__name__)

        def f(x: float):
            log.debug("x is %s", x)
            if sys.platform == "none" or os.path.exists("no such file"):
                return x
            return x * x * SMALL * len(sys.argv)
        """
    write(folder, "main.py", text)
    out = run("transpile", "main.py")[1]
    assert "float_info = sys.float_info" in out
    assert "# Passed by keyword, as they are in the module: `log`, `argv`." in out
    f_grad = executed(out)["f_grad"]
    assert f_grad(3.0, log=logging.getLogger(), argv=[1, 2]) == pytest.approx(120 * sys.float_info.epsilon)


def test_constants_that_the_derivative_would_assign_stay_parameters(run: Run, folder: Path) -> None:
    text = """\
        START = 2.0

        def f(x: float, n: int):
            value = START
            for _ in range(n):
                value = value * x
            return value
        """
    write(folder, "main.py", text)
    f_grad = executed(run("transpile", "main.py")[1])["f_grad"]
    assert f_grad(3.0, 2) == 12.0


@pytest.mark.parametrize("value", ["3.0", "int(3)", "None or 3", "[3.0][0]"])
def test_global_values_of_any_kind_give_right_derivatives(run: Run, folder: Path, value: str) -> None:
    write(folder, "main.py", f"SCALE = {value}\n\ndef f(x: float):\n    return SCALE * x * x\n")
    assert executed(run("transpile", "main.py")[1])["f_grad"](2.0) == 12.0


def test_nothing_of_the_users_is_executed(run: Run, folder: Path) -> None:
    write(folder, "pkg/__init__.py", "raise SystemExit('executed')\n")
    write(folder, "pkg/model.py", "raise SystemExit('executed')\ndef loss(x: float):\n    return x * x\n")
    status, out, _ = run("transpile", "pkg.model:loss")
    assert status == 0
    assert executed(out)["loss_grad"](3.0) == 6.0


def test_standard_input_is_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"def f(x: float):\n    return x * x\n")))
    status, out, _ = run("transpile", "-")
    assert status == 0
    assert "srcad transpile -" in out
    assert executed(out)["f_grad"](3.0) == 6.0


def test_followed_packages_are_transformed(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, "site/other.py", "def g(x):\n    return x * x\n")
    monkeypatch.syspath_prepend(str(folder / "site"))
    write(folder, "main.py", "from other import g\ndef f(x: float):\n    return g(x)\n")
    status, _, err = run("transpile", "main.py:f")
    assert status == 3
    assert "--follow other" in err
    assert executed(run("transpile", "main.py:f", "--follow", "other")[1])["f_grad"](3.0) == 6.0


def test_standalone_text_imports_numpy_alone(run: Run, folder: Path) -> None:
    write(folder, "main.py", "import numpy as np\n\ndef f(like, W):\n    return np.sum(like * W)\n")
    plain, alone = run("transpile", "main.py")[1], run("transpile", "main.py", "--standalone")[1]
    assert "from srcad import runtime" in plain
    imports = [line for line in alone.splitlines() if line.startswith(("import", "from"))]
    assert imports == ["import numpy as np"]
    arguments = (2.0, executed("import numpy as np\nx = np.ones((2, 3))\n")["x"])
    assert executed(alone)["f_grad"](*arguments) == executed(plain)["f_grad"](*arguments) == 6.0


def test_a_file_or_a_folder_is_written(run: Run, folder: Path) -> None:
    status, out, _ = run("transpile", "wave.py", "-o", "made.py")
    assert (status, out) == (0, "wrote made.py\n")
    assert run("transpile", "wave.py", "-o", "made.py")[:2] == (0, "")
    assert run("transpile", "wave.py", "-o", "deep/er")[0] == 0
    assert (folder / "deep/er/wave.py").read_text() == (folder / "made.py").read_text()
    assert sorted(path.name for path in (folder / "deep/er").iterdir()) == ["wave.py"]


def test_functions_of_one_file_go_to_one_module(run: Run, folder: Path) -> None:
    helper = "def helper(x):\n    return x * x\n\n"
    write(folder, "main.py", helper + "".join(f"def {n}(x: float):\n    return helper(x)\n\n" for n in "fg"))
    run("transpile", "main.py:f", "main.py:g", "-o", "out")
    made = (folder / "out/main.py").read_text()
    assert "To regenerate: srcad transpile main.py:f main.py:g\n" in made
    assert executed(made)["f_grad"](2.0) == executed(made)["g_grad"](2.0) == 4.0


def test_check_and_diff_write_nothing_and_tell_by_their_status(run: Run, folder: Path) -> None:
    assert run("transpile", "wave.py", "-o", "out", "--check")[:2] == (1, f"would write {Path('out/wave.py')}\n")
    assert not (folder / "out").exists()
    run("transpile", "wave.py", "-o", "out")
    assert run("transpile", "wave.py", "-o", "out", "--check")[:2] == (0, "")
    (folder / "wave.py").write_text(WAVE.replace("np.sin", "np.cos"))
    before = (folder / "out/wave.py").read_text()
    status, out, _ = run("transpile", "wave.py", "-o", "out", "--diff")
    assert status == 1
    assert out.startswith("--- a/out/wave.py\n+++ b/out/wave.py\n@@")
    assert "np.cos" in out
    assert (folder / "out/wave.py").read_text() == before


@pytest.mark.parametrize("mine", ["print('mine')\n", "# my notes\n", "# mine\n\n# Written by srcad.\n"])
def test_files_that_srcad_did_not_write_are_not_overwritten(run: Run, folder: Path, mine: str) -> None:
    write(folder, "out/wave.py", mine)
    status, out, err = run("transpile", "wave.py", "-o", "out")
    assert (status, out) == (2, "")
    assert "--force" in err
    assert (folder / "out/wave.py").read_text() == mine
    assert run("transpile", "wave.py", "-o", "out", "--force")[0] == 0
    assert "wave_grad" in (folder / "out/wave.py").read_text()


@pytest.mark.parametrize("mine", [b"", b"# \xe9 is not UTF-8\n"], ids=["empty", "undecodable"])
def test_files_without_our_header_are_kept_whatever_is_in_them(run: Run, folder: Path, mine: bytes) -> None:
    (folder / "mine.py").write_bytes(mine)
    assert run("transpile", "wave.py", "-o", "mine.py")[:2] == (2, "")
    assert (folder / "mine.py").read_bytes() == mine
    assert run("transpile", "wave.py", "-o", "mine.py", "--diff", "--force")[0] == 1
    assert run("transpile", "wave.py", "-o", "mine.py", "--force")[0] == 0
    assert "wave_grad" in (folder / "mine.py").read_text()


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_nothing_is_left_half_written(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr("os.replace", fail)
    status, _, err = run("transpile", "wave.py", "-o", "out.py")
    assert status == (2 if isinstance(failure, OSError) else 130)
    assert isinstance(failure, KeyboardInterrupt) or "No space left" in err
    assert [path.name for path in folder.glob("*out*")] == []


def test_the_source_itself_is_never_overwritten(run: Run, folder: Path) -> None:
    for output in ("wave.py", "."):
        status, _, err = run("transpile", "wave.py", "-o", output, "--force")
        assert status == 2
        assert "source itself" in err
    assert (folder / "wave.py").read_text() == WAVE


def test_two_modules_never_go_to_one_file(run: Run, folder: Path) -> None:
    write(folder, "other/wave.py", WAVE)
    for output in ("out", "out.py"):
        status, _, err = run("transpile", "wave.py", "other/wave.py", "-o", output)
        assert status == 2
        assert "would both be written" in err
        assert not (folder / output).exists()


def test_every_reason_for_a_refusal_is_shown_with_its_place(run: Run, folder: Path) -> None:
    write(
        folder,
        "main.py",
        """\
        def f(x: float):
            async def h():
                pass
            global state
            return x

        def g(x: float):
            async def h():
                pass
            return x
        """,
    )
    write(folder, "out/main.py", "# Written by srcad.\n")
    status, out, err = run("transpile", "main.py", "wave.py", "-o", "out")
    assert status == 3
    for place in ("main.py:2:5", "main.py:8:5"):
        assert place in err
    assert (folder / "out/main.py").read_text() == "# Written by srcad.\n"
    assert out == f"wrote {Path('out/wave.py')}\n"


def test_settings_of_the_project_say_what_is_written_where(run: Run, folder: Path) -> None:
    write(folder, "pyproject.toml", '[tool.srcad]\ntargets = ["model/*.py", "wave.py:wave"]\noutput = "made"\n')
    write(folder, "model/b.py", "def f(x: float):\n    return x\n")
    write(folder, "model/a.py", "def f(x: float):\n    return x\n")
    assert run("transpile")[0] == 0
    assert sorted(path.name for path in (folder / "made").iterdir()) == ["a.py", "b.py", "wave.py"]
    assert "srcad transpile model/a.py:f" in (folder / "made/a.py").read_text()
    assert run("transpile", "--check")[0] == 0


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (None, "no pyproject.toml"),
        ("", "has no targets"),
        ("[tool.srcad]\noutput = 'x'\n", "has no targets"),
        ("[tool.srcad]\ntargets = 'x.py'\n", "has no targets"),
        ("[tool.srcad]\ntargets = [3]\n", "must be strings"),
        ("[tool.srcad]\ntargets = ['no/*.py']\n", "matches no file"),
        ("[tool.srcad]\ntargets = ['/no/*.py']\n", "must be relative"),
        ("[tool.srcad]\ntargets = ['wave.py']\noutput = 3\n", "must be a path"),
        ("[tool.srcad]\ntargets = ['wave.py']\nouptut = 'x'\n", "no setting 'ouptut'"),
        ("[tool.srcad\n", "cannot be read"),
        ("tool = 3\n", "has no targets"),
    ],
)
def test_settings_that_cannot_be_understood_say_so(run: Run, folder: Path, settings: str | None, says: str) -> None:
    if settings is not None:
        write(folder, "pyproject.toml", settings)
    status, out, err = run("transpile")
    assert (status, out) == (2, "")
    assert says in err


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        ((), 2, "usage"),
        (("nonsense",), 2, "invalid choice"),
        (("transpile", "nowhere.py"), 2, "No such file"),
        (("transpile", "."), 2, "cannot be read"),
        (("transpile", ""), 2, "cannot be read"),
        (("transpile", "broken.py"), 2, "not Python"),
        (("transpile", "binary.py"), 2, "cannot be read"),
        (("transpile", "empty.py"), 2, "no function"),
        (("transpile", "wave.py:wav"), 2, "did you mean wave"),
        (("transpile", "no.such.module:f"), 2, "no module"),
        (("transpile", "wave.py", "--wrt", "q"), 2, "no parameter 'q'"),
        (("transpile", "wave.py", "--wrt", ""), 2, "--wrt"),
        (("transpile", "wave.py", "--wrt", "x,,n"), 2, "--wrt"),
        (("transpile", "wave.py", "--wrt", "x,x"), 2, "twice"),
        (("transpile", "wave.py", "--wrt", "n"), 3, "2.0"),
        (("transpile", "wave.py", "--types", "x: float["), 2, "float64[m, 3]"),
        (("transpile", "wave.py", "--types", "x: flot"), 2, "'flot' is no type"),
        (("transpile", "wave.py", "--types", "z: float"), 2, "no parameter 'z'"),
        (("transpile", "wave.py", "--check"), 2, "-o"),
        (("transpile", "wave.py", "--diff"), 2, "-o"),
        (("transpile", "wave.py", "-o", "wave.py/x"), 2, "cannot be written"),
        (("transpile", "wave.py", "-o", ""), 2, "-o names no file"),
        (("transpile", "wave.py", "-o", "notes.txt"), 2, "neither a folder nor"),
        (("transpile", "methods.py:K.m"), 3, "--wrt x"),
        (("transpile", "annotated.py"), 2, "annotated.py:4:32"),
        (("show", "wave.py:nothing"), 2, "it has wave"),
        (("show", "wave.py", "--wrt", "n"), 3, "int"),
        (("cache",), 2, "usage"),
    ],
)
def test_bad_input_gets_a_message_that_says_what_to_do(
    run: Run, folder: Path, arguments: tuple[str, ...], status: int, says: str
) -> None:
    write(folder, "broken.py", "def f(:\n")
    write(folder, "empty.py", "")
    write(folder, "notes.txt", "mine")
    write(folder, "methods.py", "class K:\n    def m(self, x: float):\n        return x * x\n")
    write(
        folder,
        "annotated.py",
        """\
        from typing import Annotated
        import numpy as np

        def f(x: Annotated[np.ndarray, "float64[n"]):
            return 1
        """,
    )
    (folder / "binary.py").write_bytes(b"\xff\xfe\x00def")
    before = sorted(path.name for path in folder.rglob("*"))
    found, out, err = run(*arguments)
    assert (found, out) == (status, "")
    assert says in err
    assert sorted(path.name for path in folder.rglob("*")) == before


def test_show_prints_the_derivative_or_the_graphs(run: Run) -> None:
    assert run("show", "wave.py:wave")[1] == run("transpile", "wave.py:wave")[1]
    graphs = run("show", "wave.py:wave", "--ir")[1]
    assert "function wave(" in graphs
    assert "function wave_grad(" in graphs
    assert "numpy.sin" in graphs


def test_the_cache_is_shown_and_cleared(run: Run, folder: Path) -> None:
    assert run("cache", "path") == (0, f"{folder / 'cache'}\n", "")
    assert run("cache", "info")[1] == f"{folder / 'cache'}\n0 derivatives, 0 bytes\n"
    script = write(folder, "use.py", "import srcad, wave\nprint(srcad.grad(wave.wave)(1.2, 0))\n")
    assert subprocess.run([sys.executable, script], capture_output=True, text=True, check=True).stdout == "1.0\n"
    assert "1 derivative," in run("cache", "info")[1]
    assert "wave.wave" in run("cache", "list")[1]
    assert run("cache", "list", "*nothing*")[1] == ""
    assert run("cache", "clear", "*nothing*")[1] == "0 derivatives deleted\n"
    assert run("cache", "clear")[1] == "1 derivative deleted\n"
    assert run("cache", "list") == (0, "", "")


def test_the_installed_command_runs(folder: Path) -> None:
    command = [sys.executable, "-c", "import sys; from srcad.cli.main import main; sys.exit(main())"]
    done = subprocess.run([*command, "transpile", "wave.py"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "def wave_grad" in done.stdout
    refused = subprocess.run([*command, "transpile", "wave.py", "--wrt", "n"], capture_output=True, check=False)
    assert refused.returncode == 3


def test_help_loads_nothing_but_the_parser(folder: Path) -> None:
    program = (
        "import sys; from srcad.cli.main import make_parser; make_parser().format_help();"
        "sys.exit(any(m in sys.modules for m in ('gast', 'astor', 'srcad.pipeline')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_methods_are_differentiated_by_name_and_static_ones_from_the_first(run: Run, folder: Path) -> None:
    text = """\
        class K:
            def m(self, x: float):
                return x * x

            @staticmethod
            def s(x: float):
                return x * x
        """
    write(folder, "methods.py", text)
    assert executed(run("transpile", "methods.py:K.m", "--wrt", "x")[1])["m_grad"](None, 3.0) == 6.0
    assert executed(run("transpile", "methods.py:K.s")[1])["s_grad"](3.0) == 6.0


def run_process(folder: Path, *arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    program = "import sys; from srcad.cli.main import main; sys.exit(main())"
    return subprocess.run([sys.executable, "-c", program, *arguments], cwd=folder, check=False, **options)


def test_output_is_utf_8_whatever_the_terminal_speaks(folder: Path) -> None:
    (folder / "accents.py").write_text("def f(x: float):\n    return 2.0 * x  # \u00e9t\u00e9\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = run_process(folder, "transpile", "accents.py", capture_output=True, env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "\u00e9t\u00e9" in done.stdout.decode("utf-8")


def test_standard_input_that_is_no_text_gets_a_message(folder: Path) -> None:
    done = run_process(folder, "transpile", "-", capture_output=True, input=b"x = '\xe9'\n")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"<stdin> cannot be read as text")
    assert b"hint: save it as UTF-8" in done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full device")
def test_a_full_disk_behind_standard_output_gets_a_message(folder: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = run_process(folder, "transpile", "wave.py", stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr.startswith(b"standard output cannot be used: No space left on device [SRC052]")
    assert b"Traceback" not in done.stderr


def test_a_closed_standard_output_is_no_error(folder: Path) -> None:
    program = "import sys; sys.stdout = None; from srcad.cli.main import main; sys.exit(main())"
    for arguments in (["cache", "info"], ["transpile", "wave.py"], ["show", "wave.py"]):
        done = subprocess.run([sys.executable, "-c", program, *arguments], cwd=folder, check=False, capture_output=True)
        assert (done.returncode, done.stderr) == (0, b"")


def test_an_interrupted_command_says_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("srcad.cli.transpile.plan_modules", interrupt)
    assert run("transpile", "wave.py") == (130, "", "")


def test_a_reader_that_leaves_early_is_no_error(folder: Path) -> None:
    program = "import sys; from srcad.cli.main import main; sys.exit(main())"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "show", "wave.py"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0
