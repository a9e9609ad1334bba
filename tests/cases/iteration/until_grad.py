import numpy as np


def until_grad(x, limit, *, until_bar=1.0):
    total = 0.0
    trips = 0
    for v in x:
        square = v * v
        if total > limit:
            break
        total += square
        trips += 1

    # reverse sweep
    x_bar = np.zeros_like(x)
    total_bar = until_bar              # line 48: return total
    for k in reversed(range(trips)):
        v = x[k]
        x_bar[k] += 2 * total_bar * v  # line 44: for square in (v * v for v in x)
    return x_bar
