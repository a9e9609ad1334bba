def loop_in_the_body_grad(x, n, *, loop_in_the_body_bar=1.0):
    s = x
    trips = 0
    exit_number = 0
    s_tape = []
    for i in range(4):
        caught = False
        try:
            s_1 = s * x + 1.0 / (n - i)
        except ZeroDivisionError:
            s_1 = s
            caught = True
        if caught:
            s = s_1
            exit_number = 1
            break
        s_tape.append(s)
        trips += 1
        s = s_1
    caught = exit_number == 1
    if caught:
        s += 2 * x

    # reverse sweep
    s_bar = loop_in_the_body_bar * 2 * s  # line 314: return s * s
    if caught:
        x_bar = 2 * s_bar                 # line 313: s = s + 2 * x
    else:
        x_bar = 0.0
    for _ in range(trips):
        s = s_tape.pop()
        x_bar += s_bar * s                # line 311: s = s * x + 1.0 / (n - i)
        s_bar = s_bar * x
    return x_bar + s_bar
