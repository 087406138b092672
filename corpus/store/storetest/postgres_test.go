package storetest

import "testing"

func TestServerStopsAndStarts(t *testing.T) {
	s := Postgres(t)
	if !s.Ours() {
		t.Skip("the server is somebody else's")
	}
	address := s.Database(t)
	s.Execute(t, address, `CREATE TABLE kept (n INTEGER)`)
	s.Stop(t)
	s.Start(t)
	s.Execute(t, address, `INSERT INTO kept VALUES (1)`)
}
