"""What can be done with registrations. Nothing here knows of HTTP, and nothing commits."""

from forum.registration.services.approving import approve, reject
from forum.registration.services.changing import (
    CODE_PURPOSE,
    cancel,
    reissue_badge,
    resend_link,
    send_fresh_code,
    send_new_link,
    tell_change,
)
from forum.registration.services.choosing import change_sessions
from forum.registration.services.copying import copy_registration
from forum.registration.services.drafts import (
    DRAFT_LASTS,
    begin_for_colleague,
    bind_draft,
    keep_draft_file,
    save_step,
    send_resume_link,
    submit_draft,
    wait_for,
)
from forum.registration.services.following import follow_programme
from forum.registration.services.moving import move_category
from forum.registration.services.offering import (
    accept_offer,
    answer_offer,
    decline_offer,
    expire_offers,
    leave_list,
    offer_seats,
)
from forum.registration.services.preparing import (
    open_registration,
    set_capacity,
    write_categories,
    write_notices,
    write_session_limits,
)
from forum.registration.services.registering import register_details
from forum.registration.services.returning import wait_again
from forum.registration.services.stars import change_stars

__all__ = [
    "CODE_PURPOSE",
    "DRAFT_LASTS",
    "accept_offer",
    "answer_offer",
    "approve",
    "begin_for_colleague",
    "bind_draft",
    "cancel",
    "change_sessions",
    "change_stars",
    "copy_registration",
    "decline_offer",
    "expire_offers",
    "follow_programme",
    "keep_draft_file",
    "leave_list",
    "move_category",
    "offer_seats",
    "open_registration",
    "register_details",
    "reissue_badge",
    "reject",
    "resend_link",
    "save_step",
    "send_fresh_code",
    "send_new_link",
    "send_resume_link",
    "set_capacity",
    "submit_draft",
    "tell_change",
    "wait_again",
    "wait_for",
    "write_categories",
    "write_notices",
    "write_session_limits",
]
