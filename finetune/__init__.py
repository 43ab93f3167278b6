"""Training the taggers, and turning what was trained into files for inference."""
