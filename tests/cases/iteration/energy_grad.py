import itertools

import numpy as np


def energy_grad(x, *, energy_bar=1.0):
    pool = list(x)
    t = list(itertools.combinations(range(len(pool)), 2))
    a_minus_b_tape = []
    for places in t:
        a = pool[places[0]]
        b = pool[places[1]]
        a_minus_b_tape.append(a - b)

    # reverse sweep
    pool_bar = [0.0] * len(pool)
    for k in reversed(range(len(t))):
        a_minus_b = a_minus_b_tape.pop()
        places = t[k]
        # line 19: return sum((a - b) ** 2 for a, b in itertools.combinations(x, 2))
        a_bar = energy_bar * 2 * a_minus_b
        pool_bar[places[1]] -= a_bar
        pool_bar[places[0]] += a_bar
    return np.array(pool_bar)
