"""Repeats: passages that stand in many documents, such as disclaimers, menus and quoted mails. They are marked and kept.

A leaf has a hash of each of its sentences; which of them are repeated is a merge of all hashes.
"""
