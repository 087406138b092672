package config

import (
	"errors"
	"fmt"
	"net/url"
)

// checkEvidence checks the address of the evidence page.
func (s *Serve) checkEvidence() error {
	if s.Evidence == "" {
		return nil
	}
	if s.HTTP == "" {
		return errors.New("--evidence is for --http, whose door shows the page; the playground shows it by itself")
	}
	u, err := url.Parse(s.Evidence)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("--evidence %q is not the public address of the door, such as https://verbatim.example", s.Evidence)
	}
	return nil
}
