"""Reasons for which keeping a filter is refused."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l


class FilterNotFoundError(NotFoundError):
    """There is no such filter, or it is somebody else's."""

    message = _l("There is no such saved filter.")


class FilterNameMissingError(Refusal):
    """A filter without a name."""

    message = _l("Give the filter a name.")


class FilterNameTakenError(Refusal):
    """The organiser has a filter of this name already."""

    message = _l("You have a saved filter with this name already.")
    status = 409


class NothingToSaveError(Refusal):
    """The list shows everybody as usual."""

    message = _l("Nothing is filtered yet, so there is nothing to save.")
