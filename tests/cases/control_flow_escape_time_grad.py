def escape_time_grad(c, limit, *, escape_time_bar=1.0):
    z = 0.0
    steps = 0
    trips = 0
    exit_number = 0
    z_tape = []
    while True:
        z_4 = z * z + c
        steps += 1
        if abs(z_4) > 2.0:
            left_at = 1
            z_3 = z
            exit_number = 2
            break
        if abs(z_4 - z) < 1e-09:
            left_at = 2
            z_2 = z
            exit_number = 1
            break
        if steps == limit:
            z_1 = 0.5 * (z_4 + z)
            left_at = 3
            z_1 = z
            exit_number = 1
            break
        z_tape.append(z)
        trips += 1
        z = z_4

    # reverse sweep
    if exit_number == 2:
        c_bar = 0.0
        t = escape_time_bar      # line 12: while True
    else:
        t = 0.0
        c_bar = escape_time_bar  # line 12: while True
    if left_at == 1:
        c_bar += t / steps       # line 16: return z / steps
        z_bar = 2 * c_bar * z_3  # line 13: previous, z = z, z * z + c
    elif left_at == 2:
        z_bar = 2 * c_bar * z_2  # line 13: previous, z = z, z * z + c
    else:
        c_bar *= 0.5             # line 20: z = 0.5 * (z + previous)
        g = c_bar * z_1          # line 13: previous, z = z, z * z + c
        z_bar = c_bar + g + g
    for _ in range(trips):
        z = z_tape.pop()
        c_bar += z_bar           # line 13: previous, z = z, z * z + c
        z_bar = 2 * z_bar * z
    return float(c_bar)
