"""Training sets made of many others, each with the labels that it annotates."""
