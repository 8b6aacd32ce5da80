"""How the client reads an answer: from the bytes of a stream to calls that run, or to the reason why none does."""
