"""How much a gradient costs: ``python -m tests.benchmarks.run``.

First multiples of the cost of the program itself; ``first`` is the time to the first gradient, generation included.
The array kernels follow, and the memory that the gradient of one of them takes.
Then what the dispatcher adds to a direct call of the emitted function, and what a fresh process with a warm cache
takes to its first gradient. An exclamation mark tells that a limit is not kept.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import timeit
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import autograd
import autograd.numpy
import numpy as np

import srcad
from tests.benchmarks import programs
from tests.benchmarks.arrays import ARRAY_KERNELS, MEMORY_LIMIT, MEMORY_STEPS, stencil_arguments
from tests.benchmarks.programs import BENCHMARKS, DISPATCHED, Benchmark
from tests.programs.stencils import jacobi_2d

#: A fresh process may take this many times ``import numpy`` to its first gradient.
START_LIMIT = 1.6
DISPATCH_LIMIT = 1e-6

_ROUNDS = 20
#: Bytes: the most up to which glibc's allocator learns from what is freed.
_LARGE = (1 << 25) - (1 << 14)

_FIRST_GRADIENT = """
import numpy as np
import srcad

def loss(x):
    return np.sum(np.sin(x) * x)

srcad.grad(loss)(np.ones(3))
"""


def settle_allocator() -> None:
    """Free one large array, as any program that works with arrays has done before long.

    Until then glibc gives the top of the heap back to the system after each call, and takes it again page by page: at
    10,000 numbers that costs more than the arithmetic, and it hits whoever holds more arrays.
    """
    np.ones(_LARGE, np.uint8)


def seconds(*calls: Callable[[], Any]) -> list[float]:
    """Return the least time of each call, measured in turns: what disturbs the machine then disturbs all alike.

    It is the time of this process alone that counts, so that others on the same machine do not.
    """
    timers = [timeit.Timer(call, timer=time.process_time) for call in calls]
    counts = [max(1, timer.autorange()[0] // 4) for timer in timers]
    rounds = [[t.timeit(count) / count for t, count in zip(timers, counts, strict=True)] for _ in range(_ROUNDS)]
    return [min(times) for times in zip(*rounds, strict=True)]


def autograd_gradient(program: Callable[..., Any], argnums: int | tuple[int, ...]) -> Callable[..., Any]:
    """Return autograd's gradient: autograd needs its own NumPy in the place of the program's."""
    names = {**vars(programs), "np": autograd.numpy}
    return autograd.grad(type(program)(program.__code__, names), argnums)


def mark(value: float, limit: float | None) -> str:
    """Return how a value stands to its limit."""
    return "" if limit is None else f" (limit {limit:g})" + (" !" if value > limit else "")


def fresh(arguments: tuple[Any, ...]) -> list[Any]:
    """Return the arguments with copies of the arrays: the programs write into them."""
    return [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]


def measure(benchmark: Benchmark) -> None:
    """Print one program's line."""
    program, arguments = benchmark.program, benchmark.arguments
    gradient = srcad.grad(program, benchmark.argnums)
    first = timeit.timeit(lambda: gradient(*arguments), number=1)
    primal, adjoint = seconds(lambda: program(*fresh(arguments)), lambda: gradient(*arguments))
    ours = adjoint / primal
    theirs = ""
    if benchmark.autograd_too:
        fewer = benchmark.peer_arguments or arguments
        peer = autograd_gradient(program, benchmark.argnums)
        plain, taped = seconds(lambda: program(*fresh(fewer)), lambda: peer(*fewer))
        theirs = f"{taped / plain:.1f}" + ("*" if benchmark.peer_arguments else "")
    line = f"{benchmark.label:20} {primal * 1e6:12.1f} {first * 1e3:10.1f} {ours:7.2f} {theirs:>9}"
    print(line + mark(ours, benchmark.limit))


def peak(call: Callable[..., Any], make: Callable[[], tuple[Any, ...]]) -> int:
    """Return the most bytes that a call holds at one time, its arguments among them."""
    tracemalloc.start()
    call(*make())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def measure_memory(steps: int) -> None:
    """Print what the gradient of a linear stencil takes."""

    def make() -> tuple[Any, ...]:
        return stencil_arguments(steps)

    gradient = srcad.grad(jacobi_2d)
    gradient(*make())
    program, adjoint = peak(jacobi_2d, make), peak(gradient, make)
    line = f"{steps:6} steps {program / 1024:10.0f} {adjoint / 1024:10.0f} {adjoint / program:7.2f}"
    print(line + mark(adjoint / program, MEMORY_LIMIT))


def measure_dispatch(label: str, program: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Print what the dispatcher adds to one call."""
    derivative = srcad.grad(program)
    derivative(*arguments)
    direct = derivative.specialisations[0].function
    dispatched, called = seconds(lambda: derivative(*arguments), lambda: direct(*arguments))
    added = dispatched - called
    print(f"{label:20} {added * 1e9:6.0f} ns" + (" !" if added > DISPATCH_LIMIT else ""))


def measure_start() -> None:
    """Print what fresh processes take; the least of many runs, taken in turns."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "first.py"
        file.write_text(_FIRST_GRADIENT, encoding="utf8")
        environment = {**os.environ, "SRCAD_CACHE_DIR": f"{folder}/cache"}

        def start(*arguments: str) -> float:
            command = [sys.executable, *arguments]
            return timeit.timeit(lambda: subprocess.run(command, check=True, env=environment), number=1)

        start(str(file))
        runs = [(start("-c", "import numpy"), start(str(file))) for _ in range(20)]
    numpy, first = (min(column) for column in zip(*runs, strict=True))
    ratio = first / numpy
    print(f"import numpy {numpy * 1e3:.0f} ms, first gradient {first * 1e3:.0f} ms:", end=" ")
    print(f"{ratio:.2f} times{mark(ratio, START_LIMIT)}")


def main() -> None:
    """Measure and print."""
    settle_allocator()
    print("the program, its time in µs, the first gradient in ms, gradients in multiples of the program")
    print(f"{'':20} {'program':>12} {'first':>10} {'srcad':>7} {'autograd':>9}")
    for benchmark in BENCHMARKS:
        measure(benchmark)
    print("* with fewer steps: its multiple does not depend on their number\n")
    print("array kernels that write into their arguments; the program gets copies")
    for benchmark in ARRAY_KERNELS:
        measure(benchmark)
    print("\nthe most KiB held at one time by jacobi 2-d, by its gradient, and their ratio")
    for steps in MEMORY_STEPS:
        measure_memory(steps)
    print()
    print("what the dispatcher adds to a call of the emitted function")
    for dispatched in DISPATCHED:
        measure_dispatch(*dispatched)
    print("\na fresh process, warm cache")
    measure_start()


if __name__ == "__main__":
    main()
