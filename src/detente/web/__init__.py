"""The page and the JSON API over one store: FastAPI, working offline, on loopback unless told otherwise."""

from detente.web.app import create_app

__all__ = ["create_app"]
