"""One small program, or command, for each code of an error."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """The file ``example.py``, and the command that is run beside it; without one, the file is run."""

    code: str
    program: str
    command: tuple[str, ...] = ()


EXAMPLES = (
    Example(
        "SRC001",
        """\
import srcad

@srcad.grad
async def f(x):
    return x * x

f(2.0)
""",
    ),
    Example(
        "SRC002",
        """\
import srcad

@srcad.grad
def f(x):
    yield x * x

f(2.0)
""",
    ),
    Example(
        "SRC003",
        """\
import numpy as np
import srcad

@srcad.grad
def f(x):
    x.resize(3)
    return x[0] * x[2]

f(np.ones(2))
""",
    ),
    Example(
        "SRC004",
        """\
import math
import srcad

@srcad.grad
def f(x):
    return x * math.nextafter(x, 3.0)

f(2.0)
""",
    ),
    Example(
        "SRC005",
        """\
import srcad

@srcad.grad
def f(x):
    return speed * x

f(2.0)
""",
    ),
    Example(
        "SRC006",
        """\
import srcad

@srcad.grad
def f(x):
    values = []

    def descend(k):
        nonlocal values
        values = [x * k, values]
        if k > 0:
            descend(k - 1)

    descend(3)
    return values[0]

f(2.0)
""",
    ),
    Example(
        "SRC008",
        """\
import srcad

@srcad.grad
def power(x, n):
    return x * power(x, n - 1) if n else 1.0

power(2.0, 3)
""",
    ),
    Example(
        "SRC009",
        """\
import srcad

def scaled(x, factor):
    return factor * x

@srcad.grad
def f(x):
    return scaled(x)

f(2.0)
""",
    ),
    Example(
        "SRC010",
        """\
import srcad

def square(x): return x * x
def more(x): return square(square(square(square(square(square(square(square(square(x)))))))))
def much(x): return more(more(more(more(more(more(more(more(more(x)))))))))
def very_much(x): return much(much(much(much(much(much(much(much(much(x)))))))))
def much_more(x): return very_much(very_much(very_much(very_much(very_much(very_much(x))))))

@srcad.grad
def f(x):
    return much_more(much_more(much_more(much_more(much_more(much_more(much_more(x)))))))

f(2.0)
""",
    ),
    Example(
        "SRC020",
        """\
import srcad

def f(x, y):
    return x * y

srcad.grad(f, argnums=2)(2.0, 3.0)
""",
    ),
    Example(
        "SRC021",
        """\
import srcad

@srcad.grad
def f(n):
    return n * n

f(2)
""",
    ),
    Example(
        "SRC022",
        """\
import srcad

@srcad.grad
def f(x):
    return x, x * x

f(2.0)
""",
    ),
    Example(
        "SRC023",
        """\
import numpy as np
import srcad

@srcad.grad
def f(u):
    return np.sum(u)

f(np.array([1.0, None]))
""",
    ),
    Example(
        "SRC024",
        """\
import numpy as np

def total(u):
    return np.sum(u)
""",
        ("transpile", "example.py:total", "--types", "u: float65[n]"),
    ),
    Example(
        "SRC030",
        """\
import srcad

exec("def f(x): return x * x")
srcad.grad(f)(2.0)
""",
    ),
    Example(
        "SRC031",
        """\
import srcad

@srcad.grad
def f(x):
    return x * x

with open(__file__, "r+") as file:
    text = file.read().replace("x * x", "x + x")
    file.seek(0)
    file.write(text)
f(2.0)
""",
    ),
    Example("SRC032", "def f(x): return x * x\n", ("transpile", "exmaple.py:f")),
    Example("SRC033", "def wave(x): return x * x\n", ("transpile", "example.py:wafe")),
    Example(
        "SRC040",
        """\
import srcad

@srcad.grad
def f(x):
    return x * x

f(2.0)
""",
        ("SRCAD_CACHE_DIR=example.py",),
    ),
    Example("SRC050", "def f(x): return x * x\n", ("transpile", "example.py:f", "-o", "example.py")),
    Example("SRC051", "def f(x): return x * x\n", ("transpile", "example.py:f", "--check")),
    Example("SRC052", "def f(x): return x * x\n", ("transpile", "example.py:f", "-o", "example.py/f.py")),
)
