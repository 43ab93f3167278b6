"""Inputs that were made to break the tool or to slip past it, each with what must happen."""
