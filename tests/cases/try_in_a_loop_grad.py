import numpy as np


def in_a_loop_grad(x, n, *, in_a_loop_bar=1.0):
    y_tape = []
    caught_tape = []
    for i in range(n):
        caught = False
        try:
            y = x / (i - 1)
        except ZeroDivisionError:
            y = np.sin(x)
            caught = True
        y_tape.append(y)
        caught_tape.append(caught)

    # reverse sweep
    x_bar = 0.0
    s_bar = in_a_loop_bar               # line 72: return s
    for i in reversed(range(n)):
        caught = caught_tape.pop()
        y = y_tape.pop()
        y_bar = 2 * s_bar * y           # line 71: s = s + y * y
        if caught:
            x_bar += y_bar * np.cos(x)  # line 70: y = np.sin(x)
        else:
            x_bar += y_bar / (i - 1)    # line 68: y = x / (i - 1)
    return float(x_bar)
