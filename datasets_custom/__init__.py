"""The project's own data sets."""
