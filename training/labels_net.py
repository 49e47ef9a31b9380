"""The labeller's network: three layers of MiniLM, a score of each word's kind, and a score of each pair of words."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from encoder import Layer, layer_state, safetensors
from labels_data import Row
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from detente import codes
from detente.labels.labeller import ACTOR, CONTENT, LONGEST, RECIPIENT, SOURCE

TYPES = [kind.code for kind in codes.event_types()]
YIELD = [1 + TYPES.index("CONCEDE"), 1 + TYPES.index("RETREAT")]
LAYERS, SIZE, PAIR, ROLES = 3, 384, 160, 4
# How much each part of the loss weighs.
CITE, TELL, BELONG = 4.0, 0.35, 2.0
# A pair teaches who and whom only where a word tells its type with this chance.
LIKELY = 0.3


class LabelNet(nn.Module):
    """Word ids to kinds (a citation or not; no act or one of 16) and to what each word is to each other."""

    def __init__(self, weights: Path) -> None:
        super().__init__()
        raw = safetensors(weights)
        self.words = nn.Embedding.from_pretrained(_tensor(raw["embeddings.word_embeddings.weight"]))
        self.positions = nn.Embedding.from_pretrained(
            _tensor(raw["embeddings.position_embeddings.weight"]), freeze=False
        )
        self.side = nn.Parameter(_tensor(raw["embeddings.token_type_embeddings.weight"][0]))
        self.norm = nn.LayerNorm(SIZE, eps=1e-12)
        self.layers = nn.ModuleList(Layer(SIZE, 4 * SIZE) for _ in range(LAYERS))
        self.dropout = nn.Dropout(0.2)
        self.kinds = nn.Linear(SIZE, 2 + len(TYPES))
        self.first = nn.Linear(SIZE, ROLES * PAIR)
        self.second = nn.Linear(SIZE, ROLES * PAIR)
        self.bias = nn.Linear(SIZE, ROLES)
        _start(self, raw)

    def states(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Gives the last state of every piece."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.dropout(self.norm(self.words(ids) + self.positions(places) + self.side))
        bias = (1.0 - mask)[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def scores(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Gives kinds (…, words, 18) and roles (…, 4, words, words) from states (…, words, size)."""
        shape = (*x.shape[:-1], ROLES, PAIR)
        first = functional.gelu(self.first(x)).view(shape).transpose(-3, -2)
        second = self.second(x).view(shape).transpose(-3, -2)
        pairs = first @ second.transpose(-1, -2) / math.sqrt(PAIR)
        return self.kinds(x), pairs + self.bias(x).transpose(-1, -2)[..., None, :]

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Gives the scores of all pieces of padded sentences."""
        kinds, roles = self.scores(self.dropout(self.states(ids, mask)))
        return kinds, roles


class Exported(nn.Module):
    """The network as the package runs it: one sentence, scores of the first pieces of its words alone."""

    def __init__(self, net: LabelNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, ids: Tensor, at: Tensor) -> tuple[Tensor, Tensor]:
        """Gives kinds (words, 18) and roles (4, words, words)."""
        mask = torch.ones_like(ids, dtype=torch.float32)
        kinds, roles = self.net.scores(self.net.states(ids, mask)[0][at])
        return kinds, roles


def _start(net: LabelNet, raw: dict[str, np.ndarray]) -> None:
    """Loads the first layers of the public weights."""
    state = {"norm.weight": raw["embeddings.LayerNorm.weight"], "norm.bias": raw["embeddings.LayerNorm.bias"]}
    state |= layer_state(raw, LAYERS)
    net.load_state_dict({name: _tensor(value) for name, value in state.items()}, strict=False)


def _tensor(array: np.ndarray) -> Tensor:
    return torch.from_numpy(np.array(array))


class Encoded:
    """A row in word pieces: ids, and the first piece of each word that has one."""

    def __init__(self, row: Row, tokenizer: Tokenizer) -> None:
        encoding = tokenizer.encode(row.words, is_pretokenized=True)
        self.row = row
        self.ids = encoding.ids[:LONGEST]
        self.at: dict[int, int] = {}
        for place, word in enumerate(encoding.word_ids[:LONGEST]):
            if word is not None:
                self.at.setdefault(word, place)


def collate(rows: Sequence[Encoded]) -> tuple[Tensor, Tensor]:
    """Pads encoded rows to one batch."""
    length = max(len(row.ids) for row in rows)
    ids, mask = torch.zeros(len(rows), length, dtype=torch.long), torch.zeros(len(rows), length)
    for i, row in enumerate(rows):
        ids[i, : len(row.ids)] = torch.tensor(row.ids)
        mask[i, : len(row.ids)] = 1.0
    return ids, mask


class Belonging:
    """Collects which words should belong to what, for one loss over a batch."""

    def __init__(self) -> None:
        self.index: list[tuple[int, int, int, int]] = []
        self.labels: list[float] = []

    def add(
        self, number: int, row: Encoded, place: int, roles: tuple[int, int], sides: tuple[set[int], set[int]]
    ) -> None:
        for role, side in zip(roles, sides, strict=True):
            for word, at in row.at.items():
                self.index.append((number, role, place, at))
                self.labels.append(float(word in side))

    def loss(self, scores: Tensor) -> Tensor:
        if not self.index:
            return scores.sum() * 0
        rows, roles, places, words = (list(column) for column in zip(*self.index, strict=True))
        picked = scores[rows, roles, places, words].float()
        return functional.binary_cross_entropy_with_logits(picked, torch.tensor(self.labels))


def cites_loss(net: LabelNet, rows: Sequence[Encoded]) -> Tensor:
    """Which words cite, and which are their source and content."""
    kinds, roles = net(*collate(rows))
    places = [(i, at, word in row.row.heads_of) for i, row in enumerate(rows) for word, at in row.at.items()]
    index, at, labels = (list(column) for column in zip(*places, strict=True))
    cites = functional.binary_cross_entropy_with_logits(kinds[index, at, 0].float(), torch.tensor(labels).float())
    return CITE * cites + BELONG * _marked(rows, (SOURCE, CONTENT)).loss(roles)


def acts_loss(net: LabelNet, rows: Sequence[Encoded]) -> Tensor:
    """Which words tell an act, of which type, and who acts on whom."""
    kinds, roles = net(*collate(rows))
    places = [(i, at, _type(row.row, word)) for i, row in enumerate(rows) for word, at in row.at.items()]
    index, at, labels = (list(column) for column in zip(*places, strict=True))
    tells = functional.cross_entropy(kinds[index, at, 1:].float(), torch.tensor(labels), reduction="sum") / len(rows)
    return TELL * tells + BELONG * _marked(rows, (ACTOR, RECIPIENT)).loss(roles)


def _type(row: Row, word: int) -> int:
    return 1 + TYPES.index(row.heads_of[word]) if word in row.heads_of else 0


def _marked(rows: Sequence[Encoded], roles: tuple[int, int]) -> Belonging:
    wanted = Belonging()
    for number, row in enumerate(rows):
        for word, sides in row.row.roles.items():
            if word in row.at:
                wanted.add(number, row, row.at[word], roles, sides)
    return wanted


def pairs_loss(net: LabelNet, rows: Sequence[Encoded]) -> Tensor:
    """That some word tells the known type; where one likely does, that the known sides are its parties."""
    kinds, roles = net(*collate(rows))
    total, wanted = kinds.sum() * 0, Belonging()
    for number, row in enumerate(rows):
        places = [row.at[word] for word in row.row.may_tell if word in row.at]
        chances = torch.softmax(kinds[number, places, 1:].float(), -1)
        kind = row.row.event_type
        told = chances[:, YIELD].sum(-1) if kind == "YIELD" else chances[:, 1 + TYPES.index(kind)]
        none = torch.exp(torch.log1p(-told.clamp(max=0.999)).sum())
        total = total - torch.log((1 - none).clamp(min=1e-4))
        best = int(told.argmax())
        if float(told[best].detach()) > LIKELY:
            wanted.add(number, row, places[best], (ACTOR, RECIPIENT), row.row.roles[-1])
    return TELL * total / len(rows) + wanted.loss(roles)


LOSSES: dict[str, Callable[[LabelNet, Sequence[Encoded]], Tensor]] = {
    "cites": cites_loss,
    "acts": acts_loss,
    "pair": pairs_loss,
}
