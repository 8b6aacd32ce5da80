"""Talking to a gateway: HTTP, SSE, model lists, error bodies, network phases. Knows no Roo."""
