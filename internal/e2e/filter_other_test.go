//go:build !linux

package e2e

import "errors"

func startUnderFilter([]string) error { return errors.ErrUnsupported }
