"""Samples of one measure, and the line that says what they come to."""
import json
import statistics
import sys


class Samples:
    """Samples by what was measured. A ratio is one of medians; samples of one run only are compared."""

    def __init__(self, measure, raw=None):
        self.measure = measure
        self.raw = raw
        self.values = {}
        self.figures = []
        self.met = True

    def add(self, what, value):
        self.values.setdefault(what, []).append(value)
        if self.raw:
            self.raw.write(json.dumps({"measure": self.measure, "what": what, "value": value}) + "\n")
            self.raw.flush()

    def median(self, what):
        return statistics.median(self.values[what])

    def percentile(self, what, share):
        ordered = sorted(self.values[what])
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def goal(self, name, value, limit, digits=2, unit=""):
        """One figure of the line; it is met up to its limit, and always where it has none."""
        self.figures.append(f"{name}={value:.{digits}f}{unit}")
        self.met = self.met and (limit is None or value <= limit)

    def ratio(self, name, what, to, limit=None, digits=2):
        self.goal(name, self.median(what) / self.median(to), limit, digits)

    def finish(self):
        """Prints the line, and what the samples were on standard error; answers whether every goal was met."""
        for what, values in self.values.items():
            print(f"   {self.measure} {what}: median {self.median(what):.4g}, p95 {self.percentile(what, 0.95):.4g}, "
                  f"least {min(values):.4g}, most {max(values):.4g}, {len(values)} samples", file=sys.stderr)
        print(self.measure, *self.figures, "met" if self.met else "MISSED", flush=True)
        return self.met
