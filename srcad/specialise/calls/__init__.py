"""How calls are copied: binding, splicing, versions of functions that call themselves, functions as values."""
