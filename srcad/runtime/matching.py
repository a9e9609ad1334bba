"""What the patterns of ``match`` ask of a value whose type is not known before the program runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def is_sequence(value: object) -> bool:
    """Say whether a sequence pattern can match a value: texts, bytes and arrays are no sequences."""
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray))


def is_mapping(value: object) -> bool:
    """Say whether a mapping pattern can match a value."""
    return isinstance(value, Mapping)
