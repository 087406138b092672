package config

import (
	"fmt"
	"net"
	"strconv"
	"time"
)

// maxDrainDelay is the greatest value of --drain-delay.
const maxDrainDelay = 5 * time.Minute

// checkOps checks the flags of the metrics listener.
func (s *Serve) checkOps() error {
	if s.DrainDelay < 0 || s.DrainDelay > maxDrainDelay {
		return fmt.Errorf("--drain-delay must be from 0s to %v, not %v", maxDrainDelay, s.DrainDelay)
	}
	if s.Ops == "" {
		return nil
	}
	_, port, err := net.SplitHostPort(s.Ops)
	if _, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil {
		return fmt.Errorf("--ops %q is not an address to listen on, such as 127.0.0.1:9090", s.Ops)
	}
	return nil
}
