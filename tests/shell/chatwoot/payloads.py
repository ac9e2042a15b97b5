"""The payloads of `tests/payloads/chatwoot`, assembled from Chatwoot's source, and small changes of them."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "payloads" / "chatwoot"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def payload(name: str, **changes: Any) -> dict[str, Any]:
    """A fresh copy. `changes` replace top-level keys; `conversation__status="open"` replaces a nested one."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    for path, value in changes.items():
        *into, key = path.split("__")
        place = found
        for step in into:
            place = place[step]
        place[key] = value
    return found
