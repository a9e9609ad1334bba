import numpy as np


def polynomial_grad(coefficients, x, *, polynomial_bar=1.0):
    # reverse sweep
    coefficients_bar = np.zeros_like(coefficients)
    # line 27: return functools.reduce(lambda total, c: total * x + c, coefficients)
    total_bar = polynomial_bar
    for k in reversed(range(1, len(coefficients))):
        # line 27: return functools.reduce(lambda total, c: total * x + c, coefficients)
        coefficients_bar[k] = total_bar
        total_bar = total_bar * x
    # line 27: return functools.reduce(lambda total, c: total * x + c, coefficients)
    coefficients_bar[0] = total_bar
    return coefficients_bar
