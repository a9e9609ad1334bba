import math

import numpy as np


def norm_grad(x, *, norm_bar=1.0):
    t = [v * v for v in x]
    sqrt = math.sqrt(sum(t))

    # reverse sweep
    # line 15: return math.sqrt(sum(v * v for v in x))
    g = 0.5 * norm_bar / sqrt if sqrt else norm_bar * math.inf
    x_bar = np.zeros_like(x)
    for k in reversed(range(len(x))):
        v = x[k]
        v_bar = g * v  # line 15: return math.sqrt(sum(v * v for v in x))
        x_bar[k] += v_bar + v_bar
    return x_bar
