package webhook

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"strconv"
	"sync"
	"time"
)

// window is how far a request's timestamp may be from this machine's clock, in
// either direction. Discord's requests arrive within seconds; the rest allows
// for clocks that are wrong. A signature is remembered as long as its timestamp
// can be fresh.
const window = time.Minute

// Reasons for not trusting a request.
var (
	errSignature = errors.New("the request has no valid signature by Discord")
	errStale     = errors.New("the request's timestamp is too far from this machine's clock")
	errReplay    = errors.New("the request was received before")
)

// verifier checks Discord's signatures.
type verifier struct {
	key ed25519.PublicKey

	mu           sync.Mutex
	newer, older map[[ed25519.SignatureSize]byte]struct{} // signatures seen since begun, and in the period before
	begun        time.Time
}

func newVerifier(key ed25519.PublicKey) *verifier {
	return &verifier{key: key, newer: map[[ed25519.SignatureSize]byte]struct{}{}}
}

// signed holds a request's headers that sign its body.
type signed struct {
	signature [ed25519.SignatureSize]byte
	timestamp string // exactly as it was signed
	at        time.Time
}

// parseSigned parses the headers.
func parseSigned(signature, timestamp string) (signed, error) {
	s := signed{timestamp: timestamp}
	if len(signature) != hex.EncodedLen(len(s.signature)) {
		return s, errSignature
	}
	if _, err := hex.Decode(s.signature[:], []byte(signature)); err != nil {
		return s, errSignature
	}
	seconds, err := strconv.ParseUint(timestamp, 10, 40)
	if err != nil {
		return s, errSignature
	}
	s.at = time.Unix(int64(seconds), 0)
	return s, nil
}

// fresh reports whether the timestamp is within the window around now.
func (s signed) fresh(now time.Time) bool { return s.at.Sub(now).Abs() <= window }

// verify checks that Discord signed the body, that it did so recently, and that
// the request has not come before.
func (v *verifier) verify(s signed, body []byte, now time.Time) error {
	if !s.fresh(now) {
		return errStale
	}
	message := make([]byte, 0, len(s.timestamp)+len(body))
	message = append(append(message, s.timestamp...), body...)
	if !ed25519.Verify(v.key, message, s.signature[:]) {
		return errSignature
	}
	if v.seen(s, now) {
		return errReplay
	}
	return nil
}

// seen remembers the signature and reports whether it was known already. Only
// signatures by Discord get here, so no one else can make this grow.
func (v *verifier) seen(s signed, now time.Time) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	// A timestamp is fresh for two windows at most: one ahead and one behind.
	if now.Sub(v.begun) > 2*window {
		v.older = v.newer
		if now.Sub(v.begun) > 4*window {
			v.older = nil
		}
		v.newer, v.begun = map[[ed25519.SignatureSize]byte]struct{}{}, now
	}
	_, newer := v.newer[s.signature]
	_, older := v.older[s.signature]
	if newer || older {
		return true
	}
	v.newer[s.signature] = struct{}{}
	return false
}
