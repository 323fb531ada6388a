"""Typst, in a process of its own: run as a script, never imported.

Typst keeps what it has laid out, and a process that has set a thousand badges stays large. So
`forum.core.typesetting` starts this file for each paper: it imports nothing of the forum, is
there in a twentieth of a second, and gives all its memory back.

Standard input is one line of JSON (`template`, `root`, `fonts`, `inputs`, `standards`,
`timestamp`; `dots` for pictures), then the paper's data. Standard output is the PDF, or each
page's PNG behind its length in four bytes; standard error is what Typst says.
"""

import json
import sys
from typing import cast

import typst


def main() -> int:
    """Set one paper; return the exit code."""
    order = json.loads(sys.stdin.buffer.readline())
    inputs = {**order["inputs"], "data": sys.stdin.buffer.read().decode()}
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=order["fonts"]
    )
    compiler = typst.Compiler(
        order["template"], root=order["root"], font_paths=fonts, sys_inputs=inputs
    )
    try:
        if order["dots"]:
            made, warnings = compiler.compile_with_warnings(format="png", ppi=order["dots"])
        else:
            made, warnings = compiler.compile_with_warnings(
                format="pdf", pdf_standards=order["standards"], timestamp=order["timestamp"]
            )
    except typst.TypstError as error:
        sys.stderr.write(error.diagnostic)
        return 1
    for warning in warnings:
        sys.stderr.write(f"{warning.message}\n")
    if not order["dots"]:
        sys.stdout.buffer.write(cast("bytes", made))
        return 0
    for page in [made] if isinstance(made, bytes) else cast("list[bytes]", made):
        sys.stdout.buffer.write(len(page).to_bytes(4, "big") + page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
