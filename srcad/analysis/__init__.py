"""What is found out about a function: aliases, writes, activity; and which arrays must be buffers."""
