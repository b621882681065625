"""The program oracle: whole random programs, run by Python with recording stand-ins, hold the linter to what happened."""
