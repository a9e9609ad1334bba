"""Objects that change: what each holds at a place of the program."""
