# Value and gradient of `f` (examples/shared_subexpression.py:8) with respect to `x`.
# Written by srcad. To regenerate: srcad transpile examples/shared_subexpression.py:f
import math


def f_value_and_grad(x, *, f_bar=1.0):
    a = x**2
    b = math.exp(a)
    c = a + b
    sqrt_c = math.sqrt(c)
    value = sqrt_c + math.cos(c)

    # reverse sweep
    g = f_bar * math.sin(c)      # line 12: return math.sqrt(c) + math.cos(c)
    c_bar = (0.5 * f_bar / sqrt_c if sqrt_c else f_bar * math.inf) - g
    a_bar = c_bar + c_bar * b    # line 10: b = math.exp(a)
    return value, 2 * a_bar * x  # line 9: a = x**2
