# Value and gradient of `f` (examples/product_and_sine.py:8) with respect to `x1`, `x2`.
# Gradient of `f` (examples/product_and_sine.py:8) with respect to `x2`.
# Written by srcad. To regenerate: srcad transpile examples/product_and_sine.py:f
import numpy as np


def f_value_and_grad(x1, x2, *, f_bar=1.0):
    value = x1 * x2 + np.sin(x2)

    # reverse sweep
    # line 9: return x1 * x2 + np.sin(x2)
    return value, (f_bar * x2, float(f_bar * np.cos(x2) + f_bar * x1))


def f_grad(x1, x2, *, f_bar=1.0):
    # reverse sweep
    return float(f_bar * np.cos(x2) + f_bar * x1)  # line 9: return x1 * x2 + np.sin(x2)
