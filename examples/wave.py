import numpy as np


def wave(x: float, n: int):
    y = x
    for _ in range(n):
        y = np.sin(y) * x
    return y
