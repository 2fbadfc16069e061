"""Security headers of every page and asset.

Own code: Flask-Talisman's last release is of 2023, and what is wanted here is one constant table.
TwiML, JSON for machines and metrics are left as they are.
"""

from functools import partial
from urllib.parse import urlsplit

from flask import Flask, Response

HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
TWO_YEARS = "max-age=63072000"
ASSETS = frozenset({"text/css", "text/javascript", "image/svg+xml", "image/png"})


def register(app: Flask, *, https: bool, live_url: str = "") -> None:
    """Put the headers on all pages and assets; HSTS only when residents' and agents' addresses are https.

    `live_url`: where pages open their stream, if not at their own address.
    """
    app.after_request(partial(protect, https=https, policy=policy_of(live_url)))


def policy_of(live_url: str = "") -> str:
    """The Content-Security-Policy: everything from here, and nothing else but the stream."""
    stream = urlsplit(live_url)
    reached = ("'self'", f"{stream.scheme}://{stream.netloc}") if live_url else ("'self'",)
    return "; ".join(
        [
            "default-src 'none'",
            *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "font", "media")),
            f"connect-src {' '.join(reached)}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


def protect(response: Response, *, https: bool, policy: str) -> Response:
    """`response` with the headers; a page, unlike an asset, is kept by nobody."""
    page = response.mimetype == "text/html"
    if not page and response.mimetype not in ASSETS:
        return response
    response.headers.setdefault("Content-Security-Policy", policy)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if https:
        response.headers.setdefault("Strict-Transport-Security", TWO_YEARS)
    if page:
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.update(("Cookie", "Accept-Language"))
    return response
