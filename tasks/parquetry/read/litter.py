"""Litter: files that tools leave in people's folders and nobody wrote, known by their names.

Source: the ignore lists of Git (gitignore.io), Nextcloud and Syncthing; each row has an example.
"""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from typing import NamedTuple


class Litter(NamedTuple):
    """Names of one kind, as a pattern over the lower-cased name, and what leaves them."""

    pattern: str
    left_by: str
    example: str


# Patterns are matched against lower-cased names, because Windows and macOS do not tell case apart.
FOLDERS = (
    Litter(".git", "version control", ".git"),
    Litter(".hg", "version control", ".hg"),
    Litter(".svn", "version control", ".svn"),
    Litter(".bzr", "version control", ".bzr"),
    Litter("cvs", "version control", "CVS"),
    Litter("__pycache__", "Python", "__pycache__"),
    Litter(".ipynb_checkpoints", "Jupyter", ".ipynb_checkpoints"),
    Litter(".idea", "JetBrains editors", ".idea"),
    Litter(".vscode", "Visual Studio Code", ".vscode"),
    Litter("__macosx", "macOS archives", "__MACOSX"),
    Litter(".trash*", "the desktop's bin", ".Trash-1000"),
    Litter("$recycle.bin", "the desktop's bin", "$RECYCLE.BIN"),
    Litter("system volume information", "Windows", "System Volume Information"),
    Litter(".spotlight-v100", "macOS", ".Spotlight-V100"),
    Litter(".fseventsd", "macOS", ".fseventsd"),
    Litter("@eadir", "Synology", "@eaDir"),
)
FILES = (
    Litter(".git", "version control (a worktree's pointer)", ".git"),
    Litter(".ds_store", "macOS", ".DS_Store"),
    Litter("._*", "macOS (AppleDouble)", "._letter.txt"),
    Litter("thumbs.db", "Windows", "Thumbs.db"),
    Litter("ehthumbs*.db", "Windows", "ehthumbs_vista.db"),
    Litter("desktop.ini", "Windows", "desktop.ini"),
    Litter("~$*", "Microsoft Office (lock)", "~$report.docx"),
    Litter(".~lock.*#", "LibreOffice (lock)", ".~lock.report.odt#"),
    Litter("*~", "editors (backup)", "letter.txt~"),
    Litter("[#]*[#]", "Emacs (autosave)", "#letter.txt#"),
    Litter(".[#]*", "Emacs (lock)", ".#letter.txt"),
    Litter(".*.sw[a-p]", "Vim (swap)", ".letter.txt.swp"),
    Litter(".nfs[0-9a-f]*", "NFS (removed, still open)", ".nfs0000000001"),
    Litter(".fuse_hidden*", "FUSE (removed, still open)", ".fuse_hidden0001"),
)


TAG = "CACHEDIR.TAG"
"""Name of the file that tags a folder as a cache, for programs that copy or read folders."""
SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55"
"""What such a file begins with."""


def is_litter(name: bytes, *, folder: bool) -> bool:
    """Return whether a file or folder of this name is litter.

    >>> is_litter(b"~$report.docx", folder=False), is_litter(b"report.docx", folder=False)
    (True, False)
    """
    # Folders and files have tables of their own: a file called "cvs" is somebody's text.
    lower = os.fsdecode(name).lower()
    return any(fnmatchcase(lower, row.pattern) for row in (FOLDERS if folder else FILES))


def is_hidden(name: bytes) -> bool:
    """Return whether a name is hidden by Unix convention: it begins with a dot."""
    return name.startswith(b".")
