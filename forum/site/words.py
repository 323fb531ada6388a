"""What the lines of the audit log say to people."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from forum.core.audit import AuditEntry
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LocalizedText
from forum.registration.words import MAIL_WORDS
from forum.site.types import Event

ACTION_WORDS = {
    "access.reviewed": _l("looked through an access log"),
    "badge.reissued": _l("issued a badge anew"),
    "badge_design.assigned": _l("gave a category another design of badges"),
    "badge_design.changed": _l("changed a design of badges"),
    "badge_design.created": _l("made a design of badges"),
    "badge_design.deleted": _l("deleted a design of badges"),
    "badge_picture.added": _l("added a picture for badges"),
    "badges.lanyards_exported": _l("exported the list of lanyards"),
    "badges.key_changed": _l("changed the key that signs badges"),
    "badges.printed": _l("printed badges"),
    "calendar.renewed": _l("made a new calendar address"),
    "checkin.typed_in": _l("typed in a list from paper"),
    "checkin.admitted_anyway": _l("let somebody in anyway, at a desk"),
    "checkin_practice.chosen": _l("chose what practises at the door"),
    "checkin_practice.cleared": _l("deleted what was practised at the door"),
    "checkin_conflict.decided": _l("decided about a scan"),
    "checkin_list.changed": _l("changed a check-in list"),
    "checkin_list.created": _l("made a check-in list"),
    "checkin_list.deleted": _l("deleted a check-in list"),
    "consent.confirmed": _l("confirmed the consents that were noted"),
    "consent.given": _l("gave a consent"),
    "consent.withdrawn": _l("withdrew a consent"),
    "declaration.comments_asked": _l("asked the cities for comments on the draft"),
    "declaration.naming_asked": _l("asked cities whom they send"),
    "ceremony.absent": _l("noted that a city is not in the hall"),
    "ceremony.called": _l("called a city to sign"),
    "ceremony.left_out": _l("left a city out of the ceremony"),
    "ceremony.ordered": _l("changed the order of the ceremony"),
    "ceremony.present": _l("noted that a city is in the hall"),
    "ceremony.shown": _l("chose what the hall sees"),
    "ceremony.taken_in": _l("took a city into the ceremony again"),
    "declaration.adopted": _l("recorded that the declaration was adopted"),
    "declaration.corrected": _l("recorded an erratum of the declaration"),
    "declaration.declined": _l("declined to sign"),
    "declaration.drafted": _l("drafted a declaration"),
    "declaration.frozen": _l("froze the text of the declaration"),
    "declaration.key_changed": _l("changed the key that seals the declaration"),
    "declaration.reserved": _l("signed with a reservation"),
    "declaration.reminded": _l("reminded those who have not signed"),
    "declaration.revised": _l("revised the declaration"),
    "declaration.signature_withdrawn": _l("recorded that a city withdrew its signature"),
    "declaration.page_dropped": _l("dropped a page that was signed by hand"),
    "declaration.page_entered": _l("entered a page that was signed by hand"),
    "declaration.signed": _l("signed the declaration"),
    "declaration.table_opened": _l("handed a device over at the signing table"),
    "declaration.version_begun": _l("began a new version of the declaration"),
    "device.added": _l("added a device"),
    "device.changed": _l("changed a device"),
    "device.enrolled": _l("enrolled a device"),
    "device.invited": _l("showed the code for a device"),
    "device.revoked": _l("revoked a device"),
    "edition.archived": _l("archived the edition"),
    "edition.changed": _l("changed the settings"),
    "edition.cloned": _l("copied what was chosen into the edition"),
    "edition.created": _l("began the edition"),
    "edition.imported": _l("took the edition over from a file"),
    "edition.published": _l("published the edition"),
    "edition.updated": _l("updated the edition from a file"),
    "edition.withdrawn": _l("made the edition a draft"),
    "erasure.asked": _l("asked for erasure"),
    "erasure.refused": _l("refused an erasure"),
    "guardian.agreed": _l("agreed as a guardian"),
    "guardian.refused": _l("did not agree as a guardian"),
    "mail.retried": _l("queued failed mails again"),
    "mail.sent_again": _l("sent a mail again"),
    "mail.text_reset": _l("set the words of a mail back"),
    "mail.text_written": _l("wrote the words of a mail"),
    "limit.changed": _l("changed a number of places"),
    "mailing.cancelled": _l("stopped a mailing"),
    "mailing.sent": _l("sent a mailing"),
    "mandate.answered": _l("answered a city’s comment"),
    "mandate.approved": _l("approved a mandate"),
    "mandate.change_dropped": _l("dropped a change of a mandate"),
    "mandate.change_proposed": _l("proposed a change of a mandate"),
    "mandate.changed": _l("confirmed a change of a mandate"),
    "mandate.confirmation_asked": _l("asked a city to confirm its mandate"),
    "mandate.confirmed": _l("confirmed a mandate from the city’s address"),
    "mandate.denied": _l("denied a mandate from the city’s address"),
    "mandate.needs_time": _l("needs more time before signing"),
    "mandate.observes": _l("takes part as an observer"),
    "mandate.letter_added": _l("added a letter of authority"),
    "mandate.city_invited": _l("entered a city that is asked at its own address"),
    "mandate.named": _l("named who signs, from the city’s address"),
    "mandate.commented": _l("commented on the draft"),
    "mandate.granted": _l("entered a mandate"),
    "mandate.invited": _l("asked a city to sign"),
    "mandate.withdrawn": _l("withdrew a mandate"),
    "notice.retired": _l("retired a consent notice"),
    "notice.written": _l("wrote a consent notice"),
    "page.added": _l("wrote a page"),
    "page.changed": _l("changed a page"),
    "page.moved": _l("put the pages in another order"),
    "page.published": _l("published a page"),
    "page.removed": _l("removed a page"),
    "page.unpublished": _l("took a page back"),
    "person.added": _l("added a person"),
    "person.changed": _l("changed a person"),
    "person.removed": _l("removed a person"),
    "programme.edited": _l("edited the programme"),
    "programme.released": _l("released the programme"),
    "programme.released_over_warnings": _l("released the programme over warnings"),
    "programme.told": _l("had people told what has changed"),
    "invitation.resent": _l("sent an invitation again"),
    "invitation.sent": _l("invited people"),
    "invitation.withdrawn": _l("withdrew an invitation"),
    "registration.address": _l("changed the e-mail address of a registration"),
    "registration.approved": _l("approved a registration"),
    "registration.cancelled": _l("cancelled a registration"),
    "registration.confirmed": _l("registered"),
    "registration.details": _l("changed details of a registration"),
    "registration.erased": _l("erased personal data"),
    "registration.exported": _l("exported registrations"),
    "registration.guardian": _l("registered, a guardian is asked"),
    "registration.moved": _l("moved a registration to another category"),
    "registration.note_removed": _l("took a note about a person back"),
    "registration.noted": _l("wrote a note about a person"),
    "registration.period": _l("said from when to when people can register"),
    "registration.sessions": _l("changed sessions"),
    "registration.pending": _l("asked to take part"),
    "registration.rejected": _l("did not accept a registration"),
    "registration.tagged": _l("gave a person a tag"),
    "registration.untagged": _l("took a tag from a person"),
    "registration.waiting": _l("went onto the waiting list"),
    "reminder.sent": _l("had a reminder sent"),
    "reminder.switched": _l("switched a reminder"),
    "reminder.written": _l("wrote a reminder"),
    "retention.changed": _l("changed how long data are kept"),
    "role.given": _l("gave somebody a role"),
    "role.taken": _l("took a role back"),
    "tag.honoured": _l("marked a tag as that of guests of honour"),
    "tag.not_honoured": _l("no longer marks a tag as that of guests of honour"),
    "tag.removed": _l("deleted a tag"),
    "transfer.accepted": _l("passed a place on"),
    "transfer.asked": _l("offered a place to somebody else"),
    "transfer.declined": _l("did not take a place over"),
    "transfer.expired": _l("let an offer of a place pass"),
    "transfer.received": _l("took a place over"),
    "transfer.withdrawn": _l("kept a place after all"),
    "waiting.accepted": _l("took an offered place"),
    "waiting.again": _l("waits again after an offer that passed"),
    "waiting.declined": _l("left an offered place to others"),
    "waiting.expired": _l("let an offered place pass"),
    "waiting.left": _l("left a waiting list"),
    "waiting.moved": _l("moved somebody on a waiting list"),
    "waiting.preferred": _l("offered a place out of order"),
    "waiting.prolonged": _l("prolonged an offer"),
    "waiting.removed": _l("took somebody off a waiting list"),
    "waiting.offered": _l("offered a place from the waiting list"),
}


CAUSE_WORDS = {
    **MAIL_WORDS,
    "declaration.invitation": _l("Invitation to sign"),
    "declaration.answer": _l("Answer to a city’s comment"),
    "declaration.answered": _l("A city’s answer, to the officers"),
    "declaration.confirm": _l("Question whether a city has named somebody"),
    "declaration.reminder": _l("Reminder to sign"),
    "declaration.draft": _l("The draft, for comments"),
    "declaration.anew": _l("Asked to sign a new version"),
    "declaration.code": _l("Code for signing"),
    "declaration.receipt": _l("Receipt of a signature"),
    "declaration.head": _l("Head of a chain of records"),
    "declaration.declined": _l("Signing was declined"),
}


def event_of(entry: AuditEntry, names: Mapping[int, LocalizedText | str]) -> Event | None:
    """Return a line of the audit log in words; None for what has none."""
    if entry.action not in ACTION_WORDS:
        return None
    kind, _colon, number = entry.actor.partition(":")
    who: LocalizedText | str = {
        "user": _("An organiser"),
        "link": _("Somebody by link"),
        "device": _("A device"),
        "system": _("The system"),
    }.get(kind, _("A visitor"))
    if kind == "user" and number.isdigit():
        who = names.get(int(number), who)
    return Event(at=entry.made_at, who=who, what=str(ACTION_WORDS[entry.action]))


def in_a_row(events: Sequence[Event]) -> list[Event]:
    """Return the events with those of the same kind that follow one another told once."""
    told = []
    for _kind, same in groupby(events, key=lambda event: (event.who, event.what)):
        first, *others = same
        told.append(replace(first, times=1 + len(others)))
    return told
