"""The cases of one site judged by the rules, and merged into findings."""
