package document

import "context"

// checkEvery is the number of steps of a long loop between two looks at its
// context.
const checkEvery = 1024

// Ended is the context's error at every checkEvery-th step, nil at the others. A
// loop calls it when it may run long.
func Ended(ctx context.Context, step int) error {
	if step%checkEvery != 0 {
		return nil
	}
	return ctx.Err()
}
