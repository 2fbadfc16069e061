"""Security headers of every page and asset.

Own code: Flask-Talisman's last release is of 2023, and what is wanted here is one constant table.
TwiML, JSON for machines and metrics are left as they are.
"""

from functools import partial

from flask import Flask, Response

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "font", "connect", "media")),
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
TWO_YEARS = "max-age=63072000"
ASSETS = frozenset({"text/css", "text/javascript", "image/svg+xml", "image/png"})


def register(app: Flask, *, https: bool) -> None:
    """Put the headers on all pages and assets; HSTS only when residents' and agents' addresses are https."""
    app.after_request(partial(protect, https=https))


def protect(response: Response, *, https: bool) -> Response:
    """`response` with the headers; a page, unlike an asset, is kept by nobody."""
    page = response.mimetype == "text/html"
    if not page and response.mimetype not in ASSETS:
        return response
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if https:
        response.headers.setdefault("Strict-Transport-Security", TWO_YEARS)
    if page:
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.update(("Cookie", "Accept-Language"))
    return response
