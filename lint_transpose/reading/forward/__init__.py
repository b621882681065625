"""What a text does when it is imported and used, statement by statement, within bounds: nothing of it is run by Python."""
