import numpy as np


def largest_square_grad(x, *, largest_square_bar=1.0):
    t = [v * v for v in x]
    t1 = max(t)

    # reverse sweep
    t2 = [x_1 == t1 for x_1 in t]
    g = np.divide(largest_square_bar, max(sum(t2), 1))  # line 35: return max(v * v for v in x)
    g1 = [g if x_1 == t1 else 0.0 for x_1 in t]
    x_bar = np.zeros_like(x)
    for k in reversed(range(len(x))):
        v = x[k]
        g2 = g1.pop()                                   # line 35: return max(v * v for v in x)
        x_bar[k] += 2 * g2 * v
    return x_bar
