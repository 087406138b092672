package driver

import "testing"

func TestRedactURL(t *testing.T) {
	for location, want := range map[string]string{
		"postgres://anna:s3cret@host/db":                        "postgres://anna:xxxxx@host/db",
		"postgres://anna@host/db?sslmode=require":               "postgres://anna@host/db?sslmode=require",
		"postgres://host/db?password=s3cret&user=anna":          "postgres://host/db?password=xxxxx&user=anna",
		"postgresql://anna:s3%zzret@host:1/db?password=s3cret":  "postgresql://xxxxx@host:1/db",
		"postgres://anna:s3@cret@host:port/db":                  "postgres://xxxxx@host:port/db",
		"postgres://host/db?sslpassword=s3cret&sslmode=require": "postgres://host/db?sslmode=require&sslpassword=xxxxx",
	} {
		if got := redactURL(location); got != want {
			t.Errorf("redactURL(%q) = %q, want %q", location, got, want)
		}
	}
}
