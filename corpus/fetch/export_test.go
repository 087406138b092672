package fetch

import "net/http"

// SetTransport puts a network of the test's in the place of f's.
func (f *Fetcher) SetTransport(network http.RoundTripper) { f.transport = network }
