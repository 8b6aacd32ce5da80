"""roo-wizard connects Roo Code (and Zoo Code) to an LLM gateway and proves that the connection works."""

__version__ = "0.1.0"
