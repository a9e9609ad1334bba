import math


def composed_grad(x, *, composed_bar=1.0):
    tanh_x = math.tanh(x)
    y = x * tanh_x
    tanh_y = math.tanh(y)

    # reverse sweep
    x_bar = composed_bar * tanh_y                     # line 57: return x * math.tanh(y)
    y_bar = composed_bar * x * (1 - tanh_y * tanh_y)
    y_bar += composed_bar                             # line 56: total += y
    # line 57: return x * math.tanh(y)
    x_bar = x_bar + y_bar * tanh_x + y_bar * x * (1 - tanh_x * tanh_x)
    return x_bar + composed_bar                                         # line 56: total += y
