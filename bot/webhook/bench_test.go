package webhook

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"verbatim/bot/command"
	"verbatim/corpus"
)

// nowhere is a way to Discord that leads nowhere: no reply may need it.
type nowhere struct{}

func (nowhere) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("nothing is sent")
}

// benchDoor serves a door over loopback whose searcher answers at once.
func benchDoor(b *testing.B) (server *httptest.Server, private ed25519.PrivateKey) {
	b.Helper()
	key, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		b.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	d, err := newServer(command.New(command.Options{Search: nobody{search(narrated)}, Log: log}),
		Options{Token: "token", Key: key, Log: log, Transport: nowhere{}})
	if err != nil {
		b.Fatal(err)
	}
	server = httptest.NewServer(d.handler(context.Background()))
	b.Cleanup(func() { server.Close(); d.rest.Close() })
	return server, private
}

// interaction is one of a type, as Discord sends it.
func interaction(n int64, guild corpus.GuildID, kind int, of data) ([]byte, error) {
	user := map[string]any{"id": "80351110224678912", "username": "ann", "discriminator": "0", "global_name": "Ann", "avatar": "8342729096ea3675442027381ff50dfe"}
	return json.Marshal(map[string]any{
		"id": fmt.Sprint(n), "application_id": "2", "type": kind, "token": fmt.Sprint("aW50ZXJhY3Rpb246", n), "version": 1,
		"channel_id": "645027906669510667", "guild_id": guild, "locale": "en-US", "guild_locale": "en-US", "context": 0,
		"app_permissions": "442368", "entitlements": []any{}, "authorizing_integration_owners": map[string]any{"0": guild},
		"channel": map[string]any{"id": "645027906669510667", "name": "general", "type": 0},
		"member": map[string]any{"user": user, "roles": []string{"539082325061836999"}, "permissions": "2147483647",
			"joined_at": "2019-03-13T19:19:14.040000+00:00", "deaf": false, "mute": false, "flags": 0},
		"data": of,
	})
}

// BenchmarkSignedRequests is how long the door takes from a request to its
// reply, the client and its signing on the same machine, and how many of them
// it serves.
func BenchmarkSignedRequests(b *testing.B) {
	for _, clients := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			server, private := benchDoor(b)
			client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
			var id atomic.Int64
			took := make([][]time.Duration, clients)
			var running sync.WaitGroup
			b.ResetTimer()
			for c := range clients {
				running.Go(func() {
					for {
						n := id.Add(1)
						if n > int64(b.N) {
							return
						}
						took[c] = append(took[c], benchOne(b, client, server.URL, private, n))
					}
				})
			}
			running.Wait()
			b.StopTimer()
			client.CloseIdleConnections()
			all := slices.Sorted(slices.Values(slices.Concat(took...)))
			if len(all) == 0 {
				return
			}
			b.ReportMetric(float64(len(all))/b.Elapsed().Seconds(), "requests/s")
			for _, p := range []int{50, 95, 99} {
				b.ReportMetric(float64(all[(len(all)-1)*p/100].Microseconds())/1000, fmt.Sprintf("p%d-ms", p))
			}
		})
	}
}

func benchOne(b *testing.B, client *http.Client, url string, private ed25519.PrivateKey, n int64) time.Duration {
	body, err := interaction(n, "290926798626357999", 2, askFor("Who opened the gate?"))
	if err != nil {
		b.Error(err)
		return 0
	}
	timestamp := fmt.Sprint(time.Now().Unix())
	r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, url+path, bytes.NewReader(body))
	if err != nil {
		b.Error(err)
		return 0
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Signature-Timestamp", timestamp)
	r.Header.Set("X-Signature-Ed25519", fmt.Sprintf("%x", ed25519.Sign(private, append([]byte(timestamp), body...))))
	begin := time.Now()
	response, err := client.Do(r)
	if err != nil {
		b.Error(err)
		return 0
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || !bytes.Contains(raw, []byte("opened the gate")) {
		b.Errorf("answered %d %s, %v", response.StatusCode, raw, err)
	}
	return time.Since(begin)
}
