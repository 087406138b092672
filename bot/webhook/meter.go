package webhook

// meter measures the endpoint. There are about a dozen reasons, all constants
// of this package.
type meter interface {
	// Listening records whether the endpoint accepts requests.
	Listening(open bool)
	// Refused counts a refused request, by the status of its answer.
	Refused(status int, reason string)
	// Dropped counts a connection that was closed.
	Dropped(reason string)
}

// unmeasured is the meter if Options.Meter is nil.
type unmeasured struct{}

func (unmeasured) Listening(bool)      {}
func (unmeasured) Refused(int, string) {}
func (unmeasured) Dropped(string)      {}
