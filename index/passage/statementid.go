package passage

import (
	"encoding/base32"

	"verbatim/corpus"
	"verbatim/corpus/extract"
)

// idEncoding is how most statements' ids are written, 16 letters for 10 bytes.
var idEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// packStatement is a statement's id in bytes, none where its text tells the id.
func packStatement(article corpus.ArticleID, s corpus.Statement) string {
	if extract.ID(article, s.Text) == s.ID {
		return ""
	}
	return packID(s.ID)
}

// packID is a statement's id in bytes, in short where it can be.
func packID(id corpus.StatementID) string {
	raw, err := idEncoding.DecodeString(string(id))
	if err != nil || idEncoding.EncodeToString(raw) != string(id) {
		return "\x00" + string(id)
	}
	return "\x01" + string(raw)
}

// unpackID reads what packID wrote.
func unpackID(packed string) corpus.StatementID {
	if packed[0] == 1 {
		return corpus.StatementID(idEncoding.EncodeToString([]byte(packed[1:])))
	}
	return corpus.StatementID(packed[1:])
}
