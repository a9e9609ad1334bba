"""A differential equation solved by Runge and Kutta's method: how the final prey depends on the four rates."""

import srcad


def prey_rate(prey, predators, growth, predation):
    return prey * (growth - predation * predators)


def predator_rate(prey, predators, decay, feeding):
    return predators * (feeding * prey - decay)


def loss(growth: float, predation: float, decay: float, feeding: float, target: float, n: int):
    prey, predators = 1.0, 0.5
    dt = 2.0 / n
    for _ in range(n):
        a1 = prey_rate(prey, predators, growth, predation)
        b1 = predator_rate(prey, predators, decay, feeding)
        a2 = prey_rate(prey + dt / 2 * a1, predators + dt / 2 * b1, growth, predation)
        b2 = predator_rate(prey + dt / 2 * a1, predators + dt / 2 * b1, decay, feeding)
        a3 = prey_rate(prey + dt / 2 * a2, predators + dt / 2 * b2, growth, predation)
        b3 = predator_rate(prey + dt / 2 * a2, predators + dt / 2 * b2, decay, feeding)
        a4 = prey_rate(prey + dt * a3, predators + dt * b3, growth, predation)
        b4 = predator_rate(prey + dt * a3, predators + dt * b3, decay, feeding)
        prey = prey + dt / 6 * (a1 + 2 * a2 + 2 * a3 + a4)
        predators = predators + dt / 6 * (b1 + 2 * b2 + 2 * b3 + b4)
    return (prey - target) ** 2


loss_grad = srcad.value_and_grad(loss, argnums=("growth", "predation", "decay", "feeding"))


def main():
    value, gradient = loss_grad(1.5, 1.0, 3.0, 1.0, 2.0, 200)
    print("squared deviation of the prey at t = 2 from 2")
    print(f"value {value:.12f}")
    for name, slope in zip(("growth", "predation", "decay", "feeding"), gradient):
        print(f"d/d{name:<10} {slope:.12f}")


if __name__ == "__main__":
    main()
