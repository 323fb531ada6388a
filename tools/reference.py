"""Write the reference pages of `docs/` that follow from the code: `make docs`.

A test compares the committed pages with what this makes, so that they never fall behind.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import click
import yaml
from flask import Flask

import forum
from forum.cli import main as commands
from forum.core import i18n, paths
from forum.core.errors import Refusal
from forum.core.i18n import in_language
from forum.core.localized import LANGUAGES, Language
from forum.core.settings import Settings

DOCS = Path(__file__).resolve().parent.parent / "docs"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def glossary() -> str:
    """Return the words of the domain: Korean, English, and the name in code."""
    words = yaml.safe_load((paths.DATA / "glossary.yaml").read_text(encoding="utf-8"))["words"]
    rows = []
    for word in words:
        note = word.get("note") or {}
        notes = " / ".join(str(note[language]) for language in LANGUAGES if language in note)
        name = word["name"]
        rows.append([name["ko"], name["en"], f"`{word['code']}`", notes])
    return (
        "# Glossary\n\n"
        "The words of the domain, as the forum's own documents and public events in Korea use"
        " them, and the\nname each has in code. Made from `forum/data/glossary.yaml` by"
        " `make docs`.\n\n" + _table(["Korean", "English", "code", "note"], rows)
    )


def refusals() -> list[type[Refusal]]:
    """Return every class of refusal, by the feature that raises it."""
    for module in pkgutil.walk_packages(forum.__path__, "forum."):
        if module.name.endswith(".errors") or module.name.startswith(("forum.core.", "forum.web.")):
            importlib.import_module(module.name)
    found: set[type[Refusal]] = set()
    waiting = [Refusal]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind.__module__.startswith("forum."):
                found.add(kind)
                waiting.append(kind)
    return sorted(found, key=lambda kind: (kind.__module__, kind.__name__))


def _sentence(kind: type[Refusal], language: Language) -> str:
    with in_language(language):
        return " ".join(str(kind.message).split()).replace("|", "\\|")


def refusal_table() -> str:
    """Return every refusal with its two sentences."""
    rows = []
    app = Flask("reference")
    i18n.init_app(app)
    with app.app_context():
        for kind in refusals():
            if not hasattr(kind, "message"):
                continue
            feature = kind.__module__.split(".")[1]
            rows.append(
                [f"{feature}: `{kind.code()}`", str(int(kind.status))]
                + [_sentence(kind, language) for language in LANGUAGES]
            )
    return (
        "# Refusals\n\n"
        "What the forum will not do, in the sentence that the person is shown. A program gets the"
        " same as\n`application/problem+json` with the code. `%(name)s` stands for what the case"
        " fills in. Made from the\nerror classes by `make docs`.\n\n"
        + _table(["refusal", "status", "한국어", "English"], rows)
    )


def _commands(group: click.Group, before: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}", command


def _usage(name: str, command: click.Command) -> str:
    parts = [name]
    for one in command.params:
        if isinstance(one, click.Argument):
            parts.append((one.name or "").upper())
        elif isinstance(one, click.Option) and not one.hidden:
            value = "" if one.is_flag else f" {(one.name or '').upper()}"
            text = f"{one.opts[-1]}{value}"
            parts.append(text if one.required else f"[{text}]")
    return " ".join(parts)


def command_table() -> str:
    """Return every command with its arguments and its one line of help."""
    rows = [
        [f"`{_usage(name, command)}`", command.get_short_help_str(200)]
        for name, command in _commands(commands, "forum")
    ]
    return (
        "# Commands\n\n"
        "Each shows `--help`, reports progress, and ends non-zero with one line on failure. Made"
        " from\n`forum/cli.py` by `make docs`.\n\n" + _table(["command", "what it does"], rows)
    )


def setting_names() -> list[str]:
    """Return the environment variables of the settings."""
    return [f"FORUM_{name.upper()}" for name in Settings.model_fields]


PAGES = {
    "glossary.md": glossary,
    "refusals.md": refusal_table,
    "commands.md": command_table,
}


def main() -> None:
    """Write the pages."""
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")
        print(DOCS / name)


if __name__ == "__main__":
    main()
