package e2e

import (
	"encoding/json"
	"strings"
	"testing"
	"verbatim/internal/cli"
)

// What would be SQL where it was not data comes back as it went in.
func TestTextsAreDataToSQL(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	for _, hostile := range []string{`'); DROP TABLE articles; --`, `" OR 1=1 --`, `$1 ? :x %s \'`, `x' UNION SELECT body FROM articles --`} {
		line, err := json.Marshal(map[string]string{"id": hostile, "title": hostile, "author": hostile, "publisher": hostile, "text": "The harbour master said that " + hostile + " is painted on the quay."})
		if err != nil {
			t.Fatal(err)
		}
		if status, out, stderr := command(t, data, string(line), "corpus", "import", "-"); status != cli.ExitDone {
			t.Fatalf("import %q: %s%s", hostile, out, stderr)
		}
		status, out, stderr := command(t, data, "", "corpus", "history", hostile)
		if status != cli.ExitDone {
			t.Errorf("history %q: %s%s", hostile, out, stderr)
		}
		status, out, stderr = command(t, data, "", "corpus", "export")
		quoted, err := json.Marshal(hostile)
		if err != nil {
			t.Fatal(err)
		}
		if inside := strings.Trim(string(quoted), `"`); status != cli.ExitDone || strings.Count(out, inside) < 5 {
			t.Errorf("export: status %d, %d times %q, want all five; %s", status, strings.Count(out, inside), hostile, stderr)
		}
		if status, out, stderr := command(t, data, "", "ask", "--speaker", hostile, "Who denied it?"); status != cli.ExitDone && status != cli.ExitFailed || strings.Contains(out+stderr, "SQL") {
			t.Errorf("ask about %q: status %d, %s%s", hostile, status, out, stderr)
		}
	}
}
