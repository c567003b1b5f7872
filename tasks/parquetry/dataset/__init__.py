"""Dataset: tabulate, check, publish, read.

tabulate(documents) -> tables        of one shard
stage.*                              the tables of a version, as Parquet, outside the published tree
checks.check, invariants.check       every row of every table, and what holds between tables
store.publish                        the version becomes the current one, all at once
"""
