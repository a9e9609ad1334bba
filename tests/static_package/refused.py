"""Functions that the static path met in the standard library, and once failed on, in few words."""


class Describes:
    def __init__(self):
        self.level = 3.0
        self.last = 2.0

    def describe(self, x, kind):
        if hasattr(self, "describe_" + kind):
            return getattr(self, "describe_" + kind)(x)
        return self.scaled(x)

    def scaled(self, x):
        self.last = x
        return x * self.level


description = Describes()


def looks_up_a_method_of_an_object_outside(x: float, kind: str):
    return description.describe(x, kind)


def makes_a_class(x):
    class Rate:
        value = 2.0

    def uses_the_class(y):
        return Rate().value * y

    return uses_the_class(x)
