"""What each part of the reader, of comparing and of fixing earns: switched off, counted, timed."""
