"""What organisers may do, and the roles that allow it. Roles are held per edition."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing an organiser may do."""

    EDITION_VIEW = "edition.view"
    EDITION_EDIT = "edition.edit"
    EDITION_CREATE = "edition.create"
    PROGRAMME_EDIT = "programme.edit"
    PROGRAMME_RELEASE = "programme.release"
    REGISTRATION_VIEW = "registration.view"
    REGISTRATION_EDIT = "registration.edit"
    REGISTRATION_EXPORT = "registration.export"
    SENSITIVE_VIEW = "sensitive.view"
    MAIL_VIEW = "mail.view"
    MAIL_EDIT = "mail.edit"
    BADGE_PRINT = "badge.print"
    CHECKIN_VIEW = "checkin.view"
    CHECKIN_EDIT = "checkin.edit"
    DECLARATION_VIEW = "declaration.view"
    DECLARATION_EDIT = "declaration.edit"
    MANDATE_APPROVE = "mandate.approve"
    AUDIT_VIEW = "audit.view"
    USER_EDIT = "user.edit"


class Role(StrEnum):
    """What an organiser is for an edition."""

    OWNER = "owner"
    EDITOR = "editor"
    REGISTRAR = "registrar"
    PROTOCOL = "protocol"
    DECLARATION_OFFICER = "declaration_officer"
    EXPORTER = "exporter"
    AUDITOR = "auditor"


_ALLOWS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.EDITOR: frozenset(
        {
            Permission.EDITION_VIEW,
            Permission.EDITION_EDIT,
            Permission.PROGRAMME_EDIT,
            Permission.PROGRAMME_RELEASE,
        }
    ),
    Role.REGISTRAR: frozenset(
        {
            Permission.EDITION_VIEW,
            Permission.REGISTRATION_VIEW,
            Permission.REGISTRATION_EDIT,
            Permission.MAIL_VIEW,
            Permission.MAIL_EDIT,
            Permission.BADGE_PRINT,
            Permission.CHECKIN_VIEW,
            Permission.CHECKIN_EDIT,
        }
    ),
    Role.PROTOCOL: frozenset(
        {
            Permission.EDITION_VIEW,
            Permission.REGISTRATION_VIEW,
            Permission.BADGE_PRINT,
            Permission.CHECKIN_VIEW,
        }
    ),
    Role.DECLARATION_OFFICER: frozenset(
        {
            Permission.EDITION_VIEW,
            Permission.DECLARATION_VIEW,
            Permission.DECLARATION_EDIT,
            Permission.MANDATE_APPROVE,
        }
    ),
    Role.EXPORTER: frozenset(
        {
            Permission.EDITION_VIEW,
            Permission.REGISTRATION_VIEW,
            Permission.REGISTRATION_EXPORT,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            Permission.EDITION_VIEW,
            Permission.REGISTRATION_VIEW,
            Permission.CHECKIN_VIEW,
            Permission.DECLARATION_VIEW,
            Permission.MAIL_VIEW,
            Permission.AUDIT_VIEW,
        }
    ),
}


def permissions_of(role: Role) -> frozenset[Permission]:
    """Return what a role allows."""
    return _ALLOWS[role]
