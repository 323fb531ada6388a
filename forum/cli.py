"""Every command, three lines long: it calls a service, commits, and says what it did.

A command loads what it works with when it runs: nobody waits for the whole forum to read `--help`.
"""

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from forum import create_app
from forum.badges.designs.types import Sides
from forum.badges.sheets import Sheet
from forum.badges.types import Order
from forum.bench.commands import bench
from forum.core.loading import collecting_no_garbage
from forum.core.localized import LANGUAGES, Language
from forum.core.permissions import Role

if TYPE_CHECKING:
    from flask import Flask

    from forum.core.settings import Settings
    from forum.programme.booklet import Languages

TRIAL = "dwc-trial"
P = ParamSpec("P")
R = TypeVar("R")

ROLES = click.Choice([str(role) for role in Role])


def load_settings() -> "Settings":
    """Read the settings, or end with one line for each that is wrong."""
    from pydantic import ValidationError

    from forum.core.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            name = "_".join(str(part) for part in fault["loc"]).upper()
            click.echo(f"FORUM_{name}: {fault['msg']}" if name else fault["msg"], err=True)
        sys.exit(2)


def command(work: Callable[P, R]) -> Callable[P, R]:
    """Run a command inside the application, commit what it did, and fail with one line."""

    @functools.wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with collecting_no_garbage():
            app = make_app()
            from sqlalchemy.exc import OperationalError

            from forum.core.db import db
            from forum.core.errors import Refusal
            from forum.core.i18n import in_language

        with app.app_context(), in_language("en"):
            try:
                result = work(*args, **kwargs)
                db.session.commit()
            except (Refusal, OSError) as error:
                raise click.ClickException(str(error)) from error
            except OperationalError as error:
                message = f"the database says: {error.orig}"
                raise click.ClickException(message) from error
        return result

    return run


def make_app() -> "Flask":
    """Build the application from the environment."""
    return create_app(load_settings())


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="forum")
def main() -> None:
    """Run and look after the forum."""


@main.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@command
def make_backup(file: Path) -> None:
    """Write every row and every key into FILE. Keep it where the keys may be kept."""
    from forum.core import backup

    click.echo(f"{file}: {backup.backup(load_settings(), file).summary()}")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--verify", is_flag=True, help="Read everything back and compare.")
@command
def restore(file: Path, *, verify: bool) -> None:
    """Fill the empty database from FILE, made by `forum backup`."""
    from forum.core import backup, migrations

    migrations.upgrade(load_settings())
    click.echo(f"{file}: {backup.restore(load_settings(), file, verify=verify).summary()}")


@main.group()
def database() -> None:
    """Look after the database."""


@database.command()
@command
def upgrade() -> None:
    """Bring the tables to what this version needs."""
    from forum.core import migrations

    click.echo(f"database at {migrations.upgrade(load_settings())}")


@main.group()
def user() -> None:
    """Let organisers in."""


@user.command()
@click.argument("email")
@click.option(
    "--role", type=click.Choice([*map(str, Role)]), required=True, help="What they may do."
)
@click.option("--edition", help="For this edition alone; without it, for all of them.")
@click.option("--language", type=click.Choice(LANGUAGES), default="ko", show_default=True)
@click.option("--if-missing", is_flag=True, help="Leave an account that there is as it is.")
@command
def add(
    *, email: str, role: str, edition: str | None, language: Language, if_missing: bool
) -> None:
    """Make an account, or give a role to one, and print a one-time link to come in."""
    from forum.accounts import services as accounts
    from forum.accounts.queries import find_user
    from forum.editions.queries import get_edition

    if if_missing and find_user(email):
        click.echo(f"{email} has an account")
        return
    edition_id = get_edition(edition).id if edition else None
    found, _is_new = accounts.ensure_user(email, Role(role), edition_id, language=language)
    click.echo(f"{found.email} is {role} of {edition or 'all editions'}; the link works once:")
    click.echo(accounts.enter_address(found))


@user.command()
@click.argument("email")
@command
def link(email: str) -> None:
    """Print a new one-time link to come in; earlier ones are no longer valid."""
    from forum.accounts import services as accounts
    from forum.accounts.queries import get_user

    click.echo(accounts.enter_address(get_user(email)))


@main.group()
def mail() -> None:
    """Look after the outbox."""


@mail.command()
@command
def retry() -> None:
    """Queue every failed mail again."""
    from forum.core import outbox

    click.echo(f"{outbox.retry_failed()} mails queued again")


@mail.command()
@command
def send() -> None:
    """Send now what waits, without a worker."""
    from forum.core import outbox

    click.echo(f"{outbox.send_due()} mails sent")


@main.command()
@click.option(
    "--attendees",
    type=click.IntRange(min=0),
    default=0,
    help="Also make up so many participants of the trial edition.",
)
@command
def demo(attendees: int) -> None:
    """Load the archived editions and the open trial edition; a second time changes nothing."""
    from forum.demo.attendees import make_up_attendees
    from forum.demo.services import load_demo
    from forum.editions.queries import get_edition

    for loaded in load_demo():
        click.echo(f"{loaded.slug}: {loaded.outcome}")
    if attendees:
        for count in make_up_attendees(get_edition(TRIAL), attendees):
            click.echo(f"{count} of {attendees} participants made up")


@main.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be destroyed.")
@command
def purge(*, dry_run: bool) -> None:
    """Destroy what is over its time now; the worker does it every night."""
    from forum.privacy import purging

    for due in purging.look() if dry_run else purging.purge():
        where = due.edition or "the system"
        click.echo(f"{due.kind} of {where}: {due.count}{' would be' if dry_run else ''} destroyed")


@main.group()
def edition() -> None:
    """Take editions over from files, and write them into files."""


@edition.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--edition", "slug", help="Whose draft a programme goes into; else the file says.")
@command
def import_edition(file: Path, *, slug: str | None) -> None:
    """Take over FILE: a whole edition (YAML), or a programme (XLSX, YAML) into its draft.

    Nothing is loaded if anything in it is wrong.
    """
    from forum.exchange.programmes import is_programme
    from forum.exchange.services import import_file, import_into_draft

    content = file.read_bytes()
    if is_programme(file.name, content):
        click.echo(import_into_draft(file.name, content, slug).summary())
        return
    found, outcome = import_file(file.name, content)
    click.echo(f"{found.slug}: {outcome}")


@edition.command("export")
@click.argument("edition")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="In place of FILE.")
@click.option("--draft", is_flag=True, help="The programme of the draft alone.")
@command
def export_edition(edition: str, file: Path | None, out: Path | None, *, draft: bool) -> None:
    """Write EDITION with all its releases into FILE (.yaml), or its programme (.xlsx)."""
    from forum.editions.queries import get_edition
    from forum.exchange.files import file_of

    target = out or file
    if target is None:
        message = "say where to: --out FILE"
        raise click.UsageError(message)
    target.write_bytes(file_of(get_edition(edition), target.suffix.lower(), draft=draft))
    click.echo(str(target))


@main.group()
def programme() -> None:
    """Make papers from a programme."""


@programme.command("pdf")
@click.argument("edition")
@click.option("--languages", type=click.Choice(["ko", "en", "both"]), default="both")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@command
def programme_pdf(edition: str, languages: "Languages", out: Path) -> None:
    """Write the booklet of EDITION's latest release into a PDF file."""
    from forum.editions.queries import get_edition
    from forum.programme.booklet import booklet_pdf
    from forum.programme.queries import public_agenda

    address = f"{load_settings().public_url}/ko/{edition}/programme"
    out.write_bytes(booklet_pdf(public_agenda(get_edition(edition)), languages, url=address))
    click.echo(str(out))


@main.command("badges")
@click.argument("edition")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--category", default="", help="Only those of this category.")
@click.option("--size", default="", help="The standard design in A6, A7, 90x130 or other mm.")
@click.option("--sides", type=click.Choice([*map(str, Sides)]), help="Of the standard design.")
@click.option("--order", type=click.Choice([*map(str, Order)]), default="name", show_default=True)
@click.option("--sheet", type=click.Choice([*map(str, Sheet)]), default="none", show_default=True)
@click.option("--new", "only_new", is_flag=True, help="Only those not printed yet.")
@click.option("--number", default="", help="Only the badge with this number.")
@command
def print_badges(edition: str, out: Path, **options: Any) -> None:  # noqa: ANN401  as declared
    """Write the badges of EDITION into a PDF file, as their categories' designs say."""
    from forum.badges import services as badges
    from forum.badges.models import PrintedBy
    from forum.badges.types import BadgeRequest, Which
    from forum.editions.queries import get_edition

    wanted = BadgeRequest(
        category=options["category"],
        which=Which.NEW if options["only_new"] else Which.ALL,
        order=Order(options["order"]),
        sheet=Sheet(options["sheet"]),
        size=options["size"],
        sides=Sides(options["sides"]) if options["sides"] else None,
    )
    if options["number"]:
        printed = badges.print_badge(get_edition(edition), options["number"])
    else:
        printed = badges.print_badges(get_edition(edition), wanted, by=PrintedBy.COMMAND)
    out.write_bytes(printed.pdf)
    click.echo(f"{out}: {printed.count} badges")
    for number in printed.unprintable:
        click.echo(f"{number}: no font has every character of this badge", err=True)
    for number in printed.too_long:
        click.echo(f"{number}: a text is smaller than the design allows", err=True)


@main.command("badge-key")
@click.argument("edition")
@command
def change_badge_key(edition: str) -> None:
    """Sign the badges of EDITION from now on with a new key; those printed before stay valid."""
    from forum.badges import services as badges
    from forum.editions.queries import get_edition

    click.echo(badges.change_badge_key(get_edition(edition)))


@main.group()
def declaration() -> None:
    """Look after what cities have signed."""


@declaration.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--head", help="A hash that must be in the chain, such as a receipt's.")
@click.option("--key", "keys", multiple=True, help="A key's fingerprint, in place of our own key.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@command
def verify(file: Path, *, head: str | None, keys: tuple[str, ...], language: Language) -> None:
    """Verify FILE, a chain of records (chain.json); name the record and field that was touched."""
    from forum.declaration.rules import verify_chain
    from forum.declaration.services import trusted_keys

    report = verify_chain(file.read_bytes(), keys or trusted_keys(), head)
    click.echo("\n".join(report.sentences(language)), err=not report.is_sound)
    sys.exit(report.exit_status)


@declaration.command("change-key")
@command
def change_seal_key() -> None:
    """Seal from now on with a new key, which the present one names in every chain of records."""
    from forum.declaration.services import change_key

    name, chains = change_key()
    click.echo(f"{name}: recorded in {chains} chains")


@main.command()
@click.option("--web-only", is_flag=True, help="The web without the worker.")
@click.option("--worker-only", is_flag=True, help="The worker without the web.")
def serve(*, web_only: bool, worker_only: bool) -> None:
    """Serve the forum: the web, and the worker that sends mail."""
    if web_only and worker_only:
        message = "--web-only and --worker-only exclude each other"
        raise click.UsageError(message)
    with collecting_no_garbage():
        settings = load_settings()
        from forum.serve import serve as serve_forum

    try:
        serve_forum(settings, web=not worker_only, worker=not web_only)
    except OSError as error:
        raise click.ClickException(str(error)) from error


main.add_command(bench)
