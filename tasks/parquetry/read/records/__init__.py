"""Records: the documents of JSONL, JSON, CSV and Parquet files, one at a time, in file order.

A record's source bytes are the UTF-8 of its text field. Where the file is in another encoding they are the field's
bytes in that encoding, so that detection and repair see the damage and not a guess about it.
"""

from parquetry.read.records.csv_tables import read_csv
from parquetry.read.records.json_records import read_json, read_jsonl
from parquetry.read.records.parquet_tables import read_parquet
from parquetry.read.records.record import Broken, Record

__all__ = ["Broken", "Record", "read_csv", "read_json", "read_jsonl", "read_parquet"]
