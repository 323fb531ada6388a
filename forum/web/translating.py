"""Templates are translated when they are compiled, once for each language.

A page has some thirty fixed words, and looking each up when the page is drawn took a seventh of
that time. Here a word that needs no values is put in when its template is compiled, so that it
becomes one piece with the markup around it; words with values, and numbers of things, are still
looked up when they are drawn.
"""

from collections.abc import MutableMapping
from typing import Any, cast

from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer

from forum.core.i18n import catalogue_of, current_language
from forum.core.localized import Language


class _PutIn(NodeTransformer):
    """Replaces calls of gettext and pgettext whose arguments are all fixed by what they return."""

    def __init__(self, language: Language) -> None:
        self._catalogue = catalogue_of(language)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  named by Jinja
        """Return the words in place of the call."""
        self.generic_visit(node)
        said = self._said(node)
        if said is None:
            return node
        # as Jinja's own gettext does: a translation is markup, and `%%` in it is `%`
        return nodes.MarkSafeIfAutoescape(nodes.Const(said % {}), lineno=node.lineno)

    def _said(self, node: nodes.Call) -> str | None:
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        words = [a.value for a in node.args if isinstance(a, nodes.Const)]
        has_values = node.kwargs or node.dyn_args or node.dyn_kwargs or len(words) != len(node.args)
        if has_values:
            return None
        if name in {"_", "gettext"} and len(words) == 1:
            return self._catalogue.gettext(*words)
        if name == "pgettext" and len(words) == 2:  # noqa: PLR2004  a context and a message
            return str(self._catalogue.pgettext(*words))
        return None


class _Generator(CodeGenerator):
    """Writes the Python of a template, in the language of its environment."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        """Put the words in first."""
        language = cast("Templates", self.environment).language
        if language is not None:
            _PutIn(language).visit(node)
        super().visit_Template(node, frame)


class Templates(Environment):
    """Flask's environment: one inside for each language, and plain globals.

    Jinja gives each template a `ChainMap` over the globals, so that they may change later: ours
    never do, and copying a ChainMap for each import and include cost a tenth of every page.
    """

    code_generator_class = _Generator
    language: Language | None = None
    """The language of the words in its templates; None where they are looked up when drawn."""

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002  named by Jinja
    ) -> Template:
        """Return a template in the present language, or in that of the one which asks for it."""
        inside = self if self.language is not None else self._inside(current_language())
        return super(Templates, inside).get_template(name, parent, globals)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template; its own, if there are any, over the shared ones."""
        return {**self.globals, **d} if d else self.globals

    def _inside(self, language: Language) -> "Templates":
        """Return the environment of a language, which shares all but the compiled templates."""
        made: dict[Language, Templates] = self.__dict__.setdefault("_languages", {})
        if language not in made:
            inside = self.overlay()
            inside.language = language
            made[language] = inside
        return made[language]
