"""What is kept between runs: saved profiles, history, the ledger, the keyring."""
