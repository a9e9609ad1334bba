import numpy as np


def roughness_grad(x, *, roughness_bar=1.0):
    t = len(x) - 1
    b_minus_a_tape = []
    for k in range(t):
        a = x[k]
        b = x[k + 1]
        b_minus_a_tape.append(b - a)

    # reverse sweep
    x_bar = np.zeros_like(x)
    for k in reversed(range(t)):
        b_minus_a = b_minus_a_tape.pop()
        # line 23: return sum((b - a) ** 2 for a, b in itertools.pairwise(x))
        b_bar = roughness_bar * 2 * b_minus_a
        x_bar[k + 1] += b_bar
        x_bar[k] = -b_bar
    return x_bar
