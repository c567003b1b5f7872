"""Croissant: a version described as JSON-LD, for those who find and load data sets by that.

Source: Croissant 1.0 (https://docs.mlcommons.org/croissant/docs/croissant-spec.html).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.model import contract, version_tables
from parquetry.publish import manifest

if TYPE_CHECKING:
    from pathlib import Path

# Croissant has no type for bytes.
_TYPES = {
    "string": "sc:Text",
    "binary": "sc:Text",
    "int8": "sc:Integer",
    "int32": "sc:Integer",
    "int64": "sc:Integer",
    "float32": "sc:Float",
    "float64": "sc:Float",
    "bool": "sc:Boolean",
    "list<string>": "sc:Text",
}
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_PARQUET = "application/x-parquet"


def croissant(version: Path, dataset: str) -> dict[str, object]:
    """Return the description of a staged version: a file object for each part with its digest, a record set for each table.

    Columns that hold lists of structures are left to the data package, for Croissant has no type for them.
    """
    # A path relative to this file, so that the description holds wherever the version is copied.
    files = [
        {
            "@type": "cr:FileObject",
            "@id": file["path"],
            "name": file["path"],
            "contentUrl": file["path"],
            "contentSize": f"{file['bytes']} B",
            "encodingFormat": _PARQUET,
            "sha256": file["sha256"],
        }
        for file in manifest.data_files(version)
    ]
    sets = [_records(table, [str(file["@id"]) for file in files]) for table in version_tables.tables(version)]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": dataset,
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "description": "Text repaired, segmented and searched for names; every character traced to its source bytes.",
        "version": f"{contract.CONTRACT}.0.0",
        "url": "https://pypi.org/project/parquetry",
        "distribution": files,
        "recordSet": sets,
    }


def _records(table: contract.Table, paths: list[str]) -> dict[str, object]:
    """Return the record set of a table; one of several parts is described by its first, which has all its columns."""
    # Always there, since an empty table has a part too.
    part = next(path for path in paths if path.startswith(f"data/{table.name}/"))
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"{table.name}/{column.name}",
            "name": f"{table.name}/{column.name}",
            "description": column.description,
            "dataType": _TYPES[column.type],
            **({"repeated": True} if column.type.startswith("list") else {}),
            "source": {"fileObject": {"@id": part}, "extract": {"column": column.name}},
        }
        for column in table.columns
        # Lists of structures, such as the candidates of a repair, are left out.
        if column.type in _TYPES
    ]
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": [{"@id": f"{table.name}/{name}"} for name in table.key],
        "field": fields,
    }
