"""What the linter says of many texts, recorded and compared: so that a move of code shows what it changed."""
