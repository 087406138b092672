//go:build !linux

package main

import "errors"

func startUnderFilter([]string) error { return errors.ErrUnsupported }
