"""Our own words of every mail of registration, and what can be filled in."""

from forum.core.i18n import lazy_gettext as _l
from forum.core.i18n import lazy_pgettext
from forum.registration.mailtexts.types import MailKind

_LINK = _l("When and where, a button to the registration")
_ALONE = _l("The link is yours alone. Do not pass it on.")

_KINDS = (
    MailKind(
        key="confirmed",
        title=_l("Confirmation"),
        occasion=_l("As soon as somebody is registered."),
        subject=_l("You are registered"),
        opening=_l("Dear {name},\n\nYou are registered for “{edition}”."),
        closing=_ALONE,
        facts=_l("QR code, number, category, when and where, sessions, a button, the calendar"),
    ),
    MailKind(
        key="cancelled",
        title=_l("Cancellation"),
        occasion=_l("When the person or an organiser cancels."),
        subject=_l("Your registration is cancelled"),
        opening=_l("Dear {name},\n\nYour registration {number} for “{edition}” is cancelled."),
        closing=_l(
            "Your places are free for others, and the badge is no longer valid. The entry in your "
            "calendar is withdrawn."
        ),
        facts=_l("The reason, if one was given; the calendar entry is taken back"),
        has_link=False,
    ),
    MailKind(
        key="changed",
        title=_l("Change of the registration"),
        occasion=_l("When somebody attends other sessions than before."),
        subject=_l("Your registration was changed"),
        opening=_l(
            "Dear {name},\n\nWhat you attend at “{edition}” has changed. The entry in your "
            "calendar is renewed."
        ),
        closing=_l(
            "If it was not you, open the link in your confirmation mail and look, or answer this "
            "mail."
        ),
        facts=_l("The number, what is new and what is not any more, the sessions, the calendar"),
        has_link=False,
    ),
    MailKind(
        key="moved",
        title=_l("Another category"),
        occasion=_l("When an organiser moves somebody into another category."),
        subject=_l("You take part in another category"),
        opening=_l(
            "Dear {name},\n\nThe organisers of “{edition}” have moved you to another category: "
            "you take part as {category} now, no longer as {former}."
        ),
        closing=_l("If you think that this is a mistake, write to the organisers."),
        facts=_l(
            "The new QR code, number, category, sessions, waiting lists, a button, the calendar"
        ),
        more=("former",),
    ),
    MailKind(
        key="lists",
        title=_l("Change on waiting lists"),
        occasion=_l("When somebody joins, leaves or declines, and no session has changed."),
        subject=_l("Your waiting lists have changed"),
        opening=_l(
            "Dear {name},\n\nYou have changed what you wait for at “{edition}”. You wait for: "
            "{waits}."
        ),
        closing=_l(
            "If it was not you, open the link in your confirmation mail and look, or answer this "
            "mail."
        ),
        facts=_l("When and where"),
        has_link=False,
        more=("waits",),
    ),
    MailKind(
        key="link",
        title=_l("New link"),
        occasion=_l("When somebody asks for a link, or an organiser sends one."),
        subject=_l("The link to your registration"),
        opening=_l("Dear {name},\n\nHere is the link to your registration for “{edition}”."),
        closing=_l(
            "The link is yours alone. Do not pass it on. If you did not ask for it, you need not "
            "do anything."
        ),
        facts=_l("A button to the registration"),
    ),
    MailKind(
        key="resume",
        title=_l("To go on later"),
        occasion=_l("When somebody who is filling in asks for a link to go on with."),
        subject=_l("Go on with your registration"),
        opening=_l(
            "You have begun to register for “{edition}”. With this link you go on where you "
            "stopped, in any browser, until {deadline}. You are not registered yet."
        ),
        closing=_l(
            "The link opens what was filled in. Do not pass it on. If it was not you, you need not "
            "do anything: what was filled in is deleted then."
        ),
        facts=_l("When and where, a button to go on"),
        more=("deadline",),
    ),
    MailKind(
        key="repeated",
        title=_l("Registered a second time"),
        occasion=_l("When somebody registers an address that is registered already."),
        subject=_l("You were registered already"),
        opening=_l(
            "Dear {name},\n\nSomebody has just filled in a registration for “{edition}” with your "
            "address.\n\nYou were registered already, so nothing has changed. Your number is "
            "{number}."
        ),
        closing=_l(
            "The link is yours alone. Do not pass it on. To change what you told us, cancel and "
            "register again, or write to the organisers."
        ),
        facts=_l("A button to the registration"),
    ),
    MailKind(
        key="too_many",
        title=_l("Too many colleagues"),
        occasion=_l("When somebody registers an eleventh colleague with one address."),
        subject=_l("Your colleague was not registered"),
        opening=_l(
            "Somebody has just filled in the registration of a colleague for “{edition}” with "
            "your address.\n\nTen colleagues are registered with it, which is as many as one "
            "address can have, so nobody was added."
        ),
        closing=_l(
            "Please register with the colleague’s own address, or write to the organisers. If it "
            "was not you, you need not do anything."
        ),
        facts=_l("When and where"),
        has_link=False,
    ),
    MailKind(
        key="code",
        title=_l("Fresh code"),
        occasion=_l("When somebody wants to change the registration."),
        subject=_l("Your code"),
        opening=_l("Dear {name},\n\nThe code with which you can change your registration:"),
        closing=_l(
            "It works for {minutes} minutes. Nobody from the forum will ever ask you for it."
        ),
        facts=_l("The code"),
        has_link=False,
        more=("minutes",),
    ),
    MailKind(
        key="pending",
        title=_l("To be approved"),
        occasion=_l("When a category needs an organiser's approval."),
        subject=_l("We have your registration"),
        opening=_l(
            "Dear {name},\n\nWe have your registration for “{edition}” ({category}). An organiser "
            "looks at it, and you get a mail with the answer."
        ),
        closing=_ALONE,
        facts=_LINK,
    ),
    MailKind(
        key="waiting",
        title=_l("On the waiting list"),
        occasion=_l("When there is no place left and somebody waits for one."),
        subject=_l("You are on the waiting list"),
        opening=_l(
            "Dear {name},\n\nThere is no place left in “{edition}” ({category}) at the moment. You "
            "are number {position} on the waiting list. As soon as a place is free, you get a mail."
        ),
        closing=_ALONE,
        facts=_LINK,
        more=("position",),
    ),
    MailKind(
        key="offered",
        title=_l("A place is offered"),
        occasion=_l("When a place has become free for somebody who waits."),
        subject=_l("There is a place for you"),
        opening=_l(
            "Dear {name},\n\nWhat you waited for at “{edition}” has become free: {what}. It is "
            "kept for you until {deadline}. Take it, or leave it; then it goes to the next person."
        ),
        closing=_ALONE,
        facts=_LINK,
        more=("what", "deadline"),
    ),
    MailKind(
        key="offer_over",
        title=_l("Offer over"),
        occasion=_l("When nobody answered to an offer in time."),
        subject=_l("The place is no longer held"),
        opening=_l(
            "Dear {name},\n\nWe held this for you at “{edition}”: {what}. It was not taken in "
            "time, and has gone to the next person."
        ),
        closing=_l(
            "If you would still like it, wait again at the end of the list: open your registration "
            "and choose “Change my sessions”. Was your whole registration waiting, register again."
        ),
        facts=_l("When and where"),
        has_link=False,
        more=("what",),
    ),
    MailKind(
        key="seated",
        title=_l("Seat from the waiting list"),
        occasion=_l("When somebody has taken the seat that was offered."),
        subject=_l("You have your seat"),
        opening=_l("Dear {name},\n\nYou have your seat now at “{edition}”: {what}."),
        closing=_ALONE,
        facts=_LINK,
        more=("what",),
    ),
    MailKind(
        key="noted",
        title=_l("Registered by organisers"),
        occasion=_l("When an organiser registers somebody, who is asked to confirm the consents."),
        subject=_l("Please confirm your consents"),
        opening=_l(
            "Dear {name},\n\nThe organisers have registered you for “{edition}”, and have noted "
            "the consents that you gave them. Please look whether they are right, and confirm "
            "them on your page."
        ),
        closing=_l(
            "You can withdraw each of them there. If you do not know of this, write to the "
            "organisers."
        ),
        facts=_LINK,
    ),
    MailKind(
        key="unlisted",
        title=_l("Taken off a waiting list"),
        occasion=_l("When an organiser takes somebody off a list."),
        subject=_l("You are not on the waiting list any more"),
        opening=_l(
            "Dear {name},\n\nThe organisers of “{edition}” have taken you off this waiting list: "
            "{what}.\n\nThe reason: {reason}"
        ),
        closing=_l(
            "The rest of your registration stays as it is. If you think that this is a mistake, "
            "write to the organisers."
        ),
        facts=_l("When and where"),
        has_link=False,
        more=("what", "reason"),
    ),
    MailKind(
        key="withdrawn",
        title=_l("Request taken back"),
        occasion=_l("When somebody cancels who was not confirmed yet."),
        subject=_l("Your request is taken back"),
        opening=_l(
            "Dear {name},\n\nYour request {number} to take part in “{edition}” is taken back."
        ),
        closing=_l("You are on no list any more. You can register again at any time."),
        facts=_l("When and where"),
        has_link=False,
    ),
    MailKind(
        key="rejected",
        title=_l("Not approved"),
        occasion=_l("When an organiser does not approve a registration."),
        subject=_l("Your registration could not be accepted"),
        opening=_l(
            "Dear {name},\n\nWe are sorry: your registration {number} for “{edition}” "
            "({category}) could not be accepted."
        ),
        closing=_l("If you think that this is a mistake, write to the organisers."),
        facts=_l("The reason, if one was given; the calendar entry is taken back"),
        has_link=False,
        more=("reason",),
    ),
    MailKind(
        key="invited",
        title=_l("Invitation"),
        occasion=_l("When an organiser invites an address."),
        subject=_l("You are invited"),
        opening=_l(
            "Dear {name},\n\nYou are invited to “{edition}” as {category}. Please register by "
            "{deadline}."
        ),
        closing=_l("The invitation is for you alone. Do not pass it on."),
        facts=_LINK,
        more=("deadline",),
    ),
    MailKind(
        key="guardian",
        title=_l("To a guardian"),
        occasion=_l("When somebody under 14 registers: the guardian is asked."),
        subject=_l("Your consent is needed"),
        opening=_l(
            "{name} has registered for “{edition}” and named you as guardian. People under 14 can "
            "take part only if their guardian agrees. Please answer by {deadline}."
        ),
        closing=_l("If you do not know of this, you need not do anything: nothing is kept then."),
        facts=_LINK,
        more=("deadline",),
    ),
    MailKind(
        key="minor",
        title=_l("Waiting for the guardian"),
        occasion=_l("When somebody under 14 registers: they are told that the guardian is asked."),
        subject=_l("Your guardian is asked"),
        opening=_l(
            "Dear {name},\n\nWe have your registration for “{edition}” and have written to your "
            "guardian. Your place is held; as soon as your guardian agrees you get the "
            "confirmation."
        ),
        closing=_ALONE,
        facts=_LINK,
    ),
    MailKind(
        key="address",
        title=_l("New address to be proved"),
        occasion=_l("To the new address, when somebody wants to change theirs."),
        subject=_l("Is this your address?"),
        opening=_l(
            "Somebody who is registered for “{edition}” (number {number}) wants our mails to come "
            "to this address. If it is you, open the link by {deadline}."
        ),
        closing=_l("If it was not you, you need not do anything: nothing changes then."),
        facts=_l("When and where, a button to use the address"),
        more=("deadline",),
    ),
    MailKind(
        key="address_taken",
        title=_l("Address is registered already"),
        occasion=_l("When somebody wants to change to an address that is registered itself."),
        subject=_l("Your address is registered already"),
        opening=_l(
            "Dear {name},\n\nSomebody who is registered for “{edition}” wanted our mails to come "
            "to your address. You are registered with it yourself, so nothing was changed."
        ),
        closing=_l("If it was you, cancel one of the two registrations first."),
        facts=_l("When and where"),
        has_link=False,
    ),
    MailKind(
        key="address_left",
        title=_l("To the address before"),
        occasion=_l("When the address of a registration was changed: to the old one."),
        subject=_l("Our mails go to another address now"),
        opening=_l(
            "Dear {name},\n\nThe mails about your registration {number} for “{edition}” go to "
            "another address from now on. The links in earlier mails are void."
        ),
        closing=_l("If it was not you, answer this mail at once."),
        facts=_l("When and where"),
        has_link=False,
    ),
    MailKind(
        key="address_changed",
        title=_l("To the new address"),
        occasion=_l("When the address of a registration was changed: to the new one."),
        subject=_l("Your new address is in use"),
        opening=_l(
            "Dear {name},\n\nFrom now on the mails about your registration {number} for "
            "“{edition}” come to this address."
        ),
        closing=_ALONE,
        facts=_LINK,
    ),
    MailKind(
        key="transfer",
        title=_l("A place to take over"),
        occasion=_l("When somebody passes their place on: to the address that they name."),
        subject=_l("Somebody passes a place on to you"),
        opening=_l(
            "Somebody who cannot come to “{edition}” passes their place ({category}) on to you. "
            "If you would like to come, fill in your own details by {deadline}."
        ),
        closing=_l(
            "The link is for you alone. If you do not want the place, you need not do anything."
        ),
        facts=_l("When and where, a button to the place"),
        more=("deadline",),
    ),
    MailKind(
        key="transferred",
        title=_l("Place passed on"),
        occasion=_l("When somebody has taken a place over: to whoever had it before."),
        subject=_l("Your place is passed on"),
        opening=_l(
            "Dear {name},\n\nYour place at “{edition}” has been taken over by the person whom you "
            "named. Your registration {number} is over."
        ),
        closing=_l("Your badge is no longer valid. The entry in your calendar is withdrawn."),
        facts=_l("When and where; the calendar entry is taken back"),
        has_link=False,
    ),
    MailKind(
        key="transfer_over",
        title=_l("Place not taken over"),
        occasion=_l("When nobody has taken over the place that was to be passed on."),
        subject=_l("Your place is still yours"),
        opening=_l(
            "Dear {name},\n\nThe place that you wanted to pass on at “{edition}” was not taken "
            "over. It is still yours, and nothing has changed."
        ),
        closing=_l("If you cannot come, please cancel, so that somebody else can have your place."),
        facts=_l("When and where"),
        has_link=False,
    ),
    MailKind(
        key="reminder",
        title=lazy_pgettext("mail", "Reminder"),
        occasion=_l("The first words of a new reminder."),
        subject=_l("The forum begins soon"),
        opening=_l(
            "Dear {name},\n\n“{edition}” begins soon.\n\n{when}\n{where}\n\nPlease have your "
            "number {number} or the QR code of your badge ready at the entrance."
        ),
        closing=_l("If you cannot come, please cancel, so that somebody else can have your place."),
        facts=_LINK,
    ),
)
KINDS = {kind.key: kind for kind in _KINDS}

PLACEHOLDER_WORDS = {
    "name": _l("the person's name"),
    "number": _l("the number of the registration"),
    "edition": _l("the forum's name"),
    "category": _l("the category"),
    "when": _l("the days of the forum"),
    "where": _l("the place where it begins"),
    "programme": _l("the address of the programme"),
    "link": _l("the personal link to the registration"),
    "minutes": _l("for how many minutes the code works"),
    "what": _l("what was waited for"),
    "waits": _l("everything that is waited for now, with the places"),
    "position": _l("the place on the waiting list"),
    "deadline": _l("until when an answer is awaited"),
    "reason": _l("the reason that was given"),
    "former": _l("the category before"),
}
EXAMPLES = {
    "minutes": ("10", "10"),
    "position": ("3", "3"),
    "what": ("세션 1", "Session 1"),
    "waits": ("세션 1(대기 3번)", "Session 1 (place 3)"),
    "deadline": ("2026. 12. 4.(금) 18:00", "Fri, 4 December 2026, 18:00"),
    "reason": ("정원이 찼습니다.", "There is no place left."),
    "former": ("시민", "Citizen"),
}
"""What previews show in places whose values a registration does not have, in ko and en."""
