"""Files of trained weights: held against their manifest before they are used, and opened on one thread."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.datafiles import sha256
from detente.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MANIFEST = "manifest.json"


def read_manifest(folder: Path, model: str, advice: str) -> dict[str, Any]:
    """Reads the manifest of a folder of weights and holds every file against its hash.

    Args:
        folder: holds the manifest and the files it names.
        model: what the model is called in messages. advice: what to do where something is wrong.

    Raises:
        ModelError: the manifest or a file is missing, or is not the one that was trained.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise ModelError(f"The {model}'s manifest {path} is missing.", advice)
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ModelError(f"The {model}'s manifest {path} is not JSON: {error}.", advice) from error
    for name, expected in manifest["sha256"].items():
        if not (folder / name).is_file():
            raise ModelError(f"The {model}'s file {folder / name} is missing.", advice)
        if sha256(folder / name) != expected:
            raise ModelError(f"The {model}'s file {folder / name} is not the one that was trained.", advice)
    return manifest


def open_encoder(weights: Path, vocabulary: Path) -> tuple[Any, Tokenizer]:
    """Opens an encoder on one thread, so that results don't hang on the number of cores."""
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
    return session, Tokenizer.from_file(str(vocabulary))
