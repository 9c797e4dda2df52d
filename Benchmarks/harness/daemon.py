"""The release daemon as an operator runs it, and what it says of itself."""
import datetime
import http.client
import json
import os
import secrets
import signal
import socket
import sqlite3
import subprocess

from .servers import wait_until


class Daemon:
    """A configuration in a folder of its own, and the daemon that runs it."""

    def __init__(self, servers, name, interval=None, credentials=(), registry=None, pace=None):
        """`pace`: the requests a second that the registry may get, where it is not the usual number."""
        self.servers = servers
        self.registry = registry or servers.registry
        self.folder = f"{servers.work}/{name}"
        for folder in ("environments", "pipelines"):
            os.makedirs(f"{self.folder}/{folder}")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.token = secrets.token_hex(16)
        entries = [(servers.authority, servers.key()), *credentials]
        self.write("sluice.yaml", "\n".join([
            f"listen: 127.0.0.1:{self.port}",
            *([f"interval: {interval}"] if interval else []),
            "git: { author: { name: Sluice, email: sluice@example.com } }",
            "credentials:",
            *(f"  - {{ for: '{place}', key: 'file:{key}', knownHosts: {servers.work}/keys/known_hosts }}"
              for place, key in entries),
            "registries:",
            f"  {self.registry}: {{ plainHTTP: true{f', requestsPerSecond: {pace}' if pace else ''} }}",
            "users: { bench: { token: env:BENCH_TOKEN } }",
            "roles: [ { who: bench, role: admin } ]",
            "log: { level: info, format: json }",
        ]))

    def write(self, path, text):
        with open(f"{self.folder}/{path}", "w", encoding="utf-8") as file:
            file.write(text + "\n")

    def environment(self, name, repository):
        self.write(f"environments/{name}.yaml", f"repository: {self.servers.url(repository)}\nbranch: main")

    def pipeline(self, name, image, stages, queue="latest"):
        """Stages: of each its environment, the file that is written there, and what it comes after."""
        lines = [f"sources: {{ app: {{ image: {self.registry}/{image}, policy: {{ semver: '>=1.0.0' }} }} }}",
                 "stages:"]
        for environment, file, after in stages:
            lines += [f"  - environment: {environment}", f"    queue: {queue}",
                      *([f"    after: [{after}]"] if after else []),
                      f"    edits: [ {{ file: {file}, set: {{ image.tag: '${{app.tag}}', image.digest: "
                      "'${app.digest}' } } ]"]
        self.write(f"pipelines/{name}.yaml", "\n".join(lines))

    def start(self, seconds=120):
        with open(f"{self.folder}/log", "ab") as log:
            self.process = subprocess.Popen([self.servers.binary, "serve", self.folder], stderr=log, stdout=log,
                                            env={**os.environ, "BENCH_TOKEN": self.token})
        wait_until(self.is_ready, seconds, f"the daemon is ready; its log is {self.folder}/log", every=0.05)

    def is_ready(self):
        if self.process.poll() is not None:
            with open(f"{self.folder}/log", encoding="utf-8", errors="replace") as log:
                raise RuntimeError("the daemon ended:\n" + log.read()[-4000:])
        try:
            return self.call("GET", "/readyz")[0] == 200
        except OSError:
            return False

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None,
                               {"Authorization": f"Bearer {self.token}"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def ask(self, method, path, body=None):
        status, text = self.call(method, path, body)
        if status != 200:
            raise RuntimeError(f"{method} {path}: {status} {text.decode(errors='replace')}")
        return json.loads(text)

    def scan(self, pipeline):
        self.ask("POST", f"/api/v1/pipelines/{pipeline}/scan")

    def recorded(self, action, pipeline=None, after=0):
        """When the audit log says that something was done: seconds since 1970, and the record's number.

        Read from the database, for the API rounds times to seconds.
        """
        return [(seconds(record["at"]), number) for number, record in self._records(after)
                if record["action"] == action and pipeline in (None, record["pipeline"])]

    def verified(self, after=0):
        """When a promotion of each pipeline was proven live and verified."""
        return {record["pipeline"]: seconds(record["at"]) for _, record in self._records(after)
                if record["action"] == "verified"}

    def releases(self, after=0):
        """When each release was recorded, by its id."""
        return {record["release"]: seconds(record["at"]) for _, record in self._records(after)
                if record["action"] == "released"}

    def _records(self, after):
        rows = self._query("SELECT sequence, record FROM audit WHERE sequence > ? ORDER BY sequence", after)
        return [(number, json.loads(text)) for number, text in rows]

    def last_record(self):
        return self._query("SELECT coalesce(max(sequence), 0) FROM audit")[0][0]

    def _query(self, text, *values):
        database = sqlite3.connect(f"file:{self.folder}/state/sluice.db?mode=ro", uri=True)
        try:
            return database.execute(text, values).fetchall()
        finally:
            database.close()

    def wait_for_verified(self, count, after=0, seconds=60, every=0.02):
        """Until so many promotions were proven live after a record of the audit log."""
        wait_until(lambda: len(self.recorded("verified", None, after)) >= count, seconds,
                   f"{count} promotions are verified; the log is {self.folder}/log", every)


def seconds(text):
    """`2026-11-24T09:05:30.2500000Z`, of which datetime takes six digits only."""
    whole, fraction = text.rstrip("Z").split(".")
    moment = datetime.datetime.fromisoformat(whole).replace(tzinfo=datetime.timezone.utc)
    return moment.timestamp() + float("0." + fraction)
