import itertools

import numpy as np


def energy_grad(x, *, energy_bar=1.0):
    t = list(itertools.combinations(range(len(x)), 2))
    a_minus_b_tape = []
    for places in t:
        a = x[places[0]]
        b = x[places[1]]
        a_minus_b_tape.append(a - b)

    # reverse sweep
    x_bar = np.zeros_like(x)
    for k in reversed(range(len(t))):
        a_minus_b = a_minus_b_tape.pop()
        places = t[k]
        # line 19: return sum((a - b) ** 2 for a, b in itertools.combinations(x, 2))
        a_bar = energy_bar * 2 * a_minus_b
        x_bar[places[1]] -= a_bar
        x_bar[places[0]] += a_bar
    return x_bar
