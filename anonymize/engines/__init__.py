"""Engines: who has the work done, and where. What the work is, is left to `finder`."""
