"""The command `forum bench`."""

from pathlib import Path

import click


@click.command()
@click.argument("loads", nargs=-1)
@click.option("--seconds", default=3.0, show_default=True, help="Length of one run of a load.")
@click.option("--rounds", default=3, show_default=True, help="Runs of each load; medians count.")
@click.option("--connections", default=8, show_default=True, help="Readers at the same time.")
@click.option("--database", default="", metavar="URL", help="An empty PostgreSQL database.")
@click.option("--json", "keep", type=click.Path(path_type=Path), help="Keep the run in this file.")
@click.option(
    "--compare",
    nargs=2,
    type=click.Path(path_type=Path, exists=True),
    help="Say what changed between two kept runs; nothing is measured.",
)
def bench(  # noqa: PLR0913  one for each option
    *,
    loads: tuple[str, ...],
    seconds: float,
    rounds: int,
    connections: int,
    database: str,
    keep: Path | None,
    compare: tuple[Path, Path] | None,
) -> None:
    """Measure loads (all, or those whose names contain a word) beside a bare page."""
    from forum.bench import report, run
    from forum.bench.types import Plan
    from forum.core import clock

    if compare:
        click.echo(report.compare(*compare))
        return
    plan = Plan(seconds, rounds, connections, database, loads)
    try:
        measures = run.bench(plan, lambda line: click.echo(line, err=True))
    except OSError as error:
        raise click.ClickException(str(error)) from error
    click.echo(report.show(measures))
    if keep:
        report.keep(keep, measures, "PostgreSQL" if database else "SQLite", clock.now())
