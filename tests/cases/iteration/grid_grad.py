import math

import numpy as np


def grid_grad(x, *, KNOTS, grid_bar=1.0):
    list_x = list(x)

    # reverse sweep
    t = [0.0] * len(list_x)
    for k in reversed(range(len(list_x))):
        a = list_x[k]
        a_bar = 0.0
        for k_1 in reversed(range(len(KNOTS))):
            b = KNOTS[k_1]
            # line 71: return sum(math.sin(a * b) for a, b in itertools.product(x, KNOTS))
            a_bar += grid_bar * math.cos(a * b) * b
        # line 71: return sum(math.sin(a * b) for a, b in itertools.product(x, KNOTS))
        t[k] += a_bar
    return np.array(t)
