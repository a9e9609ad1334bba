"""Identities of algebra that hold bit for bit, by family."""
