"""What the API hands out as files: its description, and the metrics."""

import os
import resource
import time
from collections.abc import Iterable, Mapping
from typing import Any

PROBLEM = "application/problem+json"
FIRST_ERROR = 400
UNPROCESSABLE = "422"
STARTED = time.monotonic()

Figure = tuple[str, str, Mapping[str, str], float]


def tidy_description(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI document with the media type that errors really have."""
    paths = {}
    for path, operations in sorted(spec["paths"].items()):
        paths[path] = {
            method: operation | {"responses": _responses(operation)}
            for method, operation in operations.items()
        }
    return {**spec, "paths": paths}


def _responses(operation: Mapping[str, Any]) -> dict[str, Any]:
    checks = "requestBody" in operation or any(
        parameter["in"] != "path" for parameter in operation["parameters"]
    )
    tidied = {}
    for status, answer in sorted(operation["responses"].items()):
        if status == UNPROCESSABLE and not checks:
            continue  # it takes nothing that could be wrong
        content = answer.get("content", {})
        is_error = int(status) >= FIRST_ERROR and "application/json" in content
        tidied[status] = (
            {**answer, "content": {PROBLEM: content["application/json"]}} if is_error else answer
        )
    return tidied


def process_figures(requests: Mapping[str, int]) -> list[Figure]:
    """Return what this process has to say of itself."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    pid = {"pid": str(os.getpid())}
    return [
        ("forum_process_peak_memory_bytes", "Most memory that the process held", pid, memory),
        ("forum_process_uptime_seconds", "Time since it started", pid, time.monotonic() - STARTED),
        *(
            ("forum_requests_total", "Answers by class of status", {**pid, "status": kind}, count)
            for kind, count in sorted(requests.items())
        ),
    ]


def metrics(figures: Iterable[Figure]) -> str:
    """Return figures in the text format of Prometheus (version 0.0.4)."""
    lines: list[str] = []
    seen = set()
    for name, text, labels, value in figures:
        if name not in seen:
            kind = "counter" if name.endswith("_total") else "gauge"
            lines += [f"# HELP {name} {text}", f"# TYPE {name} {kind}"]
            seen.add(name)
        marks = ",".join(f'{key}="{_escape(label)}"' for key, label in labels.items())
        lines.append(f"{name}{{{marks}}} {value:g}" if marks else f"{name} {value:g}")
    return "\n".join(lines) + "\n"


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
