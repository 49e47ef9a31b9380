"""Who acts and who is acted upon: names, offices and roles resolved to country, sectors and kind."""

from detente.actors.entries import Edge, Entity, Role
from detente.actors.find import ActorFinder
from detente.actors.resolve import Resolution, Resolver
from detente.actors.rosters import Roster, load_roster

__all__ = ["ActorFinder", "Edge", "Entity", "Resolution", "Resolver", "Role", "Roster", "load_roster"]
