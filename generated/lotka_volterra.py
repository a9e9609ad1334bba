# Value and gradient of `loss` (examples/lotka_volterra.py:14) with respect to `growth`, `predation`, `decay`, `feeding`.
# Written by srcad. To regenerate: srcad transpile examples/lotka_volterra.py:loss


def loss_value_and_grad(growth, predation, decay, feeding, target, n, *, loss_bar=1.0):
    dt = 2.0 / n
    half_dt = dt / 2
    dt_over_6 = dt / 6
    prey = 1.0
    predators = 0.5
    prey_tape = []
    predators_tape = []
    for _ in range(n):
        prey_tape.append(prey)
        predators_tape.append(predators)
        a1 = prey * (growth - predation * predators)
        b1 = predators * (feeding * prey - decay)
        prey_1 = prey + half_dt * a1
        predators_1 = predators + half_dt * b1
        a2 = prey_1 * (growth - predation * predators_1)
        b2 = predators_1 * (feeding * prey_1 - decay)
        prey_1 = prey + half_dt * a2
        predators_1 = predators + half_dt * b2
        a3 = prey_1 * (growth - predation * predators_1)
        b3 = predators_1 * (feeding * prey_1 - decay)
        prey_1 = prey + dt * a3
        predators_1 = predators + dt * b3
        a4 = prey_1 * (growth - predation * predators_1)
        b4 = predators_1 * (feeding * prey_1 - decay)
        prey += dt_over_6 * (a1 + 2 * a2 + 2 * a3 + a4)
        predators += dt_over_6 * (b1 + 2 * b2 + 2 * b3 + b4)
    prey_minus_target = prey - target
    value = prey_minus_target**2

    # reverse sweep
    prey_bar = loss_bar * 2 * prey_minus_target  # line 28: return (prey - target) ** 2
    predators_bar = 0.0
    decay_bar = 0.0
    feeding_bar = 0.0
    growth_bar = 0.0
    predation_bar = 0.0
    for _ in range(n):
        predators = predators_tape.pop()
        prey = prey_tape.pop()
        t = growth - predation * predators
        a1 = prey * t
        t1 = feeding * prey - decay
        b1 = predators * t1
        prey_1 = prey + half_dt * a1
        predators_1 = predators + half_dt * b1
        t2 = growth - predation * predators_1
        a2 = prey_1 * t2
        t3 = feeding * prey_1 - decay
        b2 = predators_1 * t3
        prey_2 = prey + half_dt * a2
        predators_2 = predators + half_dt * b2
        t4 = growth - predation * predators_2
        a3 = prey_2 * t4
        t5 = feeding * prey_2 - decay
        b3 = predators_2 * t5
        prey_3 = prey + dt * a3
        predators_3 = predators + dt * b3
        # line 27: predators = predators + dt / 6 * (b1 + 2 * b2 + 2 * b3 + b4)
        b4_bar = predators_bar * dt_over_6
        b3_bar = 2 * b4_bar
        b2_bar = 2 * b4_bar
        a4_bar = prey_bar * dt_over_6  # line 26: prey = prey + dt / 6 * (a1 + 2 * a2 + 2 * a3 + a4)
        a3_bar = 2 * a4_bar
        a2_bar = 2 * a4_bar
        # line 11: return predators * (feeding * prey - decay)
        predators_bar_1 = b4_bar * (feeding * prey_3 - decay)
        g = b4_bar * predators_3
        decay_bar -= g
        prey_bar_1 = g * feeding
        feeding_bar += g * prey_3
        # line 25: b4 = predator_rate(prey + dt * a3, predators + dt * b3, decay, feeding)
        predators_bar += predators_bar_1
        b3_bar += predators_bar_1 * dt
        prey_bar += prey_bar_1
        a3_bar += prey_bar_1 * dt
        # line 7: return prey * (growth - predation * predators)
        prey_bar_1 = a4_bar * (growth - predation * predators_3)
        g1 = a4_bar * prey_3
        growth_bar += g1
        g2 = g1 * predation
        predators_bar_1 = -g2
        predation_bar -= g1 * predators_3
        # line 24: a4 = prey_rate(prey + dt * a3, predators + dt * b3, growth, predation)
        predators_bar -= g2
        b3_bar += predators_bar_1 * dt
        prey_bar += prey_bar_1
        a3_bar += prey_bar_1 * dt
        predators_bar_1 = b3_bar * t5   # line 11: return predators * (feeding * prey - decay)
        g3 = b3_bar * predators_2
        decay_bar -= g3
        prey_bar_1 = g3 * feeding
        feeding_bar += g3 * prey_2
        # line 23: b3 = predator_rate(prey + dt / 2 * a2, predators + dt / 2 * b2, decay, feeding)
        predators_bar += predators_bar_1
        b2_bar += predators_bar_1 * half_dt
        prey_bar += prey_bar_1
        a2_bar += prey_bar_1 * half_dt
        prey_bar_1 = a3_bar * t4  # line 7: return prey * (growth - predation * predators)
        g4 = a3_bar * prey_2
        growth_bar += g4
        g5 = g4 * predation
        predators_bar_1 = -g5
        predation_bar -= g4 * predators_2
        # line 22: a3 = prey_rate(prey + dt / 2 * a2, predators + dt / 2 * b2, growth, predation)
        predators_bar -= g5
        b2_bar += predators_bar_1 * half_dt
        prey_bar += prey_bar_1
        a2_bar += prey_bar_1 * half_dt
        predators_bar_1 = b2_bar * t3        # line 11: return predators * (feeding * prey - decay)
        g6 = b2_bar * predators_1
        decay_bar -= g6
        prey_bar_1 = g6 * feeding
        feeding_bar += g6 * prey_1
        # line 21: b2 = predator_rate(prey + dt / 2 * a1, predators + dt / 2 * b1, decay, feeding)
        predators_bar += predators_bar_1
        b1_bar = b4_bar + predators_bar_1 * half_dt
        prey_bar += prey_bar_1
        a1_bar = a4_bar + prey_bar_1 * half_dt
        prey_bar_1 = a2_bar * t2  # line 7: return prey * (growth - predation * predators)
        g7 = a2_bar * prey_1
        growth_bar += g7
        g8 = g7 * predation
        predators_bar_1 = -g8
        predation_bar -= g7 * predators_1
        # line 20: a2 = prey_rate(prey + dt / 2 * a1, predators + dt / 2 * b1, growth, predation)
        predators_bar -= g8
        b1_bar += predators_bar_1 * half_dt
        prey_bar += prey_bar_1
        a1_bar += prey_bar_1 * half_dt
        g9 = b1_bar * predators  # line 11: return predators * (feeding * prey - decay)
        predators_bar += b1_bar * t1
        decay_bar -= g9
        feeding_bar += g9 * prey
        prey_bar += g9 * feeding
        g10 = a1_bar * prey      # line 7: return prey * (growth - predation * predators)
        prey_bar += a1_bar * t
        growth_bar += g10
        predation_bar -= g10 * predators
        predators_bar -= g10 * predation
    return value, (growth_bar, predation_bar, decay_bar, feeding_bar)
