"""The first page: what moved lately, where acts happened, who acts with and against whom."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from detente import charts, codes
from detente.web import answers
from detente.web.models import MapPlace, NetworkAnswer, PairPage, SpanParams
from detente.web.pages.rendering import pair_url, party_url, render, static
from detente.web.pages.serving import StoreHere, page_router

router = page_router()
# Ties drawn for a desk and for a telephone, and pairs listed.
TIES, FEW_TIES, PAIRS = 36, 16, 12
PLACES = 300


@router.get("/")
def world(request: Request, store: StoreHere, span: Annotated[SpanParams, Query()]) -> HTMLResponse:
    """Shows the world of this store."""
    overview = answers.overview(store)
    if not overview.acts:
        return render(request, "world.html", overview=overview)
    places = answers.act_map(store, span.model_copy(update={"limit": PLACES}))
    wanted = SpanParams.model_validate({"limit": TIES})
    network: NetworkAnswer = store.database.kept(("network", TIES), lambda: answers.network(store, wanted))
    return render(
        request,
        "world.html",
        overview=overview,
        moved=answers.pairs(store, "moved", limit=PAIRS),
        busiest=_busiest(answers.pairs(store, "events", limit=10 * PAIRS)),
        network=_network(network),
        left_out=network.left_out,
        map=places,
        world=Markup(charts.draw_world([_spot(p, span) for p in places.places], static("world.svg"))),
        window=span,
        quad=span.quad[0] if span.quad else "",
        quads={n: codes.quad_name(n) for n in (1, 2, 3, 4)},
    )


def _spot(place: MapPlace, span: SpanParams) -> charts.Spot:
    conflict = place.quads.get(3, 0) + place.quads.get(4, 0)
    query = {"place": place.name, "from": span.from_, "to": span.to}
    return charts.Spot(
        place.name,
        place.lat,
        place.lon,
        place.precision in ("country", "region"),
        place.n - conflict,
        conflict,
        "/events?" + urlencode({k: v for k, v in query.items() if v}),
    )


def _busiest(found: PairPage) -> PairPage:
    """Takes the pairs of two countries or groups: what goes on within a country is no relation between two."""
    between = [p for p in found.items if p.a.split(":")[-1] != p.b.split(":")[-1]]
    return found.model_copy(update={"items": between[:PAIRS]})


def _network(found: NetworkAnswer) -> Markup | None:
    """Draws the network, for a telephone with the busiest ties only; the page's style shows one of the two."""
    if not found.edges:
        return None
    nodes = [
        charts.Node(n.id, n.id if n.kind == "state" else _short(n.name), n.name, n.kind != "state", party_url(n.id))
        for n in found.nodes
    ]
    ties = [charts.Tie(e.a, e.b, e.cooperation, e.conflict, e.tone, pair_url(e.a, e.b)) for e in found.edges]
    few = ties[:FEW_TIES]
    tied = {end for tie in few for end in (tie.a, tie.b)}
    phone = charts.draw_network([n for n in nodes if n.id in tied], few, narrow=True)
    return Markup(charts.draw_network(nodes, ties) + phone)


def _short(name: str) -> str:
    """Shortens a group's name to what fits into the drawing: its initials where it has several words."""
    words = [w for w in name.replace("-", " ").split() if w[:1].isupper()]
    return name if len(name) <= 16 else "".join(w[0] for w in words) if len(words) > 2 else name[:15] + "…"
