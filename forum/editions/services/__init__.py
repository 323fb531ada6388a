"""What can be done with editions and their pages. Nothing here knows of HTTP, nothing commits."""

from forum.editions.services.editions import (
    change_state,
    copy_organisations,
    create_edition,
    details_of_edition,
    revise_edition,
)
from forum.editions.services.pages import (
    add_page,
    copy_pages,
    details_of_page,
    move_page,
    publish_page,
    remove_page,
    revise_page,
)
from forum.editions.services.public import touch_public

__all__ = [
    "add_page",
    "change_state",
    "copy_organisations",
    "copy_pages",
    "create_edition",
    "details_of_edition",
    "details_of_page",
    "move_page",
    "publish_page",
    "remove_page",
    "revise_edition",
    "revise_page",
    "touch_public",
]
