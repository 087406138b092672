package bot

import (
	"context"
	"log/slog"
)

// interactionKey is under which a context keeps an interaction's id.
type interactionKey struct{}

// withInteraction is ctx on behalf of an interaction: whatever is logged with
// it, or with a context made of it, has the interaction's id.
func withInteraction(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, interactionKey{}, id)
}

// NewLogHandler is the handler with interaction=ID added to each line that is
// logged with a context on behalf of an interaction, by whichever room.
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

// WithAttrs keeps the wrapping.
func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logHandler{h.Handler.WithAttrs(attrs)}
}

// WithGroup keeps the wrapping.
func (h logHandler) WithGroup(name string) slog.Handler {
	return logHandler{h.Handler.WithGroup(name)}
}
