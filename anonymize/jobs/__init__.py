"""Inputs to outputs: files as pieces of work, records in and out, and what became of each, in books."""
