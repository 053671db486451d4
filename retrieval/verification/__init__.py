"""Quotations beside what is written: are these words in the documents?"""
