"""Reading data files: YAML to typed values, every error with its line and field."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import yaml
from pydantic import ValidationError

try:
    from yaml import CSafeLoader as SafeLoader  # ten times faster
except ImportError:  # a PyYAML that was built without libyaml
    from yaml import SafeLoader  # type: ignore[assignment]

from forum.exchange.errors import DataFileError, Problem
from forum.exchange.fields import Part
from forum.programme.letters import without_unseen

TOO_DEEP_FOR_YAML = "exceeded maximum nesting depth"  # of its scanner, which reads ahead of us
DEEPEST = 40  # of a field inside another: the parser has no floor of its own, and falls through
PartT = TypeVar("PartT", bound=Part)
Path = tuple[str | int, ...]
Fault = tuple[Path, str, dict[str, object]]  # where, code, context


class _Loader(SafeLoader):
    """YAML in which only what looks like nothing, a truth or a number is not text.

    YAML 1.1 reads `NO` as false, `13:30` as 810 and `2018-12-11` as a date object; here those
    are text, and the kinds of the fields decide.
    """

    yaml_implicit_resolvers: dict[str | None, Any] = {}  # noqa: RUF012  the library's own form

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> str:
        """Return what is written, without letters that nobody sees: an escape can name them."""
        return without_unseen(super().construct_scalar(node))


for _tag, _pattern, _first in (
    ("null", r"~|null|", ["~", "n", ""]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", r"[-+]?(0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?[0-9]+\.[0-9]+", list("-+0123456789")),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first
    )


@dataclass(frozen=True)
class Document(Generic[PartT]):
    """A data file that has been read, and still knows its lines."""

    name: str
    value: PartT
    root: yaml.Node

    def refuse(self, faults: Iterable[Fault]) -> None:
        """Raise if there is any fault.

        Raises:
            DataFileError: with every fault, by line and field.
        """
        problems = tuple(
            Problem(line=_line(self.root, path), where=_spell(path), code=code, context=context)
            for path, code, context in faults
        )
        if problems:
            raise DataFileError(self.name, problems)


def read(name: str, content: bytes, kind: type[PartT]) -> Document[PartT]:
    """Return the file's content as a value of this kind.

    Raises:
        DataFileError: it is no UTF-8, no YAML, or does not fit the kind.
    """
    root = _parse(name, content)
    duplicates = tuple(_duplicates(root, ()))
    if duplicates:
        raise DataFileError(name, duplicates)
    try:
        value = kind.model_validate(_plain(root))
    except ValidationError as error:
        problems = tuple(
            Problem(
                line=_line(root, detail["loc"]),
                where=_spell(detail["loc"]),
                code=detail["type"],
                context=dict(detail.get("ctx", {})),
            )
            for detail in error.errors(include_url=False, include_input=False)
        )
        raise DataFileError(name, problems) from error
    return Document(name=name, value=value, root=root)


def top_fields(name: str, content: bytes) -> frozenset[str]:
    """Return the names of the outermost fields of a file.

    Raises:
        DataFileError: it is no UTF-8 or no YAML.
    """
    root = _parse(name, content)
    if not isinstance(root, yaml.MappingNode):
        return frozenset()
    return frozenset(str(key.value) for key, _value in root.value)


def _parse(name: str, content: bytes) -> yaml.Node:
    try:
        text = content.decode()
        _refuse_traps(name, text)
        root = yaml.compose(text, Loader=_Loader)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataFileError(name, (Problem(line=line, where="-", code="not_text"),)) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        context: dict[str, object] = {"problem": error.problem or error.context or "?"}
        code = "too_deep" if error.problem == TOO_DEEP_FOR_YAML else "syntax"
        problem = Problem(line=line, where="-", code=code, context=context)
        raise DataFileError(name, (problem,)) from error
    except yaml.YAMLError as error:  # a character that YAML does not allow
        problem = Problem(line=1, where="-", code="syntax", context={"problem": str(error)})
        raise DataFileError(name, (problem,)) from error
    if root is None:
        raise DataFileError(name, (Problem(line=1, where="-", code="model_type"),))
    return root


def _refuse_traps(name: str, text: str) -> None:
    """Refuse what is small to write and endless to read: deep nesting, and repeats by name.

    Raises:
        DataFileError: there is such a thing, or this is no YAML.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        repeats = isinstance(event, yaml.AliasEvent)
        if repeats or depth > DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 1
            code = "alias" if repeats else "too_deep"
            raise DataFileError(name, (Problem(line=line, where="-", code=code),))


def _plain(root: yaml.Node) -> object:
    loader = _Loader("")
    try:
        return loader.construct_document(root)
    finally:
        loader.dispose()


def _duplicates(node: yaml.Node, path: Path) -> Iterator[Problem]:
    if isinstance(node, yaml.SequenceNode):
        for index, entry in enumerate(node.value):
            yield from _duplicates(entry, (*path, index))
    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[str] = set()
    for key, entry in node.value:
        if key.value in seen:
            yield Problem(
                line=key.start_mark.line + 1,
                where=_spell((*path, key.value)),
                code="duplicate_field",
                context={"key": key.value},
            )
        seen.add(key.value)
        yield from _duplicates(entry, (*path, key.value))


def _line(root: yaml.Node, path: Path) -> int:
    """Return the line of the field at this path, or of the nearest thing around it."""
    node, mark = root, root.start_mark
    for step in path:
        found = _step(node, step)
        if found is None:
            break
        node, mark = found
    return int(mark.line) + 1


def _step(node: yaml.Node, step: str | int) -> tuple[yaml.Node, Any] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark
    if isinstance(node, yaml.MappingNode):
        for key, entry in node.value:
            if key.value == str(step):
                return entry, key.start_mark
    return None


def _spell(path: Path) -> str:
    spelt = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return spelt.removeprefix(".") or "-"
