package playground

import "fmt"

// refusal is the reason for which Discord's client would not let a person do
// something.
type refusal struct{ why string }

func (r *refusal) Error() string { return r.why }

func refuse(format string, args ...any) error { return &refusal{fmt.Sprintf(format, args...)} }
