"""The sentence encoder that is fine-tuned: a six-layer BERT (MiniLM) that is told where source and target stand."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from detente.events.classifier import Encoded, event_quads, event_types, mode_names

TYPES, MODE_NAMES = event_types(), mode_names()
HEADS = 12
YIELD = [TYPES.index("CONCEDE"), TYPES.index("RETREAT")]
QUADS = torch.tensor(event_quads()) - 1


class Layer(nn.Module):
    """One transformer layer, post-norm, as BERT has it."""

    def __init__(self, size: int, inner: int) -> None:
        super().__init__()
        self.qkv = nn.Linear(size, 3 * size)
        self.out = nn.Linear(size, size)
        self.norm1 = nn.LayerNorm(size, eps=1e-12)
        self.up = nn.Linear(size, inner)
        self.down = nn.Linear(inner, size)
        self.norm2 = nn.LayerNorm(size, eps=1e-12)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Gives the new states; ``bias`` is 0 on words and very negative on padding."""
        batch, length, size = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, HEADS, size // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        weights = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(size // HEADS) + bias, -1)
        mixed = (self.dropout(weights) @ v).transpose(1, 2).reshape(batch, length, size)
        x = self.norm1(x + self.dropout(self.out(mixed)))
        return self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))


class PairEncoder(nn.Module):
    """Words, positions and sides to type and mode scores."""

    def __init__(self, vocabulary: int, size: int = 384, inner: int = 1536, layers: int = 6) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, size)
        self.positions = nn.Embedding(512, size)
        self.sides = nn.Embedding(3, size)
        self.norm = nn.LayerNorm(size, eps=1e-12)
        self.layers = nn.ModuleList(Layer(size, inner) for _ in range(layers))
        self.dropout = nn.Dropout(0.2)
        self.hidden = nn.Linear(3 * size, size)
        self.types = nn.Linear(size, len(TYPES))
        self.modes = nn.Linear(3 * size, len(MODE_NAMES))

    def forward(
        self, ids: Tensor, sides: Tensor, mask: Tensor, source: Tensor, target: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Gives type and mode logits; ``source`` and ``target`` are the positions of the opening markers."""
        pooled = self.pooled(ids, sides, mask, source, target)
        hidden = self.dropout(functional.gelu(self.hidden(self.dropout(pooled))))
        return self.types(hidden), self.modes(pooled)

    def pooled(self, ids: Tensor, sides: Tensor, mask: Tensor, source: Tensor, target: Tensor) -> Tensor:
        """Gives the mean of the last states beside those at the two opening markers."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.dropout(self.norm(self.words(ids) + self.positions(places) + self.sides(sides)))
        bias = (1.0 - mask)[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        mean = (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        rows = torch.arange(ids.shape[0], device=ids.device)
        return torch.cat([mean, x[rows, source], x[rows, target]], 1)


def pretrained(weights: Path) -> PairEncoder:
    """Loads the public MiniLM weights (a safetensors file); the heads start fresh."""
    raw = safetensors(weights)
    words = raw["embeddings.word_embeddings.weight"]
    model = PairEncoder(len(words))
    kinds = raw["embeddings.token_type_embeddings.weight"][:1]
    state = {
        "words.weight": words,
        "positions.weight": raw["embeddings.position_embeddings.weight"],
        "sides.weight": np.repeat(kinds, 3, 0),
        "norm.weight": raw["embeddings.LayerNorm.weight"],
        "norm.bias": raw["embeddings.LayerNorm.bias"],
    }
    state |= layer_state(raw, len(model.layers))
    model.load_state_dict({name: torch.from_numpy(np.array(value)) for name, value in state.items()}, strict=False)
    # The table of words is most of the weights and little of the task; frozen, it keeps rare words where they were.
    model.words.weight.requires_grad_(False)
    return model


def layer_state(raw: dict[str, np.ndarray], layers: int) -> dict[str, np.ndarray]:
    """Gives the public weights of the first layers under the names that they have here."""
    names = {
        "out": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm2": "output.LayerNorm",
    }
    state = {}
    for number in range(layers):
        there = f"encoder.layer.{number}."
        for part in ("weight", "bias"):
            three = [raw[f"{there}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
            state[f"layers.{number}.qkv.{part}"] = np.concatenate(three)
            for here, name in names.items():
                state[f"layers.{number}.{here}.{part}"] = raw[f"{there}{name}.{part}"]
    return state


def safetensors(path: Path) -> dict[str, np.ndarray]:
    """Reads a safetensors file of 32-bit floats."""
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    arrays = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        first, last = entry["data_offsets"]
        arrays[name] = np.frombuffer(data[8 + size + first : 8 + size + last], dtype="<f4").reshape(entry["shape"])
    return arrays


def collate(rows: Sequence[Encoded]) -> tuple[Tensor, ...]:
    """Pads encoded rows to one batch."""
    length = max(len(row.ids) for row in rows)
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    sides = torch.zeros(len(rows), length, dtype=torch.long)
    mask = torch.zeros(len(rows), length)
    for i, row in enumerate(rows):
        ids[i, : len(row.ids)] = torch.tensor(row.ids)
        sides[i, : len(row.ids)] = torch.tensor(row.sides)
        mask[i, : len(row.ids)] = 1.0
    return ids, sides, mask, torch.tensor([r.source_at for r in rows]), torch.tensor([r.target_at for r in rows])


# Type (or YIELD), mode ("" for none, None where nobody annotated it), quad class.
Gold = tuple[str, str | None, int]
Row = tuple[Encoded, Gold, float]


def loss_of(types: Tensor, modes: Tensor, golds: Sequence[Gold], weights: Tensor, smoothing: float) -> Tensor:
    """Cross-entropy of type (YIELD: CONCEDE and RETREAT together), quad class, and mode within the type."""
    logs = torch.log_softmax(types, -1)
    merged = torch.logsumexp(logs[:, YIELD], -1)
    index = torch.tensor([TYPES.index(g[0]) if g[0] != "YIELD" else 0 for g in golds])
    is_yield = torch.tensor([g[0] == "YIELD" for g in golds])
    picked = torch.where(is_yield, merged, logs.gather(1, index[:, None])[:, 0])
    total = -(1 - smoothing) * picked - smoothing * logs.mean(-1)
    sums = torch.stack([torch.logsumexp(logs[:, quad == QUADS], -1) for quad in range(4)], 1)
    total = total - 0.5 * sums.gather(1, torch.tensor([g[2] - 1 for g in golds])[:, None])[:, 0]
    return (total * weights).sum() / weights.sum() + 0.3 * mode_loss(modes, golds)


def mode_loss(modes: Tensor, golds: Sequence[Gold]) -> Tensor:
    """Cross-entropy of the mode among those of the gold type, over the rows whose mode is annotated."""
    rows = [row for row, gold in enumerate(golds) if gold[1] is not None]
    if not rows:
        return modes.sum() * 0
    owners = [name.partition("/")[0] for name in MODE_NAMES]
    allowed = torch.tensor([[owner == golds[row][0] for owner in owners] for row in rows])
    index = torch.tensor([MODE_NAMES.index(f"{golds[row][0]}/{golds[row][1]}") for row in rows])
    return functional.cross_entropy(modes[rows].masked_fill(~allowed, -1e4), index, reduction="sum") / len(golds)


def fit_modes(model: PairEncoder, rows: Sequence[Row], rounds: int = 300) -> None:
    """Fits the mode head anew, all else frozen: the second stage's rows have no modes and let it drift."""
    model.eval()
    order = sorted(rows, key=lambda row: len(row[0].ids))
    chunks = [order[i : i + 32] for i in range(0, len(order), 32)]
    with torch.no_grad():
        pooled = torch.cat([model.pooled(*collate([row[0] for row in chunk])) for chunk in chunks])
    golds = [row[1] for row in order]
    torch.manual_seed(0)
    model.modes.reset_parameters()
    optimiser = torch.optim.AdamW(model.modes.parameters(), lr=3e-3, weight_decay=0.1)
    for _ in range(rounds):
        loss = mode_loss(model.modes(pooled), golds)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


def train(
    model: PairEncoder,
    epochs: Sequence[Sequence[Row]],
    rate: float,
    seed: int,
    log: str,
    batch: int = 16,
    smoothing: float = 0.1,
) -> None:
    """Fine-tunes in place with AdamW, linear warm-up and decay; each epoch brings its own rows."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    steps = sum(math.ceil(len(rows) / batch) for rows in epochs)
    heads = [p for n, p in model.named_parameters() if n.startswith(("hidden", "types", "modes", "sides"))]
    body = [
        p
        for n, p in model.named_parameters()
        if p.requires_grad and not n.startswith(("hidden", "types", "modes", "sides"))
    ]
    groups = [{"params": body, "lr": rate}, {"params": heads, "lr": rate * 5}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (0.1 * steps)) * max(0.0, 1 - step / steps)
    )
    model.train()
    step, running = 0, 0.0
    for rows in epochs:
        for chunk in _batches(rows, batch, rng):
            types, modes = model(*collate([row[0] for row in chunk]))
            weights = torch.tensor([row[2] for row in chunk])
            loss = loss_of(types, modes, [row[1] for row in chunk], weights, smoothing)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(body + heads, 1.0)
            optimiser.step()
            schedule.step()
            running = 0.98 * running + 0.02 * loss.item()
            step += 1
            if step % 50 == 0:
                print(f"{log}: step {step} of {steps}, loss {running / (1 - 0.98**step):.3f}", flush=True)
    model.eval()


def _batches(rows: Sequence[Row], batch: int, rng: random.Random) -> list[list[Row]]:
    """Cuts an epoch into batches of rows of like length, in random order."""
    shuffled = sorted(rows, key=lambda row: len(row[0].ids) + rng.uniform(0, 12))
    chunks = [list(shuffled[i : i + batch]) for i in range(0, len(shuffled), batch)]
    rng.shuffle(chunks)
    return chunks


@torch.no_grad()
def predict(model: PairEncoder, rows: Sequence[Encoded]) -> tuple[np.ndarray, np.ndarray]:
    """Gives type and mode logits in the order of the rows."""
    model.eval()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids))
    types = np.zeros((len(rows), len(TYPES)), np.float32)
    modes = np.zeros((len(rows), len(MODE_NAMES)), np.float32)
    for first in range(0, len(order), 32):
        chunk = order[first : first + 32]
        a, b = model(*collate([rows[i] for i in chunk]))
        types[chunk], modes[chunk] = a.numpy(), b.numpy()
    return types, modes


def average(models: Sequence[PairEncoder]) -> PairEncoder:
    """Averages the weights of models fine-tuned from the same start with different seeds."""
    states = [model.state_dict() for model in models]
    models[0].load_state_dict({name: torch.stack([s[name] for s in states]).mean(0) for name in states[0]})
    return models[0].eval()


def export(model: PairEncoder, path: Path) -> None:
    """Writes the model as ONNX with 8-bit weights."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    inputs, outputs = ["ids", "sides", "mask", "source", "target"], ["types", "modes"]
    example = torch.ones(3, 20, dtype=torch.long)
    ends = torch.tensor([1, 2, 3])
    full = path.with_suffix(".full.onnx")
    torch.onnx.export(
        model.eval(),
        (example, example * 0, example.float(), ends, ends + 1),
        str(full),
        input_names=inputs,
        output_names=outputs,
        dynamic_axes={name: {0: "rows", 1: "words"} for name in inputs[:3]}
        | {name: {0: "rows"} for name in (*inputs[3:], *outputs)},
        opset_version=17,
        dynamo=False,
    )
    # Per channel and with a bit to spare: processors without VNNI saturate when 8-bit products are summed.
    quantize_dynamic(full, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    full.unlink()
