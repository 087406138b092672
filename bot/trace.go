package bot

import (
	"context"
	"log/slog"
)

// interactionKey is the key of an interaction's id in a context.
type interactionKey struct{}

// withInteraction returns ctx with the id of an interaction. Lines that are logged with it,
// or with a context derived from it, have the id.
func withInteraction(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, interactionKey{}, id)
}

// NewLogHandler returns a handler that adds interaction=ID to each line that is logged in
// the handling of an interaction, by whichever package.
func NewLogHandler(h slog.Handler) slog.Handler { return logHandler{h} }

// logHandler adds the interaction's id.
type logHandler struct{ slog.Handler }

// Handle adds the id to a copy of the record.
func (h logHandler) Handle(ctx context.Context, r slog.Record) error {
	if id, ok := ctx.Value(interactionKey{}).(string); ok {
		r = r.Clone()
		r.AddAttrs(slog.String("interaction", id))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs returns a handler that adds the id, too.
func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logHandler{h.Handler.WithAttrs(attrs)}
}

// WithGroup returns a handler that adds the id, too.
func (h logHandler) WithGroup(name string) slog.Handler {
	return logHandler{h.Handler.WithGroup(name)}
}
