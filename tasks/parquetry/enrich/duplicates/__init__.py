"""Duplicates: documents that say the same, exactly or nearly. They are marked and kept; none is dropped.

A leaf has a signature of each of its documents; the clusters are a merge of all signatures.
"""
