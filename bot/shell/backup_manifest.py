"""The manifest of a backup: what is in it, of which release, and whether it is still what was written."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bot.core.errors import WrongSettings
from bot.shell.backup_files import sha256, write_private

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`rows`: how many each table has. `files`: name -> SHA-256. `notes`: what could not be read, for people."""

    made_at: str  # ISO 8601, UTC
    release: str
    schema: str
    database: str  # sqlite · postgresql
    mode: str  # test · live
    rows: dict[str, int]
    files: dict[str, str]
    notes: list[str]

    @property
    def moment(self) -> datetime:
        """When it was made, aware."""
        return datetime.fromisoformat(self.made_at)


def release() -> str:
    """The release of this desk."""
    try:
        return version("tutorbot")
    except PackageNotFoundError:
        return "not installed"


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put it into the folder."""
    write_private(folder / MANIFEST, json.dumps(asdict(manifest), indent=2, ensure_ascii=False) + "\n")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup that is whole. WrongSettings when it is none, or a file is not what it was."""
    path = folder / MANIFEST
    if not path.is_file():
        raise WrongSettings([f"{folder} is no backup: there is no {MANIFEST} in it"])
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        manifest = Manifest(**told)
        manifest.moment  # noqa: B018  an impossible moment is a broken manifest
    except (ValueError, TypeError, AttributeError):
        raise WrongSettings([f"{path} cannot be read; take another backup"]) from None
    wrong = [name for name, expected in manifest.files.items() if not _is_still(folder / name, expected)]
    if wrong:
        raise WrongSettings(
            [f"{folder / name} is missing or not what was written; take another backup" for name in wrong]
        )
    return manifest


def _is_still(path: Path, expected: str) -> bool:
    return path.is_file() and sha256(path) == expected
