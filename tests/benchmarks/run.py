"""How much a gradient costs: ``python -m tests.benchmarks.run`` prints multiples of the cost of the program itself.

``first`` is the time to the first gradient (generation included), in milliseconds.
"""

from __future__ import annotations

import timeit
from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy

import srcad
from tests.benchmarks import programs
from tests.benchmarks.programs import BENCHMARKS


def seconds(call: Callable[[], Any]) -> float:
    """Return the least time of one call among several measurements."""
    timer = timeit.Timer(call)
    count, _ = timer.autorange()
    return min(timer.repeat(5, count)) / count


def autograd_gradient(program: Callable[..., Any]) -> Callable[..., Any]:
    """Return autograd's gradient: autograd needs its own NumPy in the place of the program's."""
    names = {**vars(programs), "np": autograd.numpy}
    return autograd.grad(type(program)(program.__code__, names))


def main() -> None:
    """Measure and print."""
    print(f"{'program':16} {'primal µs':>10} {'first ms':>9} {'srcad':>7} {'autograd':>9}")
    for benchmark in BENCHMARKS:
        program, argument = benchmark.program, benchmark.argument
        primal = seconds(lambda p=program, x=argument: p(x))
        gradient = srcad.grad(program)
        first = timeit.timeit(lambda g=gradient, x=argument: g(x), number=1)
        ours = seconds(lambda g=gradient, x=argument: g(x)) / primal
        theirs = ""
        if benchmark.autograd_too:
            peer = autograd_gradient(program)
            theirs = f"{seconds(lambda g=peer, x=argument: g(x)) / primal:9.1f}"
        print(f"{program.__name__:16} {primal * 1e6:10.1f} {first * 1e3:9.1f} {ours:7.1f} {theirs:>9}")


if __name__ == "__main__":
    main()
