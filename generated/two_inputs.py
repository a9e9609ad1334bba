# Value and gradient of `f` (examples/two_inputs.py:8) with respect to `x1`, `x2`.
# Written by srcad. To regenerate: srcad transpile examples/two_inputs.py:f
import math


def f_value_and_grad(x1, x2, *, f_bar=1.0):
    value = math.log(x1) + x1 * x2 - math.sin(x2)

    # reverse sweep
    x1_bar = f_bar * x2 + f_bar / x1  # line 9: return math.log(x1) + x1 * x2 - math.sin(x2)
    return value, (x1_bar, f_bar * x1 - f_bar * math.cos(x2))
