"""The `dyad` command: check and play cases, score replies, train the code heads."""

from __future__ import annotations

import click

from dyad.cases import CaseError, case_slugs


@click.group()
@click.version_option(package_name="dyad")
def main() -> None:
    """Dyad, a simulated patient for practising the relationship side of prescribing."""


@main.group()
def case() -> None:
    """Check and play content packs."""


@case.command("check")
@click.argument("slugs", nargs=-1)
def case_check(slugs: tuple[str, ...]) -> None:
    """Read packs (all, if none is named) and say what an author should mend."""
    from dyad.cases.check import check_case

    failed = 0
    for slug in slugs or case_slugs():
        try:
            complaints = check_case(slug)
        except CaseError as error:
            complaints = [str(error)]
        for complaint in complaints:
            click.echo(f"{slug}: {complaint}")
        failed += bool(complaints)
        if not complaints:
            click.echo(f"{slug}: fine")
    if failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
