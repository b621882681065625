"""What an expression holds, in one world."""
