"""GitHub Apps: the tokens that they sign themselves, and those that they get for an installation
(https://docs.github.com/rest/apps/apps)."""

import base64
import hashlib
import json
import time
from datetime import datetime, timezone

from host import Refusal

# DigestInfo of SHA-256 (RFC 8017, 9.2).
SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def is_signed(app, text, signature):
    """RSASSA-PKCS1-v1_5 (RFC 8017, 8.2.2)."""
    n, e = int(app["n"], 16), int(app["e"], 16)
    size = (n.bit_length() + 7) // 8
    digest = SHA256 + hashlib.sha256(text.encode()).digest()
    expected = b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest
    return len(signature) == size and pow(int.from_bytes(signature), e, n).to_bytes(size) == expected


def refusal(words):
    return Refusal(401, {"message": words, "documentation_url": "https://docs.github.com/rest"})


def account(world, token):
    """`app:ID` for a token that an App has signed; nothing for any other."""
    if token.count(".") != 2:
        return None
    header, payload, signature = token.split(".")
    claims = json.loads(decoded(payload))
    app = world.apps.get(claims["iss"])
    if app is None or json.loads(decoded(header)) != {"alg": "RS256", "typ": "JWT"}:
        raise refusal("A JSON web token could not be decoded")
    if not is_signed(app, f"{header}.{payload}", decoded(signature)):
        raise refusal("A JSON web token could not be decoded")
    now = time.time()
    if claims["exp"] > now + 600:
        raise refusal("'Expiration time' claim ('exp') is too far in the future")
    if claims["exp"] <= now:
        raise refusal("'Expiration time' claim ('exp') must be a numeric value representing the future time at which the "
                      "assertion expires")
    if claims["iat"] > now:
        raise refusal("'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued")
    return "app:" + claims["iss"]


def own(world, request):
    if not request.account.startswith("app:"):
        raise refusal("A JSON web token could not be decoded")
    return world.apps[request.account.removeprefix("app:")]


def show(world, request):
    own(world, request)
    return 200, {"id": 1, "slug": "sluice", "name": "Sluice"}


def installations(world, request):
    return 200, [{"id": number, "app_slug": "sluice"} for number in own(world, request)["installations"]]


def make_token(world, request, installation):
    app = own(world, request)
    if int(installation) not in app["installations"]:
        raise Refusal(404, {"message": "Not Found", "documentation_url": "https://docs.github.com/rest"})
    token = app["tokens"].pop(0)
    world.tokens[token] = "sluice[bot]"
    end = datetime.fromtimestamp(int(time.time()) + 3600, timezone.utc).isoformat().replace("+00:00", "Z")
    return 201, {"token": token, "expires_at": end, "permissions": {}, "repository_selection": "all"}


ROUTES = [
    ("GET", r"/api/v3/app", show),
    ("GET", r"/api/v3/app/installations", installations),
    ("POST", r"/api/v3/app/installations/(\d+)/access_tokens", make_token),
]
