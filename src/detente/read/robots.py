"""Good manners on the network: what robots.txt allows, and pauses between visits to one host."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from detente.errors import InputError
from detente.read.fetch import Fetched, FetchError, Limits, fetch

# What robots.txt files know us by.
NAME = "detente"
_KEPT_SECONDS = 24 * 3600.0
_LONGEST_DELAY = 60.0
_MOST_HOSTS = 2000
_ROBOTS = Limits(size=512 * 1024, seconds=15.0)


@dataclass(slots=True)
class _Host:
    """What is known of one host: its rules, until when they hold, and when it was last visited."""

    rules: RobotFileParser
    until: float
    delay: float
    visited: float = float("-inf")


class Visitor:
    """Fetches politely: asks robots.txt first, and leaves every host in peace for a while between two visits.

    Args:
        allow_hosts: ``HOST:PORT`` of private addresses that may be fetched.
        delay: seconds between two visits to a host; its robots.txt may ask for more.
        pause: waits some seconds; ends early where the program is to stop.
        clock: a clock that never goes back.
    """

    def __init__(
        self,
        allow_hosts: Sequence[str] = (),
        delay: float = 1.0,
        pause: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._allow_hosts = allow_hosts
        self._delay = delay
        self._pause = pause
        self._clock = clock
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """Fetches one address (see ``fetch``), every redirect as politely as the first.

        Raises:
            InputError: also kind ``robots`` where robots.txt forbids it.
        """
        return fetch(url, self._allow_hosts, headers, before=self._call_at)

    def _call_at(self, url: str) -> None:
        """Waits for the turn of an address's host.

        Raises:
            InputError: its robots.txt forbids the address, or cannot be had just now.
        """
        host = self._host(url)
        if not host.rules.can_fetch(NAME, url):
            raise InputError(url, "robots", "its robots.txt forbids it; not fetched.")
        self._take_turn(host)

    def _take_turn(self, host: _Host) -> None:
        left = host.visited + host.delay - self._clock()
        if left > 0:
            self._pause(left)
        host.visited = self._clock()

    def _host(self, url: str) -> _Host:
        parts = urlsplit(url)
        place = f"{parts.scheme}://{parts.netloc}"
        known = self._hosts.get(place)
        if known is None or known.until < self._clock():
            rules = self._rules(f"{place}/robots.txt", url)
            asked = float(rules.crawl_delay(NAME) or 0)
            visited = known.visited if known else float("-inf")
            known = _Host(rules, self._clock() + _KEPT_SECONDS, min(max(self._delay, asked), _LONGEST_DELAY), visited)
            self._hosts[place] = known
            while len(self._hosts) > _MOST_HOSTS:
                self._hosts.popitem(last=False)
        self._hosts.move_to_end(place)
        return known

    def _rules(self, robots: str, url: str) -> RobotFileParser:
        """Fetches the rules of a host; where it has none, all is allowed."""
        rules = RobotFileParser(robots)
        try:
            answer = fetch(robots, self._allow_hosts, limits=_ROBOTS)
        except FetchError as error:
            if 400 <= error.status < 500 and error.status != 429:
                rules.parse([])
                return rules
            # RFC 9309: a host that cannot say what it forbids is left alone for now.
            raise FetchError(
                url, "network", f"its robots.txt cannot be had ({error.what.removeprefix(f'{robots}: ')})",
                "Try again later.", error.status, error.retry_after,
            ) from error  # fmt: skip
        except InputError as error:
            if error.kind in ("refused", "network", "truncated"):
                raise
            rules.parse([])  # a picture or a flood in its place forbids nothing
            return rules
        rules.parse(answer.body.decode("utf-8", "replace").splitlines())
        return rules
