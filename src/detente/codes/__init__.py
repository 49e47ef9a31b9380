"""The codes of the field: PLOVER, CAMEO, the crosswalk, scores, countries and sectors, all kept as data files.

Everything is read on first use and checked; a broken file is refused with its name and line.
"""

from __future__ import annotations

from functools import cache

from detente import datafiles
from detente.codes.cameo_list import (
    CAMEO_FILE,
    CameoCode,
    PloverEquivalent,
    cameo,
    cameo_codes,
    cameo_from_plover,
    goldstein,
    plover_from_cameo,
)
from detente.codes.country_list import (
    COUNTRIES_FILE,
    Country,
    Dated,
    countries,
    country,
    country_at,
    country_from_cow,
)
from detente.codes.explanation import Explanation, explain
from detente.codes.gazetteer import (
    GAZETTEER_FILE,
    LANDMARKS_FILE,
    NOT_TOWNS_FILE,
    GeoName,
    border_of,
    extent_of,
    middle_of,
    named,
    not_towns,
    same_name,
    town_country,
)
from detente.codes.plover_list import (
    PLOVER_FILE,
    Context,
    EventType,
    Mode,
    context,
    contexts,
    event_type,
    event_types,
    former_types,
    quad_class,
    quad_name,
)
from detente.codes.score_list import SCORES_FILE, ScoreNote, ScoreTable, intensity, score_table, scores_version
from detente.codes.sector_list import SECTORS_FILE, Sector, sector, sectors

__all__ = [
    "CameoCode",
    "Context",
    "Country",
    "Dated",
    "EventType",
    "Explanation",
    "GeoName",
    "Mode",
    "PloverEquivalent",
    "ScoreNote",
    "ScoreTable",
    "Sector",
    "border_of",
    "cameo",
    "cameo_codes",
    "cameo_from_plover",
    "context",
    "contexts",
    "countries",
    "country",
    "country_at",
    "country_from_cow",
    "data_hashes",
    "event_type",
    "event_types",
    "explain",
    "extent_of",
    "former_types",
    "goldstein",
    "intensity",
    "middle_of",
    "named",
    "not_towns",
    "plover_from_cameo",
    "quad_class",
    "quad_name",
    "same_name",
    "score_table",
    "scores_version",
    "sector",
    "sectors",
    "town_country",
]


@cache
def data_hashes() -> dict[str, str]:
    """Maps each code file's name to its SHA-256, so that a run can say which code lists it used."""
    files = (
        PLOVER_FILE,
        SCORES_FILE,
        CAMEO_FILE,
        COUNTRIES_FILE,
        SECTORS_FILE,
        GAZETTEER_FILE,
        LANDMARKS_FILE,
        NOT_TOWNS_FILE,
    )
    return {path.name: datafiles.sha256(path) for path in files}
