"""Templates mirror the features, are named after their views, and use what they import."""

import ast
import re
from itertools import chain
from pathlib import Path

import pytest
from jinja2 import nodes

ROOT = Path(__file__).parents[2]
FEATURES = {path.stem for path in (ROOT / "forum").iterdir()}
SHARED = {"layouts", "components", "errors", "links", "paper"}
PUBLIC_FACES = {"cities", "people"}  # shown by the site feature, each at its own address
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TEXTS = sorted((ROOT / "templates").rglob("*.txt"))
SECTIONS = {"manage", "email", "my", "signing"}
# Packages within a feature.
SECTIONS |= {
    "answers",
    "behalf",
    "address",
    "bulk",
    "byhand",
    "categories",
    "ceremony",
    "comments",
    "consents",
    "desk",
    "differences",
    "guardians",
    "invitations",
    "lines",
    "mailings",
    "mailtexts",
    "mandates",
    "naming",
    "needs",
    "offer",
    "questions",
    "recording",
    "reminders",
    "transfers",
    "table",
}
# Drawings of our own that are not made from what anybody typed.
DRAWN = {"components/icons.html", "checkin/manage/show_device.html"}
# Pages that no view is named after: what a view shows instead of its own page.
INSTEAD = {
    "badges/manage/design.html",
    "badges/manage/design_conflict.html",
    "badges/manage/new_design.html",
    "checkin/app.html",
    "checkin/not_enrolled.html",
    "declaration/number.html",
    "declaration/signing/declined.html",
    "declaration/table/ended.html",
    "programme/manage/conflict.html",
    "registration/behalf/category.html",
    "registration/closed.html",
    "registration/offer/over.html",
    "site/empty.html",
}


def name_of(path):
    return path.relative_to(ROOT / "templates").as_posix()


def rendered():
    """Return every template that code names, and patterns of those whose names it makes."""
    names, patterns = set(), set()
    for path in (ROOT / "forum").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if not re.search(r"\.(html|txt)|/email/", text):
            continue  # reading the tree of every file takes seconds
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if re.fullmatch(r"\w[\w/]*/\w+\.(html|txt)", node.value):
                    names.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
                    for part in node.values
                ]
                if re.search(r"\\.(html|txt)$|/email/", "".join(parts)):
                    patterns.add(re.compile("".join(parts)))
    return names, patterns


def extended(app):
    """Return every template that another one extends, includes or imports."""
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    return {
        node.template.value
        for path in [*TEMPLATES, *TEXTS]
        for node in app.jinja_env.parse(path.read_text(encoding="utf-8")).find_all(kinds)
        if isinstance(node.template, nodes.Const)
    }


def test_folders_mirror_the_features():
    folders = {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()}
    assert folders - FEATURES - SHARED - PUBLIC_FACES == set()
    folders = {path.name for path in (ROOT / "static").iterdir() if path.is_dir()}
    assert folders - FEATURES - {"css", "js", "img", "dist"} == set()
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    assert (
        folders - FEATURES - {"architecture", "factories", "journey", "safety", "__pycache__"}
        == set()
    )


@pytest.mark.parametrize("path", [*TEMPLATES, *TEXTS], ids=name_of)
def test_template_uses_what_it_imports(app, path):
    tree = app.jinja_env.parse(path.read_text(encoding="utf-8"))
    imported = set(
        chain.from_iterable(
            (name[1] if isinstance(name, tuple) else name for name in node.names)
            for node in tree.find_all(nodes.FromImport)
        )
    )
    used = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}
    assert imported - used == set()


def test_every_template_is_used(app):
    names, patterns = rendered()
    known = names | extended(app)
    there = {name_of(path) for path in [*TEMPLATES, *TEXTS]}
    unused = {
        name
        for name in there - known
        if not any(pattern.fullmatch(name) or pattern.match(name) for pattern in patterns)
    }
    assert unused == set()


def test_every_template_that_is_named_exists():
    names, _patterns = rendered()
    there = {name_of(path) for path in [*TEMPLATES, *TEXTS]}
    assert names - there == set()


def test_pages_are_named_after_their_views(app):
    pages = {
        name
        for path in TEMPLATES
        if (name := name_of(path)).split("/")[0] not in SHARED
        and not path.name.startswith("_")
        and "/email/" not in name
    }
    views = {
        (feature, endpoint.split(".")[1])
        for endpoint, view in app.view_functions.items()
        if "." in endpoint
        for feature in (
            endpoint.split(".")[0].removesuffix("_manage"),
            view.__module__.split(".")[1],
        )
    }
    strangers = {
        page
        for page in pages - INSTEAD
        if (page.split("/")[0], page.rsplit("/", 1)[1].removesuffix(".html")) not in views
    }
    assert strangers == set()
    assert pages >= INSTEAD


def test_sections_are_few():
    found = {path.parent.name for path in TEMPLATES if len(path.relative_to(ROOT).parts) > 3}
    assert found - SECTIONS == set()


@pytest.mark.parametrize("path", [*TEMPLATES, *TEXTS], ids=name_of)
def test_nothing_is_written_past_the_escaping(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        assert name_of(path) in DRAWN or not re.search(r"\|\s*safe", text)
        assert "autoescape false" not in text
        is_mail = "/email/" in name_of(path)  # mail programs know no style sheets
        assert is_mail or not re.search(r"\sstyle=|<style", text)
        assert not re.search(r"\son\w+=|javascript:", text)
        assert not re.search(r"<script(?![^>]*(src=|ld\+json))", text)
        assert not re.search(r"""(src|href|action)=["']https?://""", text), "another host"
