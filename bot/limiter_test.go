package bot

import (
	"strconv"
	"testing"
	"time"
)

func TestTheLeastUsedBucketIsForgotten(t *testing.T) {
	b := buckets{of: Bucket{Tokens: 1, Every: time.Hour}}
	if !b.take("first") || b.take("first") || !b.take("") || !b.take("") {
		t.Error("a bucket of one token gives another number")
	}
	for i := range mostBuckets {
		b.take(strconv.Itoa(i))
	}
	if len(b.byID) != mostBuckets || b.order.Len() != mostBuckets || !b.take("first") {
		t.Errorf("%d buckets, %d in order, want %d and the first anew", len(b.byID), b.order.Len(), mostBuckets)
	}
}
