# Value and gradient of `escape_time` (examples/control_flow.py:9) with respect to `c`.
# Value and gradient of `drag` (examples/control_flow.py:25) with respect to `speed`.
# Value and gradient of `composed` (examples/control_flow.py:49) with respect to `x`.
# Value and gradient of `chebyshev` (examples/control_flow.py:62) with respect to `x`.
# Value and gradient of `layered` (examples/control_flow.py:69) with respect to `x`.
# Written by srcad. To regenerate: srcad transpile examples/control_flow.py
import math


def escape_time_value_and_grad(c, limit, *, escape_time_bar=1.0):
    z = 0.0
    steps = 0
    trips = 0
    z_tape = []
    while True:
        z_1 = z * z + c
        steps += 1
        if abs(z_1) > 2.0:
            left_at = 1
            z, z_1 = z_1 / steps, z
            break
        if abs(z_1 - z) < 1e-09:
            left_at = 2
            z, z_1 = z_1, z
            break
        if steps == limit:
            left_at = 3
            z, z_1 = 0.5 * (z_1 + z), z
            break
        z_tape.append(z)
        trips += 1
        z = z_1

    # reverse sweep
    if left_at == 1:
        c_bar = escape_time_bar / steps        # line 16: return z / steps
        z_bar = c_bar * 2 * z_1                # line 13: previous, z = z, z * z + c
    elif left_at == 2:
        z_bar = escape_time_bar * 2 * z_1      # line 13: previous, z = z, z * z + c
        c_bar = escape_time_bar                # line 12: while True
    else:
        c_bar = escape_time_bar * 0.5          # line 20: z = 0.5 * (z + previous)
        z_bar = c_bar + escape_time_bar * z_1  # line 13: previous, z = z, z * z + c
    for _ in range(trips):
        z_1 = z_tape.pop()
        c_bar += z_bar                         # line 13: previous, z = z, z * z + c
        z_bar = 2 * z_bar * z_1
    return z, float(c_bar)


def drag_value_and_grad(speed, body, *, drag_bar=1.0):
    condition = body == "ball" or body == "sphere"
    if condition:
        coefficient = 0.47
    else:
        body_is_plate = body == "plate"
        if body_is_plate:
            coefficient = 1.28
        else:
            condition_1 = body == "drop" and speed > 10.0
            if condition_1:
                coefficient = 0.04 + 0.001 * (speed - 10.0)
            else:
                coefficient = 1.0
    t = 0.5 * coefficient
    speed_squared = speed**2
    value = t * speed_squared

    # reverse sweep
    g = drag_bar * speed_squared  # line 36: return 0.5 * coefficient * speed**2
    speed_bar = drag_bar * t * 2 * speed
    if not condition and not body_is_plate and condition_1:
        speed_bar += g * 0.0005   # line 33: coefficient = 0.04 + 0.001 * (speed - 10.0)
    return value, speed_bar


def composed_value_and_grad(x, *, composed_bar=1.0):
    total = 0.0 + x
    tanh_x = math.tanh(x)
    y = x * tanh_x
    total += y
    tanh_y = math.tanh(y)
    value = x * tanh_y + total

    # reverse sweep
    x_bar = composed_bar * tanh_y                     # line 57: return x * math.tanh(y)
    y_bar = composed_bar * x * (1 - tanh_y * tanh_y)
    y_bar += composed_bar                             # line 56: total += y
    # line 57: return x * math.tanh(y)
    x_bar = x_bar + y_bar * tanh_x + y_bar * x * (1 - tanh_x * tanh_x)
    return value, x_bar + composed_bar                                  # line 56: total += y


def chebyshev_forward(n, x):
    n_below_2 = n < 2
    if n_below_2:
        if not n:
            x = 1.0
        return x, (n_below_2, n, None, None, None, None)
    t = 2.0 * x
    t1, chebyshev_tape = chebyshev_forward(n - 1, x)
    t2, chebyshev_tape_1 = chebyshev_forward(n - 2, x)
    return t * t1 - t2, (n_below_2, n, chebyshev_tape_1, t1, t, chebyshev_tape)


def chebyshev_reverse(tape, chebyshev_bar):
    condition, n, chebyshev_tape, t, t1, chebyshev_tape_1 = tape
    if condition:
        if n:
            return chebyshev_bar
        return 0.0
    x_bar = chebyshev_reverse(chebyshev_tape, -chebyshev_bar)
    x_bar += chebyshev_reverse(chebyshev_tape_1, chebyshev_bar * t1)
    return x_bar + chebyshev_bar * t * 2.0


def chebyshev_value_and_grad(n, x, *, chebyshev_bar=1.0):
    n_below_2 = n < 2
    if n_below_2:
        if not n:
            x = 1.0
    else:
        t = 2.0 * x
        t1, chebyshev_tape = chebyshev_forward(n - 1, x)
        t2, chebyshev_tape_1 = chebyshev_forward(n - 2, x)
        x = t * t1 - t2

    # reverse sweep
    if n_below_2:
        if n:
            x_bar = chebyshev_bar  # line 64: if n < 2
        else:
            x_bar = 0.0
    else:
        # line 66: return 2.0 * x * chebyshev(n - 1, x) - chebyshev(n - 2, x)
        x_bar = chebyshev_reverse(chebyshev_tape_1, -chebyshev_bar)
        x_bar += chebyshev_reverse(chebyshev_tape, chebyshev_bar * t)
        x_bar += chebyshev_bar * t1 * 2.0
    return x, float(x_bar)


def layered_value_and_grad(x, kinds, *, layered_bar=1.0):
    tape = []
    y_tape = []
    tape_1 = []
    for kind in kinds:
        if kind == "s":
            t = "sin"
        elif kind == "t":
            t = "tanh"
        else:
            if kind != "q":
                raise KeyError(kind)
            t = "function"
        y = x + 0.5
        y_tape.append(y)
        t1 = t == "sin"
        tape_1.append(t1)
        if t1:
            x = math.sin(y)
        else:
            t2 = t == "tanh"
            tape.append(t2)
            x = math.tanh(y) if t2 else y * y

    # reverse sweep
    y_bar = layered_bar                       # line 74: return x
    for _ in range(len(kinds)):
        t3 = tape_1.pop()
        y = y_tape.pop()
        if t3:
            y_bar *= math.cos(y)              # line 73: x = functions[kind](x + 0.5)
        else:
            t4 = tape.pop()
            if t4:
                tanh_y = math.tanh(y)
                y_bar *= 1 - tanh_y * tanh_y  # line 73: x = functions[kind](x + 0.5)
            else:
                # line 71: functions = {"s": math.sin, "t": math.tanh, "q": lambda y: y * y}
                y_bar = 2 * y_bar * y
    return x, y_bar
