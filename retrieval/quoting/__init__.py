"""Verifying quotations: are these words in the documents, and where they are said to be?"""
