"""What the patterns of ``match`` ask of a value whose type is not known before the program runs."""

from __future__ import annotations


def is_sequence(value: object) -> bool:
    """Say whether a sequence pattern can match a value: texts, bytes and arrays are no sequences."""
    match value:
        case [*_]:
            return True
        case _:
            return False


def is_mapping(value: object) -> bool:
    """Say whether a mapping pattern can match a value."""
    match value:
        case {}:
            return True
        case _:
            return False
