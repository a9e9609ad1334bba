def escape_time_grad(c, limit, *, escape_time_bar=1.0):
    z = 0.0
    steps = 0
    trips = 0
    z_tape = []
    while True:
        z_1 = z * z + c
        steps += 1
        if abs(z_1) > 2.0:
            left_at = 1
            break
        if abs(z_1 - z) < 1e-09:
            left_at = 2
            break
        if steps == limit:
            left_at = 3
            break
        z_tape.append(z)
        trips += 1
        z = z_1

    # reverse sweep
    if left_at == 1:
        c_bar = escape_time_bar / steps      # line 16: return z / steps
        z_bar = c_bar * 2 * z                # line 13: previous, z = z, z * z + c
    elif left_at == 2:
        z_bar = escape_time_bar * 2 * z      # line 13: previous, z = z, z * z + c
        c_bar = escape_time_bar              # line 12: while True
    else:
        c_bar = escape_time_bar * 0.5        # line 20: z = 0.5 * (z + previous)
        z_bar = c_bar + escape_time_bar * z  # line 13: previous, z = z, z * z + c
    for _ in range(trips):
        z = z_tape.pop()
        c_bar += z_bar                       # line 13: previous, z = z, z * z + c
        z_bar = 2 * z_bar * z
    return float(c_bar)
