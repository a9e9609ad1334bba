"""Derivatives on disk: one readable file each, named after module and function, verified before use.

A second process finds the file by its :class:`~srcad.cache.key.Key` and checks the
:class:`~srcad.cache.manifest.Manifest` in its trailer; it parses and lowers nothing.
"""
