// Answers for SemanticRange what Masterminds/semver answers.
//
// Reads a file of JSON lines {"range": …, "versions": […]} and prints one line each: for every version 1 (in the range),
// 0 (outside) or e (not a version), or "error" where the range is none; a blank; for every version but the first <, =
// or > by how it stands to the one before it, or e.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/Masterminds/semver"
)

type question struct {
	Range    string   `json:"range"`
	Versions []string `json:"versions"`
}

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	questions := json.NewDecoder(bufio.NewReader(file))
	for questions.More() {
		var q question
		if err := questions.Decode(&q); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Fprintln(out, verdicts(q), orders(q))
	}
}

func verdicts(q question) string {
	constraint, err := semver.NewConstraint(q.Range)
	if err != nil {
		return "error"
	}
	answer := make([]byte, len(q.Versions))
	for i, text := range q.Versions {
		version, err := semver.NewVersion(text)
		switch {
		case err != nil:
			answer[i] = 'e'
		case constraint.Check(version):
			answer[i] = '1'
		default:
			answer[i] = '0'
		}
	}
	return string(answer)
}

func orders(q question) string {
	answer := make([]byte, len(q.Versions)-1)
	for i := range answer {
		before, err1 := semver.NewVersion(q.Versions[i])
		version, err2 := semver.NewVersion(q.Versions[i+1])
		if err1 != nil || err2 != nil {
			answer[i] = 'e'
			continue
		}
		answer[i] = "<=>"[version.Compare(before)+1]
	}
	return string(answer)
}
