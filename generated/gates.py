# Value and gradient of `rectified` (examples/gates.py:14) with respect to `w`.
# Value and gradient of `max_gate` (examples/gates.py:21) with respect to `x`, `y`, `z`.
# Written by srcad. To regenerate: srcad transpile examples/gates.py
import numpy as np


def rectified_value_and_grad(w, x, *, rectified_bar=1.0):
    t = w * x
    maximum_t = np.maximum(t, 0.0)

    # reverse sweep
    # line 11: return np.maximum(t, 0.0)
    t1 = np.where(0.0 == maximum_t, 0.5 * rectified_bar, rectified_bar)
    return np.sum(maximum_t), np.where(t == maximum_t, t1, 0.0) * x


def max_gate_value_and_grad(x, y, z, *, max_gate_bar=1.0):
    t = max(x, y)
    t1 = 2.0 * t

    # reverse sweep
    t2 = max_gate_bar * t1                          # line 22: return 2.0 * max(x, y) * z
    t3 = max_gate_bar * z * 2.0
    t4 = 0.5 * t3
    t5 = x == t
    return (
        t1 * z,
        (
            (t4 if y == t else t3) if t5 else 0.0,
            (t4 if t5 else t3) if y == t else 0.0,
            t2,
        ),
    )
