import numpy as np


def wave_grad(x, n, *, wave_bar=1.0):
    y = x
    y_tape = []
    sin_y_tape = []
    for _ in range(n):
        y_tape.append(y)
        sin_y = np.sin(y)
        sin_y_tape.append(sin_y)
        y = sin_y * x

    # reverse sweep
    x_bar = 0.0
    y_bar = wave_bar                   # line 8: return y
    for _ in range(n):
        sin_y = sin_y_tape.pop()
        y = y_tape.pop()
        x_bar += y_bar * sin_y         # line 7: y = np.sin(y) * x
        y_bar = y_bar * x * np.cos(y)
    return float(x_bar + y_bar)
