"""The entry point of the command: its arguments, and what becomes of errors.

Nothing but ``argparse`` is loaded before the arguments are known to be right.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from srcad.errors import ArgumentError, InternalError, NotDifferentiable, SrcadError

DONE, WOULD_CHANGE, USAGE, REFUSED = range(4)
#: What a shell gives for a process that was interrupted: 128 and the number of the signal.
INTERRUPTED = 130

_TARGETS = """\
a TARGET is
  file.py                    what the file hands to srcad.grad or srcad.value_and_grad; if nothing,
                             each public function whose first parameter can be a float or an array,
                             without those that are refused
  file.py:function           one function; file.py:Class.method, file.py:outer.inner
  package.module:function    the same, found as Python would find the module; it may import the function
  folder, package            each file below it, as above; with -o folder, each gets a place of its own there
  -                          a file that comes through standard input
Nothing of these files is imported or executed. Types come from annotations, such as
  x: float, n: int, u: Annotated[np.ndarray, "float64[n]"], p: Params (a class of the project)
or from --types; what has no type gives text that is right for any type."""

_EXITS = """\
exit status: 0 done; 1 a file would change (--check, --diff); 2 wrong usage, or a file cannot be read or written;
3 not differentiable: every reason is shown with its place"""


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="srcad", description="Derivatives of plain Python and NumPy functions, as Python source.", epilog=_EXITS
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_transpile(commands)
    _add_show(commands)
    _add_cache(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process by default.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # Python source, whatever the terminal's language
    try:
        parsed = make_parser().parse_args(arguments)
        status: int = import_module(f"srcad.cli.{parsed.command}").run(parsed)
        if sys.stdout is not None:  # it was closed, as in ``srcad cache info >&-``
            sys.stdout.flush()
    except SrcadError as error:
        return report([error])
    except BrokenPipeError:
        _drop_output()
        return DONE
    except OSError as error:
        if error.filename is None:  # it is the stream
            _drop_output()
        message = f"{error.filename or 'standard output'} cannot be used: {error.strerror}"
        return report([ArgumentError("SRC052", message, hint="check that the place exists, has room and is yours")])
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _drop_output() -> None:
    """Send what is still to be written nowhere; Python would complain once more when it closes the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def report(errors: Sequence[SrcadError]) -> int:
    """Tell the user of errors, each once, and return the exit status."""
    for text in dict.fromkeys(map(str, errors)):
        print(text, file=sys.stderr)
    return max(map(_exit_status, errors))


def _exit_status(error: SrcadError) -> int:
    refused = isinstance(error, NotDifferentiable | InternalError) or error.code in ("SRC021", "SRC022", "SRC023")
    return REFUSED if refused else USAGE


def _add_transpile(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "transpile",
        help="write derivatives as Python source",
        description="Write the derivatives of functions as Python source.",
        epilog=f"{_TARGETS}\n\n{_EXITS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "targets", nargs="*", metavar="TARGET", help="by default, [tool.srcad] of pyproject.toml says what"
    )
    _add_request_options(parser)
    parser.add_argument("--standalone", action="store_true", help="text that imports NumPy alone")
    parser.add_argument("-o", "--output", metavar="FILE|DIR", help="instead of standard output")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a file would change")
    parser.add_argument("--diff", action="store_true", help="write nothing; show what would change")
    parser.add_argument("--force", action="store_true", help="overwrite files that srcad did not write")


def _add_show(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "show",
        help="show the derivative of one target",
        description="Show the derivative of one target.",
        epilog=_TARGETS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("target", metavar="TARGET")
    _add_request_options(parser)
    views = parser.add_mutually_exclusive_group()
    views.add_argument("--ir", action="store_true", help="the computation graphs of function and derivative")
    views.add_argument("--memory", action="store_true", help="what the derivative saves, why, and how many bytes")


def _add_request_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--wrt", metavar="x,y", help="parameters to differentiate with respect to")
    parser.add_argument(
        "--types", metavar="TYPES", help='types of parameters: "u: float64[n], W: float64[m, n], n: int"'
    )
    parser.add_argument(
        "--follow", action="append", default=[], metavar="PACKAGE", help="transform functions of this package too"
    )


def _add_cache(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "cache", help="look at or clear the cache", description="Look at or clear the cache of derivatives."
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("info", help="its folder, how many derivatives it holds, their size")
    actions.add_parser("path", help="its folder")
    listing = actions.add_parser("list", help="the derivatives that it holds")
    clearing = actions.add_parser("clear", help="delete derivatives")
    for action in (listing, clearing):
        action.add_argument(
            "pattern", nargs="?", default="*", help='of "module.function", as in a shell: "*wave*"; all by default'
        )
