"""Spreadsheets and texts of rows: a sheet is a section, a row of it a paragraph.

`xlsx`, `xls` and `delimited` give `Sheet`s, `rows` makes blocks of them; `number_formats` shows
numbers as the program does.
"""
