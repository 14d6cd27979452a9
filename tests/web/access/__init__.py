"""The truth table, one module for each folder of pages: who may open what, and who may send what.

A module has PAGES and POSTS (route → address, usernames that may) and may have `prepare(school)`, which makes
what its addresses need and returns the words to fill into them.
"""
