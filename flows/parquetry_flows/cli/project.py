"""Commands about a project: make one, check whether it is ready to run, add checks of its data."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from parquetry.errors import ConfigError
from parquetry.publish import store
from parquetry_flows.cli import config_file, options, project_template, render
from parquetry_flows.cli.doctor import diagnose
from parquetry_flows.cli.options import AsJson, ConfigOption, ConfigPath, StatePath
from parquetry_flows.running import user_checks


def init(folder: Annotated[Path, typer.Argument(help="Folder of the new project.")] = Path()) -> None:
    """Make a project: a commented parquetry.toml, data/raw for your text, data/processed for the datasets."""
    path = project_template.write(folder)
    typer.echo(f"{path} written; put text into {folder / 'data' / 'raw'}, then: parquetry run {path}")


def doctor(config: ConfigPath = None, state: StatePath = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Check what a run needs: Python, libraries, model, input, disk, lock, server."""
    checks = list(diagnose(options.config(config, None, None, state)))
    if as_json:
        options.print_json([asdict(check) for check in checks])
    else:
        render.checks(checks)
    # All checks are shown first; one that failed is not the end of the list.
    bad = [check.what for check in checks if not check.well]
    if bad:
        message = f"not ready to run; see {', '.join(bad)} above"
        raise ConfigError(message)


def add_check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE ...", help="Suites (.json) or queries (.sql).")],
    config: ConfigOption = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Try checks of your own on what is published now, and add them to the config; the next run applies them.

    \b
    parquetry add-check checks/english.sql
    parquetry add-check checks/*.json
    """
    path = options.config_path(config)
    settings = options.config(path)
    root = settings.output.path / settings.dataset
    version = store.resolve(root) if store.current(root) else None
    # All are tried before one is added: a config is never left with half of them.
    outcomes = [tried for file in files for tried in user_checks.try_checks(file, version)]
    for key in sorted({user_checks.key_of(file) for file in files}):
        config_file.add_checks(path, key, [file for file in files if user_checks.key_of(file) == key])
    if as_json:
        options.print_json([asdict(tried) for tried in outcomes])
    else:
        render.tried_checks(outcomes)
