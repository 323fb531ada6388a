"""The description of the API: views say by `documented` what they take and answer."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

from flask import Request, abort, make_response, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from spectree import Response, SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData
from spectree.plugins.flask_plugin import FlaskPlugin
from werkzeug.exceptions import UnsupportedMediaType

from forum.core.i18n import gettext as _
from forum.core.localized import LocalizedText
from forum.web.problems import problem

ViewT = TypeVar("ViewT", bound=Callable[..., Any])
ModelT = TypeVar("ModelT", bound=BaseModel)

BEARER = "bearer"


class Strict(BaseModel):
    """Takes its declared fields and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """A text in both languages; an empty one is missing."""

    ko: str = ""
    en: str = ""

    @classmethod
    def of(cls, text: LocalizedText) -> "Text":
        """Return the text as JSON has it."""
        return cls(ko=text.ko, en=text.en)

    def value(self) -> LocalizedText:
        """Return the text as the services take it."""
        return LocalizedText(self.ko.strip(), self.en.strip())


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: Annotated[str, Field(description="Its path, such as `name.ko`.")]
    code: str
    message: str


class Problem(BaseModel):
    """An error (RFC 9457), `application/problem+json`."""

    type: str
    status: int
    code: Annotated[str, Field(description="For programs; `docs/refusals.md` lists them.")]
    title: Annotated[str, Field(description="For people, in the language of Accept-Language.")]
    errors: list[FieldProblem] = []


def fields_of(error: ValidationError) -> list[dict[str, str]]:
    """Return what pydantic found, by field."""
    return [
        {
            "field": ".".join(str(part) for part in fault["loc"]),
            "code": fault["type"].replace("_", "-"),
            "message": fault["msg"],
        }
        for fault in error.errors(include_url=False, include_input=False, include_context=False)
    ]


def _refuse_invalid(
    asked: object, response: object, error: Exception | None, *_rest: object
) -> None:
    del asked, response
    if isinstance(error, ValidationError):
        text = _("Some fields are not right.")
        abort(problem(422, "fields-invalid", text, errors=fields_of(error)))


class _Plugin(FlaskPlugin):
    """Checks what comes in; leaves what goes out as the view made it."""

    def request_validation(self, asked: Request, *models: Any) -> None:  # noqa: ANN401  models
        """Hold a request to its models."""
        _query, json, *_others = models
        if json is not None and not asked.is_json:
            raise UnsupportedMediaType
        super().request_validation(asked, *models)  # type: ignore[no-untyped-call]  # its own

    def validate_response(self, resp: Any, *_options: Any) -> tuple[Any, None]:  # noqa: ANN401
        """Take the answer as it is: tests hold it to its model."""
        return make_response(resp), None


def _nothing(*_rest: object) -> None:
    """Look at no answer."""


spec = SpecTree(
    "flask",
    backend=_Plugin,
    annotations=False,  # Flask's own annotations cannot be evaluated at run time
    title="Decent Work City Forum",
    version="1",
    description=(
        "Editions, programmes, registrations, check-in and declarations. Texts are objects with "
        "`ko` and `en`. Moments are ISO 8601 in UTC. Errors are `application/problem+json`."
    ),
    mode="strict",
    before=_refuse_invalid,
    after=_nothing,
    validation_error_model=Problem,
    naming_strategy=lambda model: model.__name__,
    nested_naming_strategy=lambda _parent, child: child,
    security_schemes=[
        SecurityScheme(name=BEARER, data=SecuritySchemeData(type=SecureType.HTTP, scheme="bearer"))
    ],
)


def checked(model: type[ModelT]) -> ModelT:
    """Return what the present request brought of a model that its view takes."""
    for value in request.context:  # type: ignore[attr-defined]  # put there by the plugin
        if isinstance(value, model):
            return value
    message = f"the view does not take {model.__name__}"
    raise LookupError(message)


TOKEN = (401, 403)
"""The refusals of every view that asks for a token."""


def documented(
    operation: str,
    tag: str,
    answers: Mapping[int, type[BaseModel]],
    *,
    refusals: tuple[int, ...] = (),
    takes: Mapping[str, Any] | None = None,
    checks: bool = True,
) -> Callable[[ViewT], ViewT]:
    """Describe a view, and hold requests to the models (`json`, `query`, `headers`) it takes.

    With `checks=False` the view holds them to the models itself. Put it below the access mark,
    so that nobody learns about fields who may not call the view.
    """
    problems = dict.fromkeys(sorted(refusals), Problem)
    response = Response(
        **{f"HTTP_{code}": model for code, model in {**problems, **answers}.items()}
    )
    mark: Callable[[ViewT], ViewT] = spec.validate(
        resp=response,
        tags=(tag,),
        security={BEARER: []} if TOKEN[0] in refusals else {},
        operation_id=operation,
        skip_validation=not checks,
        **(takes or {}),
    )
    return mark
