"""Images in a real registry, by the tool that the demonstration uses."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "scripts", "tools"))
import push_image  # noqa: E402


class Images:
    """One image repository, over one connection."""

    def __init__(self, servers, repository):
        self.registry = push_image.Registry(servers.registry, repository)

    def store(self, tag):
        """Stores an image without naming it, and answers what names it."""
        manifest = push_image.store(self.registry, tag, "0" * 40)
        return lambda: push_image.name(self.registry, tag, manifest)

    def push(self, tag):
        self.store(tag)()
