"""Generators, and the functions that go through what they are given."""
