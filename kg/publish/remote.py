"""The one place that talks to a network, and only to the server whose address the user gave."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from ipaddress import ip_address
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlsplit

import requests
import urllib3
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

from kg import __version__
from kg.model import Problem
from kg.printable import clean

LONGEST = 1 << 24
_SHOWN = 200
_UNAUTHORIZED = 401


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: status, media type, body."""

    status: int
    kind: str
    body: bytes

    @property
    def good(self) -> bool:
        """Whether the server did what it was asked."""
        return 200 <= self.status < 300


class Lost(Problem):
    """The request may have arrived and been carried out, or not: the connection broke, or no answer came in time."""


class _Digest(HTTPDigestAuth):
    """Digest authentication that does not read what a server says besides its challenge."""

    def handle_401(self, r: requests.Response, **kwargs: Any) -> requests.Response:
        if r.status_code == _UNAUTHORIZED:
            r.raw.close()
            r.raw = BytesIO()
        again: requests.Response = super().handle_401(r, **kwargs)  # type: ignore[no-untyped-call]
        return again


class Remote:
    """A server: its address, who asks it, and how long an answer may take.

    It goes nowhere else: redirects are not followed, and neither proxies nor passwords are taken from the environment.
    The password is sent only when asked for, as a digest where the server takes one, and in the clear only by https or
    to this machine. Bodies are read up to `LONGEST` bytes.
    """

    def __init__(self, url: str, *, user: str = "", password: str = "", seconds: float = 60.0) -> None:
        self.url = url
        self._at = address(url)
        self._user, self._password, self._seconds = user, password, seconds
        self._auth: AuthBase | None = None
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.update({"User-Agent": f"techpolicy-kg/{__version__}", "Accept-Encoding": "identity"})

    def sibling(self, url: str) -> str:
        """Another address on the same server; a `Problem` when it is elsewhere."""
        if _server(address(url)) != _server(self._at):
            raise Problem("this address is on another server", where=clean(url), cure=f"give one beside {self.url}")
        return url

    def send(
        self,
        method: str,
        *,
        url: str = "",
        params: Mapping[str, str] | None = None,
        body: bytes = b"",
        kind: str = "",
        accept: str = "*/*",
    ) -> Answer:
        """What the server answers, whatever its status; `Lost` or another `Problem` where it does not."""
        headers = {"Accept": accept, **({"Content-Type": kind} if kind else {})}
        ask = requests.Request(method, url or self.url, params=params, data=body or None, headers=headers)
        answer, wants = self._sent(ask)
        if answer.status == _UNAUTHORIZED and self._user and self._auth is None:
            self._auth = self._answering(wants)
            answer, _ = self._sent(ask)
        return answer

    def refusal(self, answer: Answer) -> Problem:
        """What to tell of an answer that is not good; nothing that steers a terminal, and never the password."""
        said = " ".join(clean(answer.body.decode("utf-8", "replace")).split())
        token = base64.b64encode(f"{self._user}:{self._password}".encode()).decode()
        for secret in (token, self._password):
            said = said.replace(secret, "…") if secret else said
        said = f": {said[:_SHOWN]}{'…' if len(said) > _SHOWN else ''}" if said else ""
        if answer.status == _UNAUTHORIZED:
            cure = "check user and password" if self._user else "give --user, and the password in KG_PASSWORD"
        elif 300 <= answer.status < 400:
            cure = "it sends elsewhere, which is not followed; give the address itself"
        else:
            cure = "see the server's log"
        return Problem(f"the server answers {answer.status}{said}", where=self.url, cure=cure)

    def _sent(self, ask: requests.Request) -> tuple[Answer, str]:
        until = monotonic() + self._seconds
        try:
            prepared = self._session.prepare_request(ask)
            if self._auth:
                prepared.prepare_auth(self._auth)
            with self._session.send(prepared, stream=True, timeout=self._seconds, allow_redirects=False) as found:
                body = _read(found, until)
                kind = found.headers.get("Content-Type", "").split(";")[0].strip().lower()
                return Answer(found.status_code, kind, body), found.headers.get("WWW-Authenticate", "")
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise self._silent(error) from None

    def _silent(self, error: Exception) -> Problem:
        if isinstance(error, requests.exceptions.SSLError):
            return Problem("the server's certificate is not good", where=self.url, cure="see to the certificate")
        if _unreached(error):
            return Problem("no server can be reached there", where=self.url, cure="start it, or correct the address")
        if isinstance(error, requests.Timeout | TimeoutError):
            what, cure = f"no answer within {self._seconds:g} seconds", "give it more time with --timeout"
        else:
            what, cure = "the connection broke", "see the server's log"
        return Lost(what, where=self.url, cure=cure)

    def _answering(self, wants: str) -> AuthBase:
        schemes = wants.lower()
        if "digest" in schemes:
            return _Digest(self._user, self._password)
        if "basic" not in schemes:
            cure = "Basic and Digest are known; see to the server's settings"
            raise Problem("the server asks for a password in an unknown way", where=self.url, cure=cure)
        if self._at.scheme != "https" and not _is_here(self._at.hostname or ""):
            cure = "use https, have the server ask for Digest, or tunnel to this machine"
            raise Problem("the server wants the password unprotected", where=self.url, cure=cure)
        return HTTPBasicAuth(self._user.encode(), self._password.encode())


def address(url: str) -> SplitResult:
    """The parts of an address of http or https without user, query and fragment; a `Problem` for any other."""
    cure = "give an address such as http://127.0.0.1:7878/store"
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise Problem("no address of a server", where=clean(url), cure=cure) from None
    if parts.username is not None or parts.password is not None:
        # Not repeated, for it may hold a password.
        raise Problem("the address has a user in it", cure="give --user, and the password in KG_PASSWORD")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise Problem("no address of a server", where=clean(url), cure=cure)
    if clean(url) != url or not url.isprintable():
        raise Problem("the address has characters that cannot be shown", where=clean(url), cure=cure)
    return parts


def _server(at: SplitResult) -> tuple[str, str, int]:
    return at.scheme, at.hostname or "", at.port or {"http": 80, "https": 443}[at.scheme]


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _read(found: requests.Response, until: float) -> bytes:
    """The body, as far as it is allowed to go; whoever sends more, or too slowly, is cut off."""
    body = bytearray()
    for part in found.iter_content(1 << 14):
        body += part
        if len(body) > LONGEST or monotonic() > until:
            break
    return bytes(body[:LONGEST])


def _unreached(error: BaseException | None) -> bool:
    """Whether no connection came about, so that the request cannot have arrived."""
    seen = 0
    while error is not None and seen < 9:
        if isinstance(error, requests.ConnectTimeout | urllib3.exceptions.NewConnectionError | ConnectionRefusedError):
            return True
        if isinstance(error, requests.exceptions.InvalidURL | UnicodeError):
            return True
        reason = getattr(error, "reason", None) or next((a for a in error.args if isinstance(a, Exception)), None)
        error, seen = reason if isinstance(reason, BaseException) else error.__context__, seen + 1
    return False
