"""P4: one edit in values files of 2,000 and of 100,000 lines, the proof included, in process.

Against a bare scan of the same bytes by libyaml in the same process, and against ruamel.yaml's round trip; in HCL
against python-hcl2's. Small and large are milliseconds: the large one's goal is a tenth of what yq, in Go, takes for
it. So are the large files of Terraform and JSON, which have no goal. Scan, ruamel and hcl are our share of their time,
of two files the greater; memory is the peak, by the file's size.
"""
import json
import os
import subprocess
import sys

from harness.servers import run

PACKAGES = ["ruamel.yaml==0.19.1", "python-hcl2==8.1.4"]
VALUE = "9.9.9"
# ruamel.yaml takes half a minute for the large file: it gets a sample in so many rounds.
SELDOM = 15


def measure(servers, samples, options):
    files = {"small": values(2000), "large": values(100_000)}
    others = {"terraform": (*modules(100_000), "tf"), "json": (*tasks(100_000), "json")}
    paths = {name: write(servers, f"{name}.yaml", text) for name, (text, _) in files.items()}
    selectors = {name: selector for name, (_, selector) in files.items()}
    for name, (text, selector, extension) in others.items():
        paths[name], selectors[name] = write(servers, f"{name}.{extension}", text), selector
    text, module = modules(2000)
    terraform = write(servers, "modules.tf", text)
    ours = Worker([options.manifests, "serve"])
    peer = Worker([python_with_packages(servers), "-B", beside("Manifests", "peer.py")])
    for number in range(options.samples):
        for name in files:
            samples.add(f"{name} scan", ours.ask("scan", paths[name]))
            if name == "small" or number % SELDOM == 0:
                samples.add(f"{name} ruamel", peer.ask("edit", paths[name], selectors[name], VALUE))
        for name, path in paths.items():
            samples.add(name, ours.ask("edit", path, selectors[name], VALUE))
        samples.add("hcl", ours.ask("edit", terraform, module, VALUE))
        samples.add("python-hcl2", peer.ask("edit", terraform, module, VALUE))
    ours.end()
    peer.end()
    tag = write(servers, "tag.yaml", "tag: 1.0.0\n")

    def memory(name):
        peak = int(run(options.manifests, "memory", paths[name], selectors[name], VALUE, tag))
        return peak / os.path.getsize(paths[name])

    samples.goal("small", samples.median("small") * 1000, 87)
    samples.goal("large", samples.median("large") * 1000, 87, 1)
    for name in others:
        samples.goal(name, samples.median(name) * 1000, None, 1)
    samples.goal("scan", share(samples, files, "scan"), 1.5)
    samples.goal("ruamel", share(samples, files, "ruamel"), 1 / 100, 4)
    samples.ratio("hcl", "hcl", "python-hcl2", 1 / 100, 4)
    samples.goal("memory", memory("large"), 4)
    for name in others:
        samples.goal(f"{name}-memory", memory(name), None)


def share(samples, names, peer):
    return max(samples.median(name) / samples.median(f"{name} {peer}") for name in names)


class Worker:
    """A program that answers each line with the seconds that it took."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *words):
        """None where the program cannot do it."""
        print(*words, sep="\t", file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline().strip()
        if not answer:
            raise RuntimeError(f"{self.process.args[0]} ended at {' '.join(words)}")
        return None if answer == "none" else float(answer)

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def python_with_packages(servers):
    """An interpreter with the packages, of their own in the work folder."""
    folder = f"{servers.work}/peers"
    run(sys.executable, "-m", "venv", folder)
    run(f"{folder}/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES)
    return f"{folder}/bin/python"


def beside(*path):
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), *path)


def write(servers, name, text):
    path = f"{servers.work}/{name}"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def values(count):
    """A values file of so many lines, 20 bytes each, and the selector of its last service's tag."""
    lines = ["# What runs, and how", "global:", "  registry: registry.example.com", "services:"]
    number = 0
    while len(lines) + 20 <= count:
        number += 1
        lines += [
            f"  svc-{number:05d}:", "    image:", f"      repository: team/svc-{number:05d}",
            f'      tag: "1.{number % 90}.{number % 7}"', "      pullPolicy: IfNotPresent",
            f"    replicas: {number % 9 + 1}", "    # how it is reached", "    ports:", "      - name: http",
            "        port: 8080", "      - name: metrics", "        port: 9090", "    env:", "      - name: LOG_LEVEL",
            "        value: 'info'", "    resources:", "      limits: {cpu: 500m, memory: 256Mi}", "    nodeSelector: {}",
            "    tolerations: []", ""]
    lines += ["# the end"] * (count - len(lines))
    return "\n".join(lines) + "\n", f"services.svc-{number:05d}.image.tag"


def tasks(count):
    """A JSON file of so many lines, and the selector of its last task's image."""
    document = {"tasks": {}}
    number = 0
    while 9 * number + 13 <= count:
        number += 1
        document["tasks"][f"svc-{number:05d}"] = {
            "image": f"registry.example.com/team/service:1.{number % 90}.{number % 7}", "replicas": number % 9 + 1,
            "essential": True, "environment": {"LOG_LEVEL": "info", "REGION": "eu"}, "command": None}
    text = json.dumps(document, indent=2)
    return text + "\n" * (count - text.count("\n")), f"tasks.svc-{number:05d}.image"


def modules(count):
    """A Terraform file of so many lines, and the selector of its last module's version."""
    lines = []
    number = 0
    while len(lines) + 9 <= count:
        number += 1
        lines += [
            f'module "svc_{number:05d}" {{', '  source   = "registry.example.com/team/service"',
            f'  version  = "1.{number % 90}.{number % 7}" # the release', f"  replicas = {number % 9 + 1}",
            "  settings = {", '    log_level = "info"', "  }", "}", ""]
    lines += ["# the end"] * (count - len(lines))
    return "\n".join(lines) + "\n", f"module.svc_{number:05d}.version"
