"""Differentiation: SSA of a function to SSA of its derivative."""
