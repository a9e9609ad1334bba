# Value and gradient of `rectified` (examples/gates.py:14) with respect to `w`.
# Value and gradient of `max_gate` (examples/gates.py:21) with respect to `x`, `y`, `z`.
# Written by srcad. To regenerate: srcad transpile examples/gates.py
import numpy as np
from srcad import runtime


def rectified_value_and_grad(w, x, *, rectified_bar=1.0):
    t = w * x
    value = np.sum(np.maximum(t, 0.0))

    # reverse sweep
    t_bar = runtime.masked(rectified_bar, t > 0.0, t == 0.0)  # line 11: return np.maximum(t, 0.0)
    return value, t_bar * x                                   # line 18: return np.sum(relu(w * x))


def max_gate_value_and_grad(x, y, z, *, max_gate_bar=1.0):
    max_x_y = max(x, y)
    t = 2.0 * max_x_y
    value = t * z

    # reverse sweep
    z_bar = max_gate_bar * t  # line 22: return 2.0 * max(x, y) * z
    g = max_gate_bar * z * 2.0
    g1 = 0.5 * g
    x_bar = (g1 if y == max_x_y else g) if x == max_x_y else 0.0
    y_bar = (g1 if x == max_x_y else g) if y == max_x_y else 0.0
    return value, (x_bar, y_bar, z_bar)
