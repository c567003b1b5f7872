"""Countries: a name of a country to its code. Places that only bear a country's name (Georgia, Jordan) are countries here.

Source: ISO 3166-1 in pycountry; `countries.toml` for short names in use that the standard has not.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from parquetry.extract.name_key import normalised


@cache
def _codes() -> dict[str, str]:
    import pycountry  # noqa: PLC0415 (reads its lists)

    out: dict[str, str] = {}
    for country in pycountry.countries:
        for form in ("name", "official_name", "common_name", "alpha_3"):
            if hasattr(country, form):
                out[normalised(getattr(country, form))] = country.alpha_2
    used = tomllib.loads((files("parquetry.languages") / "data" / "countries.toml").read_text(encoding="utf-8"))
    return out | {normalised(name): code for code, names in used["names"].items() for name in names}


def code(name: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country's name; nothing where none is known by it.

    >>> code("the United Kingdom"), code("Côte d'Ivoire"), code("Lisbon")
    ('GB', 'CI', None)
    """
    return _codes().get(normalised(name))


@cache
def _peoples() -> dict[str, str]:
    used = tomllib.loads((files("parquetry.languages") / "data" / "countries.toml").read_text(encoding="utf-8"))
    out: dict[str, str] = {}
    for key, peoples in used["peoples"].items():
        for name in peoples:
            out |= {normalised(name): key, normalised(f"{name}s"): key}
    return out


def of_people(name: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of the country a people or an adjective is of; nothing where it is of several.

    >>> of_people("Turkish"), of_people("Albanians"), of_people("Arab")
    ('TR', 'AL', None)
    """
    return _peoples().get(normalised(name))
