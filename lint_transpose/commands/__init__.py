"""The commands, one module each: `add_arguments(parser)` and `run(arguments) -> exit status`.

`run` raises ConfigurationError and OSError, which the command line tells in one line.
"""
