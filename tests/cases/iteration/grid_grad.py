import math

import numpy as np


def grid_grad(x, *, KNOTS, grid_bar=1.0):
    # reverse sweep
    x_bar = np.zeros_like(x)
    for k in reversed(range(len(x))):
        a = x[k]
        a_bar = 0.0
        for k_1 in reversed(range(len(KNOTS))):
            b = KNOTS[k_1]
            # line 71: return sum(math.sin(a * b) for a, b in itertools.product(x, KNOTS))
            a_bar += grid_bar * math.cos(a * b) * b
        # line 71: return sum(math.sin(a * b) for a, b in itertools.product(x, KNOTS))
        x_bar[k] += a_bar
    return x_bar
