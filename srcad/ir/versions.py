"""Operations that give a new version of their first operand; where it is proved to be the same, they write into it."""

#: Writes into arrays.
ARRAY_VERSIONS = frozenset({"array.store", "array.add_at"})

#: Changes of lists that a user makes.
LIST_VERSIONS = frozenset({"list.append", "list.store", "list.insert", "list.delete", "list.extend", "list.pop"})

#: Those by which the list comes to hold what the other operands lead to.
LIST_ADDITIONS = frozenset({"list.append", "list.store", "list.insert", "list.extend"})
