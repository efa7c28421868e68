"""How commands print data."""

from __future__ import annotations

import json


def print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
