"""The practice model: it follows the conversation, not a script."""
