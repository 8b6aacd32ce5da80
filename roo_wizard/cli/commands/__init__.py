"""One small module per command, each with ``run(arguments) -> int``; loaded only when its command is used."""
