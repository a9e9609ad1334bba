"""Specialisation: a copy of a function for given types of its arguments.

It begins in ``function``; ``cloner`` copies.
"""
