"""Which cities were asked and have named nobody."""

from forum.declaration.models import Declaration, Mandate
from forum.declaration.queries import list_mandates
from forum.declaration.types import MandateState


def list_asked(declaration: Declaration) -> list[Mandate]:
    """Return the mandates of cities that have named nobody yet, by their English names."""
    return [one for one in list_mandates(declaration) if one.state is MandateState.INVITED]
