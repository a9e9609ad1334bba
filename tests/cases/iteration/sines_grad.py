import math

import numpy as np


def sines_grad(x, *, sines_bar=1.0):
    values = [math.sin(item) for item in x]

    # reverse sweep
    t = np.array(values)
    ones_like = np.ones_like(t[:1])
    cumprod = np.cumprod(t[:-1], axis=0)
    flip = np.flip(t[1:], 0)
    concatenate = np.concatenate((ones_like, np.cumprod(flip, axis=0)))
    t1 = np.concatenate((ones_like, cumprod)) * np.flip(concatenate, 0)
    values_bar = list(sines_bar * t1)  # line 80: return math.prod(values)
    x_bar = np.zeros_like(x)
    for k in reversed(range(len(x))):
        item = x[k]
        g = values_bar.pop()           # line 79: values = list(map(math.sin, x))
        x_bar[k] += g * math.cos(item)
    return x_bar
