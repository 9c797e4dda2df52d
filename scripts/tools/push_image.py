"""Pushes one tiny image to a registry that speaks plain HTTP.

usage: push_image.py HOST:PORT REPOSITORY TAG [REVISION]

Prints the digest of its manifest. Each tag makes an image of its own: the tag is in its configuration.
"""
import datetime
import gzip
import hashlib
import http.client
import io
import json
import sys
import tarfile

MANIFEST = "application/vnd.oci.image.manifest.v1+json"


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Registry:
    def __init__(self, host, repository):
        self.connection = http.client.HTTPConnection(host, timeout=30)
        self.host = host
        self.repository = repository

    def call(self, method, path, body=None, headers=None, expect=()):
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        text = answer.read()
        if expect and answer.status not in expect:
            sys.exit(f"{method} {path}: {answer.status} {text.decode(errors='replace')}")
        return answer

    def blob(self, data):
        name = digest(data)
        if self.call("HEAD", f"/v2/{self.repository}/blobs/{name}").status == 200:
            return name
        begun = self.call("POST", f"/v2/{self.repository}/blobs/uploads/", expect=(202,))
        location = begun.headers["Location"].split(self.host, 1)[-1]
        join = "&" if "?" in location else "?"
        self.call("PUT", f"{location}{join}digest={name}", data, {"Content-Type": "application/octet-stream"}, (201,))
        return name


def layer():
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo("hello.txt")
        entry.size = 6
        archive.addfile(entry, io.BytesIO(b"hello\n"))
    return buffer.getvalue()


def push(host, repository, tag, revision=None):
    """Pushes the image, and answers its digest."""
    registry = Registry(host, repository)
    try:
        manifest = store(registry, tag, revision or hashlib.sha1(tag.encode()).hexdigest())
        name(registry, tag, manifest)
        return digest(manifest)
    finally:
        registry.connection.close()


def store(registry, tag, revision):
    """Stores an image without naming it, and answers its manifest; `name` names it."""
    raw = layer()
    packed = gzip.compress(raw, mtime=0)
    created = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    configuration = json.dumps({
        "architecture": "amd64",
        "os": "linux",
        "created": created,
        "config": {"Labels": {
            "org.opencontainers.image.version": tag,
            "org.opencontainers.image.revision": revision,
        }},
        "rootfs": {"type": "layers", "diff_ids": [digest(raw)]},
        "history": [{"created": created}],
    }).encode()
    return json.dumps({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": registry.blob(configuration),
            "size": len(configuration),
        },
        "layers": [{
            "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
            "digest": registry.blob(packed),
            "size": len(packed),
        }],
    }).encode()


def name(registry, tag, manifest):
    """Puts a tag on a stored image."""
    registry.call("PUT", f"/v2/{registry.repository}/manifests/{tag}", manifest, {"Content-Type": MANIFEST}, (201,))


def main():
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    print(push(*sys.argv[1:]))


if __name__ == "__main__":
    main()
