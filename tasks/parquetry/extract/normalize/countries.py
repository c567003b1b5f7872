"""Countries: a name of a country to its code. Places that only bear a country's name (Georgia, Jordan) are countries here.

A country has the same code in every language: Turkey, Türkiye, Турция.

Source: ISO 3166-1 in pycountry; Unicode CLDR 47 for its names in 40 languages (`cldr/territories.toml`); `countries.toml`
for short names in use that the two do not have.
"""

from __future__ import annotations

from functools import cache

import pycountry

from parquetry.extract.name_key import name_key
from parquetry.languages.data_tables import table


@cache
def _english() -> dict[str, str]:
    # All names of the standard, its three-letter codes, then the short names in use (`UK`), which win.
    out: dict[str, str] = {}
    for country in pycountry.countries:
        for form in ("name", "official_name", "common_name", "alpha_3"):
            if hasattr(country, form):
                out[name_key(getattr(country, form))] = country.alpha_2
    return out | {name_key(name): code for code, names in table("countries")["names"].items() for name in names}


@cache
def _codes() -> dict[str, str]:
    # English last, so that it wins where a foreign name of one country is the English name of another.
    foreign = {name_key(name): code for code, names in table("cldr/territories").items() for name in names}
    return foreign | _english()


def code(name: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country's name; nothing where none is known by it.

    >>> code("the United Kingdom"), code("Côte d'Ivoire"), code("Lisbon"), code("Турция")
    ('GB', 'CI', None, 'TR')
    """
    # The key has no case, accents or article, so `the united kingdom` is found as well.
    return _codes().get(name_key(name))


def english_code(name: str) -> str | None:
    """Return the code of a country by its name in English alone: what cues of English text may take for a country.

    >>> english_code("Turkey"), english_code("Türkei")
    ('TR', None)
    """
    return _english().get(name_key(name))


@cache
def _peoples() -> dict[str, str]:
    out: dict[str, str] = {}
    for key, peoples in table("countries")["peoples"].items():
        # The plural with s is added for all: `Albanians`.
        for name in peoples:
            out |= {name_key(name): key, name_key(f"{name}s"): key}
    return out


def of_people(name: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of the country a people or an adjective is of; nothing where it is of several.

    >>> of_people("Turkish"), of_people("Albanians"), of_people("Arab")
    ('TR', 'AL', None)
    """
    # `Arab` and `Nordic` are of several countries, and not in the table.
    return _peoples().get(name_key(name))
