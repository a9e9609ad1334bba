# Value and gradient of `square_root` (examples/newton.py:6) with respect to `x`.
# Written by srcad. To regenerate: srcad transpile examples/newton.py:square_root


def square_root_value_and_grad(x, *, square_root_bar=1.0):
    y = 0.5 * (x + 1.0)
    trips = 0
    y_tape = []
    while abs(y * y - x) > 1e-12 * x:
        y_tape.append(y)
        y = 0.5 * (y + x / y)
        trips += 1

    # reverse sweep
    x_bar = 0.0
    y_bar = square_root_bar               # line 10: return y
    for _ in range(trips):
        y_1 = y_tape.pop()
        y_bar *= 0.5                      # line 9: y = 0.5 * (y + x / y)
        x_bar += y_bar / y_1
        y_bar -= y_bar * (x / y_1) / y_1
    return y, x_bar + 0.5 * y_bar         # line 7: y = 0.5 * (x + 1.0)
