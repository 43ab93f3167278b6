"""Data sets for training and scoring taggers: one loader a file, each giving the same `Dataset`."""
