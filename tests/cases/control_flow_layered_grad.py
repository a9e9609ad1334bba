import math


def layered_grad(x, kinds, *, layered_bar=1.0):
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
    return y_bar
