// The peer of the selection benchmark: Masterminds/semver parses every tag of a file, holds it to a range and keeps the
// highest. Prints the seconds that the selection alone took. Built with GOPATH=/usr/share/gocode GO111MODULE=off.
package main

import (
	"bufio"
	"fmt"
	"os"
	"time"

	"github.com/Masterminds/semver"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: peer FILE RANGE")
		os.Exit(64)
	}
	file, err := os.Open(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var tags []string
	for lines := bufio.NewScanner(file); lines.Scan(); {
		tags = append(tags, lines.Text())
	}
	constraint, err := semver.NewConstraint(os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}

	start := time.Now()
	var best *semver.Version
	for _, tag := range tags {
		version, err := semver.NewVersion(tag)
		if err != nil || !constraint.Check(version) {
			continue
		}
		if best == nil || version.GreaterThan(best) {
			best = version
		}
	}
	seconds := time.Since(start).Seconds()

	name := "none"
	if best != nil {
		name = best.Original()
	}
	fmt.Printf("seconds=%.6f best=%s\n", seconds, name)
}
