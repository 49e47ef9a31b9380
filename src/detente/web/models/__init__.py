"""What the page and the API answer with: typed models, one module a subject."""

from detente.web.models.articles import (
    ArticleDetail,
    ArticleIn,
    ArticlePage,
    ArticleParams,
    ArticleRow,
    AttributionView,
    FieldText,
    StatementView,
    Uploaded,
)
from detente.web.models.common import ActDate, Count, ErrorBody, Fault, Party, Place, Source, Span
from detente.web.models.events import (
    CorrectionView,
    Event,
    EventDetail,
    EventFilter,
    EventPage,
    EventParams,
    Mark,
    Mention,
    Merge,
    Passage,
)
from detente.web.models.relations import (
    Pair,
    PairHit,
    PairPage,
    PairTurn,
    PartyHit,
    PartySearch,
    Point,
    RelationAnswer,
    RelationParams,
    Turn,
    TurnPage,
    TurnParams,
)
from detente.web.models.review import (
    CorrectionDone,
    CorrectionIn,
    CorrectionPage,
    CorrectionParams,
    MentionPage,
    MentionParams,
)
from detente.web.models.world import (
    Choices,
    Edge,
    MapAnswer,
    MapPlace,
    NetworkAnswer,
    Node,
    Overview,
    SpanParams,
)

__all__ = [
    "ActDate", "ArticleDetail", "ArticleIn", "ArticlePage", "ArticleParams", "ArticleRow", "AttributionView",
    "Choices", "CorrectionDone", "CorrectionIn", "CorrectionPage", "CorrectionParams",
    "CorrectionView", "Count", "Edge", "ErrorBody", "Event", "EventDetail", "EventFilter", "EventPage",
    "EventParams", "Fault", "FieldText", "MapAnswer", "MapPlace", "Mark", "Mention", "MentionPage",
    "MentionParams", "Merge", "NetworkAnswer", "Node", "Overview", "Pair", "PairHit", "PairPage", "PairTurn",
    "Party", "PartyHit", "PartySearch", "Passage", "Place", "Point", "RelationAnswer", "RelationParams", "Source",
    "Span", "SpanParams", "StatementView", "Turn", "TurnPage", "TurnParams", "Uploaded",
]  # fmt: skip
