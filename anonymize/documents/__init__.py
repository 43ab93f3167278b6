"""Documents: readers and writers of inputs, one format a file, and a registry of the formats by name."""
