"""The command ``srcad``."""
