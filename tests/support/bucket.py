"""A storage that speaks S3, just large enough to keep recordings: PUT, GET with a range, HEAD, DELETE and a list."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from xml.sax.saxutils import escape

from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from ivr.simulator.server import QuietHandler

KEY, SECRET, BUCKET = "AKIATESTS", "secret-of-the-tests", "county"
PAGE = 2
"""Names on one page of a list, so that a second page is ordinary."""


@dataclass
class Bucket:
    """`objects`: key -> (bytes, kind). `fails`: the status that everything is answered with; `asked`: what came."""

    url: str = ""
    objects: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    fails: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)

    def application(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        self.asked.append((request.method, request.path))
        return self.answer(request)(environ, start_response)

    def answer(self, request: Request) -> Response:
        if self.fails:
            return refused("SlowDown", self.fails)
        if f"Credential={KEY}/" not in request.headers.get("Authorization", ""):
            return refused("InvalidAccessKeyId", 403)
        bucket, _, key = request.path.lstrip("/").partition("/")
        if bucket != BUCKET:
            return refused("NoSuchBucket", 404)
        if not key:
            return self.listed(request)
        return getattr(self, request.method.lower())(request, key)  # type: ignore[no-any-return]

    def put(self, request: Request, key: str) -> Response:
        content = request.get_data()
        told = request.headers["X-Amz-Content-Sha256"]
        if told not in ("UNSIGNED-PAYLOAD", hashlib.sha256(content).hexdigest()):
            return refused("XAmzContentSHA256Mismatch", 400)
        self.objects[key] = (content, request.headers["Content-Type"])
        return Response("", 200, headers={"ETag": f'"{hashlib.md5(content).hexdigest()}"'})

    def get(self, request: Request, key: str) -> Response:
        if key not in self.objects:
            return refused("NoSuchKey", 404)
        content, kind = self.objects[key]
        answer = Response(content, mimetype=kind)
        answer.headers["Accept-Ranges"] = "bytes"
        answer.make_conditional(request, accept_ranges=True, complete_length=len(content))
        return answer

    def head(self, request: Request, key: str) -> Response:
        return self.get(request, key) if key in self.objects else Response("", 404)

    def delete(self, _request: Request, key: str) -> Response:
        self.objects.pop(key, None)
        return Response("", 204)

    def listed(self, request: Request) -> Response:
        prefix, after = request.args.get("prefix", ""), request.args.get("continuation-token", "")
        names = sorted(name for name in self.objects if name.startswith(prefix) and name > after)
        page = names[:PAGE]
        more = len(names) > PAGE
        entries = "".join(f"<Contents><Key>{escape(name)}</Key></Contents>" for name in page)
        token = f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>" if more else ""
        body = f"<IsTruncated>{str(more).lower()}</IsTruncated>{token}{entries}"
        return Response(f"<ListBucketResult>{body}</ListBucketResult>", mimetype="application/xml")


def refused(code: str, status: int) -> Response:
    return Response(f"<Error><Code>{code}</Code><Message>no</Message></Error>", status, mimetype="application/xml")


@contextmanager
def bucket() -> Iterator[Bucket]:
    """The storage on a free port of this machine."""
    made = Bucket()
    server = make_server("127.0.0.1", 0, made.application, threaded=True, request_handler=QuietHandler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
