"""What a file that was written by reading annotations asks of its arguments."""

from __future__ import annotations


def check_class(value: object, name: str) -> None:
    """Refuse an object, or one in a list, that is of another class than the annotation says.

    The text holds what methods of that very class do; a subclass may do otherwise.

    Raises
    ------
    TypeError
        If it is of another class.
    """
    for item in value if isinstance(value, list) else [value]:
        if type(item).__name__ != name:
            raise TypeError(
                f"this derivative was written for an object of the class {name}, not {type(item).__name__} [SRC023]\n"
                "  hint: transpile a function of which the argument is annotated with that class"
            )
