"""Detectors: texts in, spans out. One file each; heavy libraries are imported where they are used."""
