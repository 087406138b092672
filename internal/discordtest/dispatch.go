package discordtest

// emit dispatches an event to a session, and stores it for a resume. The caller
// holds mu.
func (s *Server) emit(session *gatewaySession, name string, d any) {
	session.seq++
	frame := encode(map[string]any{"op": opDispatch, "t": name, "s": session.seq, "d": d})
	session.events = append(session.events, event{seq: session.seq, frame: frame})
	if session.conn != nil {
		session.conn.enqueue(frame)
	}
}

// dispatch sends an event of a guild (nil for direct messages) to the newest
// session of each shard that serves the guild. It reports whether there was
// such a session. Only sessions with the given intents get the event; 0 means
// all. The caller holds mu.
func (s *Server) dispatch(g *Guild, name string, d any, intents int64) bool {
	if g != nil && g.without {
		return false
	}
	sent := false
	for _, session := range s.sessions {
		if shardOf(g, session.shard[1]) != session.shard[0] || session.intents&intents != intents {
			continue
		}
		s.emit(session, name, d)
		sent = true
	}
	return sent
}

// guildsOf returns a shard's guilds. The caller holds mu.
func (s *Server) guildsOf(shard [2]int) []*Guild {
	var mine []*Guild
	for _, g := range s.guilds {
		if shardOf(g, shard[1]) == shard[0] {
			mine = append(mine, g)
		}
	}
	return mine
}
