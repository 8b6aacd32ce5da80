"""Pure values that every room speaks: no network, no files, no clock, no randomness."""
