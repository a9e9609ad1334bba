"""What a derivative does and what it costs, told to people."""
