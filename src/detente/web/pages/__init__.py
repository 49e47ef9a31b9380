"""The pages: HTML made here, readable without scripts; the scripts in ``static`` only add comfort.

Every page is a plain function of the store and its address; what it shows comes from ``detente.web.answers``, which the
API answers with too.
"""

from __future__ import annotations

from fastapi import APIRouter

from detente.web.pages import about, articles, events, parties, relation, review, world
from detente.web.pages.serving import PageRoute, error_page

__all__ = ["error_page", "router"]

router = APIRouter(route_class=PageRoute, include_in_schema=False)
for _module in (world, relation, events, articles, review, parties, about):
    router.include_router(_module.router)
