"""Operations that give a new version of their first operand; where it is proved to be the same, they write into it."""

#: Writes into arrays.
ARRAY_VERSIONS = frozenset({"array.store", "array.add_at"})

#: Changes of lists that a user makes.
LIST_VERSIONS = frozenset({"list.append", "list.store", "list.insert", "list.delete", "list.extend", "list.pop"})

#: Those by which the list comes to hold what the other operands lead to.
LIST_ADDITIONS = frozenset({"list.append", "list.store", "list.insert", "list.extend"})

#: ``old op= y`` of an array or a number, with ``old op y``: writes into the one, takes the place of the other.
AUGMENTED = "srcad.runtime.augmented"

#: The same of what must be a number, for other names would see the array change: refused when the program runs.
REBOUND = "srcad.runtime.rebound"
