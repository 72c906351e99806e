"""Requests and responses: SPARQL 1.1 Protocol (W3C, 2013) for queries, the files of a build, and who may ask.

Who may: a page of another site must not read a graph through its reader's browser. So the ``Host`` has to be this
machine (else a name that points here, by DNS rebinding, would make that page "ours"), and a request with a foreign
``Origin`` is refused, unless it is one of ``origins`` ("*" for any). Origins on the machine itself, where notebooks and
development servers live, are always welcome.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.utils import send_file
from werkzeug.wrappers import Request as HttpRequest
from werkzeug.wrappers import Response

from kg.endpoint import description, files
from kg.endpoint.asked import GRAPHS, MALFORMED, REFUSED, ROWS, Failure, Reply, Request
from kg.model import Problem
from kg.printable import clean
from kg.views import asking

PATH = "/sparql"
LONGEST = 1 << 20
TEXT = "text/plain; charset=utf-8"
HTML = "text/html"
_NOT_FOUND, _METHOD, _MISDIRECTED, _TYPE, _LONG = 404, 405, 421, 415, 413
_FORM, _QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
# What a page of the build may do: run what stands in it, ask this server, and nothing else; its own policy is narrower.
_POLICY = (
    "default-src 'self' 'unsafe-inline' data: blob:; base-uri 'none'; object-src 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)

Ask = Callable[[Request], Reply]


class App:
    """The WSGI application over a way to ask and a folder, if there is one, whose files are handed out."""

    def __init__(self, ask: Ask, out: Path | None, *, host: str = "", origins: Iterable[str] = ()) -> None:
        self._ask, self._out = ask, out
        self._names = {"localhost", host.lower(), socket.gethostname().lower()} - {""}
        self._origins = frozenset(origins)

    def __call__(self, environ: dict[str, object], start: Callable[..., object]) -> Iterable[bytes]:
        request = HttpRequest(environ)
        request.max_content_length = request.max_form_memory_size = LONGEST
        try:
            response = self._answer(request)
        except Failure as failure:
            response = _failed(failure)
        except RequestEntityTooLarge:
            response = _failed(Failure(_LONG, Problem(f"the request is longer than {LONGEST >> 20} MB")))
        except (HTTPException, UnicodeError, ValueError) as error:
            said = Problem(f"the request is damaged ({error})", cure="see SPARQL 1.1 Protocol")
            response = _failed(Failure(MALFORMED, said))
        self._secure(request, response)
        return response(environ, start)  # type: ignore[arg-type]

    def _answer(self, request: HttpRequest) -> Response:
        if not self._ours(request.headers.get("Host", "")):
            cure = "use the address that kg serve printed"
            raise Failure(_MISDIRECTED, Problem("this server does not answer under that name", cure=cure))
        if request.path.rstrip("/") == PATH:
            return self._endpoint(request)
        if request.method not in ("GET", "HEAD"):
            raise _not_allowed()
        file = files.find(self._out, request.path[1:]) if self._out else None
        if file:
            response = send_file(file, request.environ, mimetype=files.TYPES[file.suffix], conditional=True)
            response.headers["Content-Type"] = files.TYPES[file.suffix]
            response.headers["Cache-Control"] = "no-cache"
            return response
        if request.path == "/":
            return self._page()
        raise Failure(_NOT_FOUND, Problem("no such page", cure=f"see / for what there is, {PATH} takes queries"))

    def _endpoint(self, request: HttpRequest) -> Response:
        if not self._welcome(request):
            cure = "start kg serve with --origin and that site"
            raise Failure(REFUSED, Problem("pages of other sites may not ask", cure=cure))
        if request.method == "OPTIONS":
            return Response(status=204)
        if request.method not in ("GET", "HEAD", "POST"):
            raise _not_allowed()
        text, default, named = _asked(request)
        accepted = _accepted(request)
        page = accepted.best_match([*ROWS, *GRAPHS, HTML]) == HTML and "form" not in request.values
        if text is None:
            if page:
                return self._page()
            return Response(description.TURTLE, content_type="text/turtle; charset=utf-8")
        if page:
            return self._page(text, default, named)
        rows, graph = (accepted.best_match(list(forms)) for forms in (ROWS, GRAPHS))
        reply = self._ask(Request(text, rows, graph, default, named))
        kind = f"{reply.kind}; charset=utf-8" if reply.kind.startswith("text/") else reply.kind
        return Response(reply.body, content_type=kind)

    def _page(
        self, text: str = "", default: tuple[str, ...] | None = None, named: tuple[str, ...] | None = None
    ) -> Response:
        found, said, status = None, None, 200
        if text:
            try:
                found = self._ask(Request(text, "text/tab-separated-values", "application/n-triples", default, named))
            except Failure as failure:
                said, status = failure.problem, failure.status
        body = asking.render(
            endpoint=PATH,
            links=files.pages(self._out) if self._out else [],
            query=text,
            kind=found.kind if found else "",
            answer=found.body if found else b"",
            said="" if said is None else _words(said),
        )
        return Response(body, status=status, content_type="text/html; charset=utf-8")

    def _ours(self, host: str) -> bool:
        try:
            parts = urlsplit(f"//{host}")
            name, _ = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            return False
        return name in self._names or name.endswith(".localhost") or _is_address(name)

    def _welcome(self, request: HttpRequest) -> bool:
        origin = request.headers.get("Origin")
        if origin is None or "*" in self._origins or origin in self._origins:
            return True
        return origin == request.host_url.rstrip("/") or _is_loopback(origin)

    def _secure(self, request: HttpRequest, response: Response) -> None:
        headers = response.headers
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers.setdefault("Content-Security-Policy", _POLICY)
        if request.path.rstrip("/") != PATH:
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
            return
        headers["Cache-Control"] = "no-cache"
        headers["Vary"] = "Accept, Origin"
        origin = request.headers.get("Origin")
        if origin is not None and self._welcome(request):
            headers["Access-Control-Allow-Origin"] = "*" if "*" in self._origins else clean(origin)
            headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
            headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
            headers["Access-Control-Max-Age"] = "600"


def _asked(request: HttpRequest) -> tuple[str | None, tuple[str, ...] | None, tuple[str, ...] | None]:
    """The query, if there is one, and the graphs of its data set, however the protocol lets them be sent."""
    fields, kind, texts = request.args, request.mimetype, request.args.getlist("query")
    if request.method == "POST":
        if kind == _QUERY:
            texts = [*texts, request.get_data().decode("utf-8")]
        elif kind == _FORM:
            fields = request.form
            texts = [*texts, *fields.getlist("query")]
        elif kind == "application/sparql-update":
            raise _read_only()
        else:
            cure = f"send {_FORM} or {_QUERY}"
            raise Failure(_TYPE, Problem("a query in a form that the protocol does not know", cure=cure))
    if "update" in request.values:
        raise _read_only()
    if len(texts) > 1:
        raise Failure(MALFORMED, Problem("more than one query", cure="send one"))
    if request.method == "POST" and not texts:
        raise Failure(MALFORMED, Problem("no query", cure="send it as the parameter query"))
    default, named = (tuple(fields.getlist(name)) or None for name in ("default-graph-uri", "named-graph-uri"))
    return texts[0] if texts else None, default, named


def _accepted(request: HttpRequest) -> MIMEAccept:
    """What the request accepts: the parameter ``form``, a media type, goes before the header; none means all."""
    wanted = request.values.get("form")
    if wanted:
        return MIMEAccept([(wanted, 1)])
    return request.accept_mimetypes or MIMEAccept([("*/*", 1)])


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name))
    except ValueError:
        return False


def _is_loopback(origin: str) -> bool:
    try:
        name = urlsplit(origin).hostname or ""
        return name == "localhost" or name.endswith(".localhost") or ip_address(name).is_loopback
    except ValueError:
        return False


def _read_only() -> Failure:
    return Failure(REFUSED, Problem("this endpoint only reads", cure="build again to change the graph"))


def _not_allowed() -> Failure:
    return Failure(_METHOD, Problem("only GET, HEAD and, for queries, POST are answered here"))


def _words(said: Problem) -> str:
    return clean("\n".join([str(said), *(f"  {line}" for line in said.excerpt.splitlines())]))


def _failed(failure: Failure) -> Response:
    response = Response(f"{_words(failure.problem)}\n", status=failure.status, content_type=TEXT)
    if failure.status == 503:
        response.headers["Retry-After"] = "5"
    if failure.status == _METHOD:
        response.headers["Allow"] = "GET, HEAD, POST, OPTIONS"
    return response
