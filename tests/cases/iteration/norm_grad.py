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
        x_bar[k] += 2 * g * v  # line 15: return math.sqrt(sum(v * v for v in x))
    return x_bar
