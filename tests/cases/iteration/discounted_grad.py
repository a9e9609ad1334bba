import numpy as np


def discounted_grad(x, *, discounted_bar=1.0):
    x0 = x[0]
    factor = 1.0
    factor_tape = []
    for _ in x:
        factor_tape.append(factor)
        factor = factor * x0

    # reverse sweep
    factor_bar = 0.0
    g = 0.0
    x_bar = np.zeros_like(x)
    for k in reversed(range(len(x))):
        factor = factor_tape.pop()
        v = x[k]
        factor_bar_1 = factor_bar * x0                  # line 56: factor *= rate
        g += factor_bar * factor
        v_bar = discounted_bar * factor                 # line 55: yield v * factor
        factor_bar = factor_bar_1 + discounted_bar * v
        x_bar[k] += v_bar                               # line 54: for v in x
    x_bar[0] += g                                       # line 58: return sum(steps(x[0]))
    return x_bar
