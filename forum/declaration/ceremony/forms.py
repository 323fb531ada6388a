"""What the buttons of the run sheet send."""

from wtforms import HiddenField

from forum.declaration.ceremony.types import Scene
from forum.web.forms import Form, read_number


class SheetForm(Form):
    """A press of a button: about which city, and what its officer had seen."""

    seen = HiddenField()  # the city called then
    before = HiddenField()  # where a dragged city was let go
    scene = HiddenField()

    @property
    def seen_id(self) -> int:
        """Return the city that the officer has seen as called; 0 for none."""
        return read_number(self.seen.data or "") or 0

    @property
    def before_id(self) -> int | None:
        """Return the city before which another was let go; none: at the end."""
        return read_number(self.before.data or "")

    @property
    def wanted(self) -> Scene:
        """Return what the hall is to see."""
        return Scene.PHOTO if self.scene.data == Scene.PHOTO.value else Scene.SIGNING
