"""The proof: checks, refusal ladder, verdict, statistics, the engine."""
