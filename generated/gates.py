# Value and gradient of `rectified` (examples/gates.py:14) with respect to `w`.
# Value and gradient of `max_gate` (examples/gates.py:21) with respect to `x`, `y`, `z`.
# Written by srcad. To regenerate: srcad transpile examples/gates.py
import numpy as np


def rectified_value_and_grad(w, x, *, rectified_bar=1.0):
    t = w * x
    t1 = np.maximum(t, 0.0)
    value = np.sum(t1)

    # reverse sweep
    g = 0.5 * rectified_bar  # line 11: return np.maximum(t, 0.0)
    g1 = np.where(t == t1, np.where(0.0 == t1, g, rectified_bar), 0.0)
    return value, g1 * x     # line 18: return np.sum(relu(w * x))


def max_gate_value_and_grad(x, y, z, *, max_gate_bar=1.0):
    t = max(x, y)
    t1 = 2.0 * t
    value = t1 * z

    # reverse sweep
    g = max_gate_bar * z * 2.0                       # line 22: return 2.0 * max(x, y) * z
    y_bar = 0.5 * g
    t2 = x == t
    if t2:
        x_bar = y_bar if y == t else g               # line 22: return 2.0 * max(x, y) * z
    else:
        x_bar = 0.0
    if y == t:
        y_bar = y_bar if t2 else g                   # line 22: return 2.0 * max(x, y) * z
    else:
        y_bar = 0.0
    return value, (x_bar, y_bar, max_gate_bar * t1)
