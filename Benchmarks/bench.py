"""Measures the release daemon against the goals. `scripts/bench` starts the servers and calls this."""
import argparse
import importlib
import sys

from harness.samples import Samples
from harness.servers import Servers

MEASURES = ["P1", "P2", "P3", "P4", "P5", "P6", "P8", "P9"]


def main():
    options = arguments()
    servers = Servers(options.work, options.binary, options.registry, options.ssh_port)
    raw = open(options.raw, "w", encoding="utf-8") if options.raw else None
    met = True
    for name in options.measures or MEASURES:
        samples = Samples(name, raw)
        importlib.import_module(name.lower()).measure(servers, samples, options)
        met = samples.finish() and met
    sys.exit(0 if met else 1)


def arguments():
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description=__doc__,
        epilog="P5 takes eleven minutes, for it waits for two rounds of scans; the others take one or two each.")
    parser.add_argument("measures", nargs="*", metavar="P", choices=[[], *MEASURES],
                        help=f"of {', '.join(MEASURES)}; all of them where none is named")
    parser.add_argument("--raw", metavar="FILE", help="keep every sample as a line of JSON")
    parser.add_argument("--samples", type=int, default=30, help="rounds of each measure (default: 30)")
    parser.add_argument("--files", type=int, default=20_000, help="files of the repository of P1 and P2")
    parser.add_argument("--bumps", type=int, default=100, help="bumps of P2")
    parser.add_argument("--tags", type=int, default=1_000_000, help="tags of P3's selection")
    parser.add_argument("--list", type=int, default=100_000, metavar="TAGS", help="tags of P3's list")
    parser.add_argument("--pipelines", type=int, default=10_000, help="pipelines of P5")
    parser.add_argument("--remotes", type=int, default=1000, help="remotes of P5")
    parser.add_argument("--interval", help="P5's interval of scans, for a shorter trial (default: the daemon's, 5m)")
    parser.add_argument("--seconds", type=int, default=60, help="how long P6 pushes tags")
    parser.add_argument("--applications", type=int, default=5000, help="applications that P9 follows")
    parser.add_argument("--quiet", type=int, default=120, help="seconds that P9 lets nothing happen")
    parser.add_argument("--settle", type=int, default=75, help="seconds before them, for what follows the hand-offs")
    for name in ("work", "binary", "selection", "listing", "manifests", "registry"):
        parser.add_argument(f"--{name}", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--ssh-port", type=int, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


main()
