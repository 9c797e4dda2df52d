"""A registry that answers from prepared bytes, in a process of its own: its cost is small, and the same each time."""
import contextlib
import hashlib
import json
import multiprocessing
import socketserver
import time

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIGURATION = "application/vnd.oci.image.config.v1+json"


class Registry:
    """Serves answers by request line, `GET /v2/app/tags/list?n=1000`, and writes down when each list was asked for."""

    def __init__(self, answers, journal):
        self.journal = journal
        with open(journal, "w", encoding="ascii"):
            pass
        server = Server(("127.0.0.1", 0), Connection)
        server.answers, server.journal = answers, journal
        self.name = f"localhost:{server.server_address[1]}"
        # Forked: the answers are there without being sent.
        self.process = multiprocessing.get_context("fork").Process(target=server.serve_forever, daemon=True)
        self.process.start()
        server.socket.close()

    def stop(self):
        self.process.terminate()
        self.process.join()

    def lists(self):
        """Every list that was asked for: when, and of which repository."""
        with open(self.journal, encoding="ascii") as lines:
            return [(float(now), repository) for now, repository in map(str.split, lines)]


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 256


class Connection(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        # Whoever has what was asked for may go.
        with open(self.server.journal, "a", encoding="ascii", buffering=1) as journal, \
                contextlib.suppress(ConnectionError):
            while line := self.rfile.readline():
                while self.rfile.readline() not in (b"\r\n", b""):
                    pass
                request = line.rsplit(b" ", 1)[0].decode()
                if "/tags/list" in request:
                    journal.write(f"{time.time()} {request.split('/v2/')[1].split('/tags/list')[0]}\n")
                self.wfile.write(self.server.answers.get(request, MISSING))


def answer(body, *fields, status="200 OK", head=False):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *fields, "", ""]
    return "\r\n".join(lines).encode() + (b"" if head else body)


MISSING = answer(b"{}", status="404 Not Found")


def tag_list(repository, tags):
    return json.dumps({"name": repository, "tags": tags}, separators=(",", ":")).encode()


def tags_of(text):
    """The tags of such an answer."""
    return json.loads(text.partition(b"\r\n\r\n")[2])["tags"]


def whole_list(repository, tags):
    """As Debian's docker-registry answers: all of it, whatever was asked for."""
    return {f"GET /v2/{repository}/tags/list?n=1000": answer(tag_list(repository, tags))}


def paged_list(repository, tags, size=1000):
    """As the specification has it: pages that a `Link` leads through."""
    answers, query = {}, f"n={size}"
    for start in range(0, len(tags), size):
        page = tags[start:start + size]
        following = f"n={size}&last={page[-1]}"
        link = [f'Link: </v2/{repository}/tags/list?{following}>; rel="next"'] if start + size < len(tags) else []
        answers[f"GET /v2/{repository}/tags/list?{query}"] = answer(tag_list(repository, page), *link)
        query = following
    return answers


def image(repository, tag):
    """The answers for an image of its own with one tag, and its digest."""
    configuration = json.dumps({"created": "2026-01-01T00:00:00Z", "config": {"Labels": {
        "org.opencontainers.image.source": f"https://git.example.com/{repository}"}}}).encode()
    manifest = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "config": {
        "mediaType": CONFIGURATION, "digest": digest_of(configuration), "size": len(configuration)},
        "layers": []}).encode()
    digest, fields = digest_of(manifest), [f"Content-Type: {MANIFEST}", f"Docker-Content-Digest: {digest_of(manifest)}"]
    place = f"/v2/{repository}"
    return digest, {
        **whole_list(repository, [tag]),
        f"HEAD {place}/manifests/{tag}": answer(manifest, *fields, head=True),
        f"GET {place}/manifests/{digest}": answer(manifest, *fields),
        f"GET {place}/blobs/{digest_of(configuration)}": answer(configuration),
    }


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()
