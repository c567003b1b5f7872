"""Manifest: what a version is made of, from what, by what; and whether it still is what it was.

The part `content` is the same wherever the same input is processed; `run` says when and where it was. The file is
written in one canonical form and carries its own digest, so that not a byte of it can change unseen.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from parquetry.errors import DamageError
from parquetry.model import contract
from parquetry.model.json_file import parsed, read_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

NAME = "manifest.json"
VERSION = re.compile(r"v-[0-9a-f]{12}")
"""What a published version is called."""
READ_ANOTHER = "`parquetry verify` names all that is damaged, `parquetry rollback` goes back"
"""What to do where a version that is to be read lacks files."""
# Missing files that a message names.
_SHOWN = 3
# Leaves whose labels share this many bits are one group: at most 256 groups.
_GROUP_BITS = 8
Entry = dict[str, Any]
"""A file of a version: path, bytes, sha256."""


def data_files(version: Path) -> list[Entry]:
    """Return path, size and SHA-256 of every file below `data/`, sorted by path."""
    return files_below(version, "data")


def files_below(version: Path, folder: str) -> list[Entry]:
    """Return path, size and SHA-256 of every file of a version below a folder, sorted by path."""
    return [_file(version, path) for path in sorted((version / folder).rglob("*")) if path.is_file()]


def version_name(files: Iterable[Entry]) -> str:
    """Return the name of a version: `v-` and 12 hex of the SHA-256 over its data files' paths and digests."""
    # Neither time nor machine: the same data has the same name anywhere.
    lines = "".join(f"{file['path']} {file['sha256']}\n" for file in files)
    return "v-" + hashlib.sha256(lines.encode()).hexdigest()[:12]


def tree(files: Iterable[Entry]) -> Entry:
    """Return the data files as a tree: version, groups of leaves, leaves, part files, each with the digest of what is below.

    Where two versions have the same digest at a place of the tree, nothing below it differs.
    """
    groups: dict[str, dict[str, list[Entry]]] = {}
    for file in files:
        label = leaf_of(file["path"])
        # One more than the bits, for the letter b: "b01101001..." is in the group "b01101001".
        groups.setdefault(label[: _GROUP_BITS + 1], {}).setdefault(label, []).append(file)
    nodes = [
        _node("group", group, "leaves", [_node("leaf", leaf, "files", parts) for leaf, parts in sorted(leaves.items())])
        for group, leaves in sorted(groups.items())
    ]
    return _node("tree", "version", "groups", nodes)


def _node(kind: str, name: str, children: str, below: list[Entry]) -> Entry:
    # A node's children are files, leaves or groups: each has its name under another key.
    names = [child.get("path") or child.get("leaf") or child["group"] for child in below]
    digests = [child.get("sha256") or child["digest"] for child in below]
    lines = "".join(f"{name} {digest}\n" for name, digest in zip(names, digests, strict=True))
    return {kind: name, "digest": hashlib.sha256(lines.encode()).hexdigest(), children: below}


def leaf_of(path: str) -> str:
    """Return the label of the leaf that a part file belongs to, by its name.

    >>> leaf_of("data/blocks/b01-0123abcd.parquet"), leaf_of("data/blocks/b01.002-0123abcd.parquet")
    ('b01', 'b01')
    """
    return path.rsplit("/", 1)[-1].partition("-")[0].partition(".")[0]


def listed(content: Mapping[str, Any]) -> list[Entry]:
    """Return the data files that the `content` of a manifest lists, sorted by path: a tree, or a list as in version 0.1."""
    # Versions are kept for years: those of the first release must stay readable.
    if "tree" not in content:
        return list(content["files"])
    # Sorted again: the tree is in the order of leaves, the list is in that of paths.
    leaves = [leaf for group in content["tree"]["groups"] for leaf in group["leaves"]]
    return sorted((file for leaf in leaves for file in leaf["files"]), key=lambda file: str(file["path"]))


class Leaf(NamedTuple):
    """A leaf of a version's tree: its label, the digest over its files, and the files."""

    label: str
    digest: str
    files: list[Entry]


def leaves(content: Mapping[str, Any]) -> list[Leaf]:
    """Return the leaves that the `content` of a manifest lists; those of version 0.1 are told by the names of the files."""
    groups = (content if "tree" in content else {"tree": tree(content["files"])})["tree"]["groups"]
    return [Leaf(leaf["leaf"], leaf["digest"], leaf["files"]) for group in groups for leaf in group["leaves"]]


def write(version: Path, content: Mapping[str, Any], run: Mapping[str, Any], files: list[Entry] | None = None) -> None:
    """Write the manifest of a staged version whose other files are all written; `files` if its data files are known."""
    # The page, the card, the expectations: not data, so that a better page gives no new version, but their digests
    # count.
    others = [
        _file(version, path)
        for path in sorted(version.rglob("*"))
        if path.is_file() and path.name != NAME and "data" not in path.relative_to(version).parts[:1]
    ]
    value = {
        "contract": contract.CONTRACT,
        "content": {**content, "tree": tree(data_files(version) if files is None else files)},
        # Outside `content`: a rewritten page changes no digest of the data.
        "documentation": others,
        "run": dict(run),
    }
    (version / NAME).write_text(_canonical({**value, "digest": _digest(value)}), encoding="utf-8")


def read(version: Path) -> dict[str, Any]:
    """Return the manifest of a version.

    Raises:
        DamageError: it is missing, no JSON, or not what was written.
    """
    path = version / NAME
    try:
        text = path.read_text(encoding="utf-8")
        value = parsed(text)
        digest = value.pop("digest")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{path} is damaged: {type(error).__name__}; restore it, or run again to publish a new version"
        raise DamageError(message) from error
    # The digest alone would miss a change of white space; the canonical text is the only one accepted.
    if digest != _digest(value) or text != _canonical({**value, "digest": digest}):
        message = f"{path} is damaged: its content is not what its digest says"
        raise DamageError(message)
    return dict(value)


def created(version: Path) -> str:
    """Return when the version was published, ISO 8601; empty where its manifest cannot be read."""
    try:
        return str(read_json(version / NAME)["run"]["created"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def damage(version: Path) -> Iterator[tuple[str, str]]:
    """Yield (path, what is wrong) for every file that is damaged, missing, or not in the manifest.

    Raises:
        DamageError: the manifest itself is damaged.
    """
    value = read(version)
    yield from strays(version, value)
    yield from differing(version, [*listed(value["content"]), *value["documentation"]])


def strays(version: Path, value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (path, what is wrong) where the folder is not the one that the manifest is of; no file is read."""
    files = listed(value["content"])
    # A folder that was renamed, or a manifest copied from another version.
    if version_name(files) != version.name:
        yield NAME, f"its data files make {version_name(files)}, the folder is {version.name}"
    known = {NAME, *(file["path"] for file in [*files, *value["documentation"]])}
    for path in sorted(version.rglob("*")):
        name = path.relative_to(version).as_posix()
        if not path.is_dir() and name not in known:
            yield name, "is not in the manifest"


def differing(version: Path, files: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """Yield (path, what is wrong) for those of the listed files that are missing or have other bytes; each is read whole."""
    for file in files:
        if problem := _difference(version, file):
            yield file["path"], problem


def _difference(version: Path, file: Entry) -> str:
    path = version / file["path"]
    if not path.exists():
        return "is missing"
    try:
        return "differs from its digest" if path.is_dir() or _file(version, path) != file else ""
    # A bad sector, or a file of another user: the others are still checked.
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def refuse_incomplete(version: Path, advice: str = READ_ANOTHER) -> None:
    """Return only if every part file that the manifest lists is there, in the size that it lists; none is read.

    Readers take the files that they find in a folder: without this a file that is gone is rows that are gone, in silence,
    and one that was cut, or is of another table, fails wherever its columns are first missed.

    Raises:
        DamageError: one is missing or has another size, or the manifest cannot be read, so that nobody knows which there
            should be.
    """
    files = _listed_files(version, advice)
    missing = [file["path"] for file in files if not (version / file["path"]).is_file()]
    # Of all that is wrong the worst alone: `verify` has the whole list.
    wrong = missing or [file["path"] for file in files if (version / file["path"]).stat().st_size != file["bytes"]]
    if wrong:
        some = ", ".join(wrong[:_SHOWN])
        message = f"{version} lacks {some}" if missing else f"{version}: not of the size that was published: {some}"
        raise DamageError(f"{message}; {advice}")


def _listed_files(version: Path, advice: str) -> list[Entry]:
    # Tables that were put into a folder by others, as those of a test, were never published: none of them is known to miss.
    if not VERSION.fullmatch(version.name) and not (version / NAME).exists():
        return []
    try:
        return listed(read(version)["content"])
    except DamageError as error:
        message = f"{version / NAME} is missing or damaged, so that nobody knows which part files there should be; {advice}"
        raise DamageError(message) from error


def of_listed_sizes(version: Path, leaf: Leaf) -> bool:
    """Tell whether all files of a leaf are there, in the sizes that the manifest lists; none is read."""
    try:
        return all((version / file["path"]).stat().st_size == file["bytes"] for file in leaf.files)
    except OSError:
        return False


def _file(version: Path, path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"path": path.relative_to(version).as_posix(), "bytes": path.stat().st_size, "sha256": digest}


def _canonical(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=True) + "\n"


def _digest(value: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(value).encode()).hexdigest()
