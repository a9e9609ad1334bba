"""How control flow is copied, and how what objects hold is joined where it meets."""
