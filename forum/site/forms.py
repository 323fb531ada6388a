"""Forms of the organisers' pages that are no single feature's."""

from typing import Any

from wtforms import BooleanField, EmailField, RadioField, SelectChoice, SelectField
from wtforms.validators import DataRequired, Email, Length

from forum.core.i18n import lazy_gettext as _l
from forum.core.permissions import Role
from forum.editions.forms import NewEditionForm
from forum.site.cloning import CloneWishes, ProgrammeSource
from forum.web.forms import Form

ROLE_WORDS = {
    Role.OWNER: _l("Owner"),
    Role.EDITOR: _l("Editor"),
    Role.REGISTRAR: _l("Registrar"),
    Role.PROTOCOL: _l("Protocol officer"),
    Role.DECLARATION_OFFICER: _l("Declaration officer"),
    Role.EXPORTER: _l("Exporter"),
    Role.AUDITOR: _l("Auditor"),
}


class InviteForm(Form):
    """Somebody's address, and the role to give."""

    email = EmailField(
        _l("Mail address"),
        [
            DataRequired(_l("Write the mail address.")),
            Email(_l("This is no mail address. It looks like name@example.org.")),
            Length(max=254, message=_l("This address is too long.")),
        ],
    )
    role = SelectField(
        _l("Role"),
        choices=[SelectChoice(str(role), word) for role, word in ROLE_WORDS.items()],
        default=str(Role.EDITOR),
    )


class CloneForm(NewEditionForm):
    """What the new edition is, and what of another one it begins with."""

    texts = BooleanField(_l("Theme, host, about and what is expected"), default=True)
    partners = BooleanField(_l("Partners and sponsors"), default=True)
    pages = BooleanField(
        _l("Free pages"),
        default=True,
        description=_l("Unpublished, so that you read them again first."),
    )
    venues = BooleanField(_l("Rooms and venues"), default=True)
    programme = RadioField(
        _l("Programme"),
        choices=[
            SelectChoice(ProgrammeSource.NONE.value, _l("Nothing, it begins empty")),
            SelectChoice(ProgrammeSource.DRAFT.value, _l("The draft as it is now")),
            SelectChoice(ProgrammeSource.RELEASE.value, _l("The last release")),
        ],
        default=ProgrammeSource.DRAFT.value,
        description=_l("Sessions move with the days; cancelled ones and slides stay behind."),
    )
    people = BooleanField(
        _l("With the people and cities in the sessions"),
        default=True,
        description=_l("Nobody counts as confirmed."),
    )
    contributions = BooleanField(_l("With the presentations in the sessions"), default=True)
    registration = BooleanField(
        _l("Registration"),
        default=True,
        description=_l("Categories, seats, consents and times; every seat is free."),
    )
    badges = BooleanField(
        _l("Designs of badges"),
        default=True,
        description=_l("With their pictures, for the categories that have the same keys."),
    )
    checkin = BooleanField(
        _l("Check-in lists"),
        default=True,
        description=_l("Without those for a session or an answer that is not copied."),
    )
    team = BooleanField(_l("The team and its roles"), default=True)

    def __init__(self, *, has_release: bool, **options: Any) -> None:  # noqa: ANN401
        """Stay in the series, and offer a release if there is one."""
        super().__init__((), **options)
        del self.series_id
        if not has_release:
            self.programme.choices = self.programme.choices[:2]

    def wishes(self) -> CloneWishes:
        """Return what was chosen."""
        return CloneWishes(
            slug=self.slug.data,
            details=self.details(),
            texts=bool(self.texts.data),
            partners=bool(self.partners.data),
            pages=bool(self.pages.data),
            venues=bool(self.venues.data),
            programme=ProgrammeSource(self.programme.data),
            people=bool(self.people.data),
            contributions=bool(self.contributions.data),
            registration=bool(self.registration.data),
            badges=bool(self.badges.data),
            checkin=bool(self.checkin.data),
            team=bool(self.team.data),
        )
