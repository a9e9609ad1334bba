"""What is found out about a function: types (specialisation), activity, aliases."""
