"""Prints a run, keeps it as JSON, and tells two kept runs apart."""

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from forum.bench.types import Measure

NOISE = 0.15
"""Figures that differ by less, or by less than their spread, are called the same."""

COLUMNS = ("load", "per s", "p50 ms", "p99 ms", "SQL", "bytes", "of bare", "±", "errors", "more")


def _cell(value: float | None, form: str = ".1f") -> str:
    return "" if value is None else format(value, form)


def row(measure: Measure) -> tuple[str, ...]:
    """Return a load's figures as cells."""
    return (
        measure.name,
        _cell(measure.rate),
        _cell(measure.p50_ms),
        _cell(measure.p99_ms),
        _cell(measure.statements, "d"),
        _cell(measure.size, ","),
        _cell(measure.ratio, ".3g"),
        _cell(measure.spread, ".0%") if measure.rate else "",
        str(measure.errors or ""),
        " ".join(f"{name} {value:,.2f}" for name, value in measure.more.items()),
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as aligned text."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for cells in rows:
        first = cells[0].ljust(widths[0])
        rest = [cell.rjust(width) for cell, width in zip(cells[1:-1], widths[1:-1], strict=True)]
        lines.append("  ".join([first, *rest, cells[-1]]).rstrip())
    return "\n".join(lines)


def show(measures: Iterable[Measure]) -> str:
    """Return a run as a table."""
    return table([COLUMNS, *map(row, measures)])


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607  whatever git there is
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent,
    ).stdout.strip()
    return {
        "python": platform.python_version(),
        "cores": len(os.sched_getaffinity(0)),
        "commit": commit,
        "note": "server and client share the cores",
    }


def keep(path: Path, measures: Iterable[Measure], database: str, at: datetime) -> None:
    """Write a run to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "at": at.isoformat(timespec="seconds"),
        "database": database,
        "machine": machine(),
        "loads": [measure.as_json() for measure in measures],
    }
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _loads(path: Path) -> dict[str, Measure]:
    content = json.loads(path.read_text(encoding="utf-8"))
    return {load["name"]: Measure(**load) for load in content["loads"]}


def verdict(before: Measure, after: Measure) -> str:
    """Say whether a load became faster or slower, by its share of the bare page if it has one."""
    old, new = before.ratio or before.rate, after.ratio or after.rate
    if not old or not new:
        return ""
    change = new / old - 1
    if abs(change) <= max(NOISE, before.spread + after.spread):
        return "same"
    return f"{'faster' if change > 0 else 'slower'} by {abs(change):.0%}"


def compare(first: Path, second: Path) -> str:
    """Return what changed beyond noise between two kept runs."""
    old, new = _loads(first), _loads(second)
    rows = [("load", first.stem, second.stem, "SQL", "bytes", "verdict")]
    for name in [*old, *(name for name in new if name not in old)]:
        before, after = old.get(name), new.get(name)
        if before is None or after is None:
            rows.append((name, "", "", "", "", "new" if before is None else "gone"))
            continue
        sql = f"{before.statements} -> {after.statements}" if before.statements is not None else ""
        size = f"{before.size:,} -> {after.size:,}" if before.size and after.size else ""
        cells = (name, _cell(before.rate), _cell(after.rate), sql, size, verdict(before, after))
        rows.append(cells)
    return table(rows)
