"""Labelled texts to measure on: public data sets as they were published, and texts made from them."""
