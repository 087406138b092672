package document

import "context"

// checkEvery is after how many steps of a long loop its context is looked at.
const checkEvery = 1024

// Ended is the context's error at every checkEvery-th step.
func Ended(ctx context.Context, step int) error {
	if step%checkEvery != 0 {
		return nil
	}
	return ctx.Err()
}
