import numpy as np


def nearest_grad(x, point, *, nearest_bar=1.0):
    t = [abs(item - point) for item in x]
    t1 = t.index(min(t))

    # reverse sweep
    x_bar = np.zeros_like(x)
    # line 67: return min(x, key=lambda v: abs(v - point)) ** 2
    x_bar[t1] += nearest_bar * 2 * x[t1]
    return x_bar
