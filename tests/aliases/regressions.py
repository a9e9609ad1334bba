"""Programs that were wrong once: what random ones were made smaller to."""

from __future__ import annotations

from textwrap import dedent

from tests.aliases.generate import Program
from tests.aliases.inputs import Input

REGRESSIONS: dict[str, Program] = {}


def _enter(name: str, body: str, x: Input, y: Input | None = None, *, together: bool = False) -> None:
    lines = [f"    {line}" for line in dedent(body).strip().splitlines()]
    text = "\n".join(["import numpy as np", "", "", "def program(x, y, s):", *lines, ""])
    REGRESSIONS[name] = Program(text, x, y or Input((2, 3)), together)


_enter(
    "a function made in a loop sees an array that is written to",
    """
    b = x * 1.0
    v = b[1:]
    for i in range(2):
        f = lambda p: b[1] * p
        b[i] = f(x[0])
    return np.sum(v) + np.sum(b)
    """,
    Input((4,)),
)
_enter(
    "a function that sees another one is called in a branch",
    """
    b = x * 1.0
    v = b[1:]
    f = lambda p: b[1] * p
    g = lambda p: f(p) * 2.0
    if s > 0.0:
        b[0] = g(x[1])
    return np.sum(v) + np.sum(b)
    """,
    Input((4,)),
)
_enter(
    "arrays out of a tuple that a loop goes through",
    """
    for q in (x, y):
        q[0] = 0.5
    return x.sum() + y.sum() * s
    """,
    Input((2, 3)),
)
_enter(
    "an array is added to itself through a copy of another name",
    """
    b = x
    x += b.copy()
    return b.sum()
    """,
    Input((4,)),
)
_enter(
    "two copies that NumPy makes of one view are not the same",
    """
    r = x[1]
    r -= np.where(x[1].ravel() > -0.75, x[1].ravel(), 0.5)
    return np.sum(x)
    """,
    Input((2, 3), "F"),
)
_enter(
    "a copy that NumPy makes in a loop does not hold what its base has received",
    """
    for i in (2, 0, 1):
        b = x.reshape(2, 4).reshape(8)
        b[i] = 0.5
    return np.sum(x)
    """,
    Input((2, 2, 2), "transposed"),
)
for _layout in ("strided", "reversed"):
    _enter(
        f"ravel of a {_layout} argument copies, of its owned copy, too",
        """
        r = x.ravel()
        r[:-1] -= 0.5
        r[::-2] *= x[..., -3]
        return np.sum(r)
        """,
        Input((3,), _layout),
    )
_enter(
    "an array without axes is written to after it was read",
    """
    b = x
    b[()] = 0.5 * s
    return np.sin(b)
    """,
    Input(()),
)
_enter(
    "an element of an array without axes",
    """
    b = x[()]
    return np.sin(x) + b
    """,
    Input(()),
)
_enter(
    "the view that a loop is left with, and no other trip has",
    """
    b = np.ones((2, 2, 2)) * x[0]
    for i in range(2):
        for e in b:
            if i == 1:
                e[i, i] = 0.5
                return e.sum()
    return 0.0 * s
    """,
    Input((4,)),
)
_enter(
    "a tuple made in the inner one of two loops",
    """
    n = 0
    while n < 2:
        n += 1
        k = 0
        while k < n:
            k += 1
            held = (0.5, 0.5)
        s = s * held[0]
    return s * x[0]
    """,
    Input((4,)),
)
_enter(
    "an array that is written to while numbers are zipped out of it",
    """
    for a, b in zip(x, x):
        x[2] *= a
    return x.sum()
    """,
    Input((4,)),
)
_enter(
    "a read-only view is read behind a write to what it looks at",
    """
    b = x * 1.0
    v = np.diagonal(b)[1:]
    b[1, 1] = b[0, 0] * 3.0 * s
    return np.sum(b) + v[0] * v[-1]
    """,
    Input((3, 3)),
)
_enter(
    "an array of single precision is all that a gradient is made of",
    """
    b = np.zeros(4, np.float32)
    b[:] = x
    c = x.astype(np.float32)
    c[...] = x * s
    return np.sum(b * b) + np.sum(c)
    """,
    Input((4,)),
)
_enter(
    "arrays of a list are written to in the next trip, under another name",
    """
    b = x * 1.0
    kept = []
    for k in range(3):
        b[0] *= x[1]
        b = b * 2.0
        kept.append(b)
    return kept[0][0] * kept[1][0] + np.sum(kept[2])
    """,
    Input((4,)),
)
_enter(
    "an array is written to behind being put into a dict that is older",
    """
    kept = {}
    for k in range(3):
        b = x * 1.0
        kept[str(k)] = b
        b[0] *= x[1]
    total = 0.0
    for k in range(3):
        total = total + kept[str(k)][0] * (k + 1)
    return total
    """,
    Input((4,)),
)
_enter(
    "an array without axes is overwritten as a whole in a loop",
    """
    for k in range(3):
        x[...] -= 0.5
    return x * x
    """,
    Input(()),
)
_enter(
    "an array without axes is written to in each trip, and computed with as a number",
    """
    b = x
    for e in y:
        b[()] *= 0.5
    return b * b
    """,
    Input(()),
    Input((3,)),
)
_enter(
    "a copy without axes is read as a whole",
    """
    b = np.copy(x)
    np.multiply(b[()], 0.5, out=x)
    return x + np.sin(b)
    """,
    Input(()),
)
_enter(
    "references to a buffer stand on a tape that a branch makes, and its adjoint is read before that is undone",
    """
    b = x * 1.0
    c = y * 1.0
    b[...] = s
    np.sin(b[1, ...], out=np.asarray(b))
    if np.sum(c) < -1e9:
        pass
    else:
        for i in range(2):
            c[..., None, 1] *= np.expand_dims(b, 0)[[0], [-5]]
    return np.sum(c)
    """,
    Input((5,)),
    Input((4,)),
)
_enter(
    "the adjoint of an array of double precision comes from that of a short one, and goes through a loop",
    """
    b = y.copy()
    for i in (2, 0, 1):
        b[:] *= 0.5
    short = np.zeros((2, 3, 2), dtype=np.float32)
    flat = short.ravel()
    flat[::-1] -= b.ravel()
    b[-1] = short[1, 0, 1]
    return flat.sum()
    """,
    Input(()),
    Input((2, 3, 2)),
)
_enter(
    "a loop over a written array after another one, whose items were paired",
    """
    b = x * 1.0
    for k, row in enumerate(b):
        row[...] = b[0] * s
    values = [e * 0.5 for e in b.ravel()]
    return np.sum(b) + values[3]
    """,
    Input((2, 3)),
)
_enter(
    "a loop that writes to an array is always left by an exception",
    """
    try:
        for i in range(1):
            x[1] = 0.9
            a = (c, 0.5)
        c = 3.0
    except Exception:
        return x[0] * s
    return np.sum(x)
    """,
    Input((3,)),
)
_enter(
    "an array in a list that a loop made is written to",
    """
    h = [x * k for k in range(3)]
    h[2] *= x
    return h[2].sum() * s
    """,
    Input((3,)),
)
_enter(
    "an array that a list holds twice is written to by its name",
    """
    a = x * 1.0
    held = []
    for i in range(2):
        held.append(a)
    a *= x[0]
    return held[0].sum() + held[1].sum() * s
    """,
    Input((3,)),
)
_enter(
    "views of an array are kept in a list, and the array is written to",
    """
    held = []
    a = x * 1.0
    for i in range(2):
        held.append(a[i:])
    a *= x
    return held[-1].sum() + held[0][0] * s
    """,
    Input((3,)),
)
_enter(
    "an array found in a list by a number of the program's is written to",
    """
    held = [x * 1.0, x * 2.0]
    i = int(s > 5.0)
    held[i] *= 0.8
    held[0] *= x[0]
    held[1] -= (held[1] @ x) * held[i]
    return held[0].sum() + held[1].sum()
    """,
    Input((3,)),
)
_enter(
    "functions that give back their operand",
    """
    a = x.copy()
    b = np.diff(a, n=0)
    b *= 2.0
    c = np.outer(x, x)
    d = np.linalg.matrix_power(c, 1)
    c[0] = s
    return (a**2).sum() + b.sum() + (d**2).sum()
    """,
    Input((3,)),
)
_enter(
    "the greatest of a list of views is sought before the list changes",
    """
    views = [x[i : i + 2] for i in range(3)]
    largest = max(views, key=lambda a: np.sum(a))
    largest += 1.0
    views.pop(0)[1] -= 0.5
    views.insert(0, x)
    return sum(np.sum(a) * (k + 1) * s for k, a in enumerate(views))
    """,
    Input((4,)),
)
_enter(
    "a list of views is sorted and written to",
    """
    views = [x[i : i + 2] for i in range(3)]
    largest = max(views, key=lambda a: np.sum(a))
    largest *= s
    views.sort(key=lambda a: a[0])
    views[0] *= 2.0
    return sum(np.sum(a) * (k + 1) for k, a in enumerate(views))
    """,
    Input((4,)),
)
