package reader

import (
	"fmt"
	"slices"
)

// Network is an encoder with its heads. It is read-only and safe for concurrent use.
type Network struct {
	checksum   uint32
	shape      shape
	tokenizer  *Tokenizer
	embeddings []embedding
	layers     []layer
	heads      []head
	gelu       *geluTable
	kernel     *kernel
	scratch    pool
}

// The kinds of heads, as weights files name them.
const (
	kindVector = "vector"
	kindScore  = "score"
	kindLabels = "labels"
)

// head is a path through the network: an embedding, some layers, and what is computed from the last one.
type head struct {
	name      string
	kind      string
	embedding *embedding
	layers    []*layer
	dense     *dense
	last      linear
	labels    []string
}

// Open returns the network in data, which must not change afterwards: large matrices are used where they lie.
// The error wraps ErrFile.
func Open(data []byte) (*Network, error) {
	f, err := readFile(data)
	if err != nil {
		return nil, err
	}
	n := &Network{checksum: f.checksum, shape: f.header.Shape, gelu: newGELU(), kernel: &kernels()[0]}
	n.tokenizer = f.tokenizer()
	book := f.floats(f.header.Book, 16, "codebook")
	for i, h := range f.header.Embeddings {
		n.embeddings = append(n.embeddings, f.embedding(h, book, fmt.Sprintf("embedding %d", i)))
	}
	for i, h := range f.header.Layers {
		n.layers = append(n.layers, f.layer(h, fmt.Sprintf("layer %d", i)))
	}
	if f.err != nil {
		return nil, f.err
	}
	for _, h := range f.header.Heads {
		n.heads = append(n.heads, n.head(f, h))
	}
	f.check(len(n.heads) > 0, "heads: none")
	if f.err != nil {
		return nil, f.err
	}
	return n, nil
}

// head checks a head of the header and connects it with its layers.
func (n *Network) head(f *file, h headHeader) head {
	out := head{name: h.Name, kind: h.Kind, labels: h.Labels}
	what := fmt.Sprintf("head %q", h.Name)
	f.check(h.Name != "" && !slices.ContainsFunc(n.heads, func(o head) bool { return o.name == h.Name }), what+": name")
	f.check(h.Embedding >= 0 && h.Embedding < len(n.embeddings), what+": embedding")
	for _, l := range h.Layers {
		f.check(l >= 0 && l < len(n.layers), what+": layers")
	}
	f.check((h.Kind == kindScore || h.Kind == kindVector) || h.Kind == kindLabels && len(h.Labels) > 0, what+": kind")
	f.check((h.Last != nil) == (h.Kind != kindVector) && (h.Dense != nil || h.Kind != kindScore), what+": outputs")
	if f.err != nil {
		return out
	}
	out.embedding = &n.embeddings[h.Embedding]
	for _, l := range h.Layers {
		out.layers = append(out.layers, &n.layers[l])
	}
	if h.Dense != nil {
		outputs := n.shape.Width
		if h.Kind == kindVector {
			outputs = h.Dense.Outputs
		}
		d := f.dense(*h.Dense, outputs, n.shape.Width, what+": dense")
		out.dense = &d
	}
	if h.Last != nil {
		out.last = f.linear(*h.Last, max(1, len(h.Labels)), n.shape.Width, what+": last")
	}
	return out
}

func (f *file) embedding(h embeddingHeader, book []float32, what string) embedding {
	s := f.header.Shape
	e := embedding{
		width:     s.Width,
		group:     s.Group,
		words:     f.bytes(h.Words, s.Words*s.Width/2, what+": words"),
		scales:    f.bytes(h.Scales, s.Words*(s.Width/s.Group)*2, what+": scales"),
		positions: f.table(h.Positions, s.Positions, what+": positions"),
		types:     f.table(h.Types, s.Types, what+": types"),
		norm:      f.norm(h.Norm, what+": norm"),
	}
	copy(e.book[:], book)
	return e
}

func (f *file) layer(h layerHeader, what string) layer {
	s := f.header.Shape
	return layer{
		heads:  s.Heads,
		mixed:  f.dense(h.Mixed, 3*s.Width, s.Width, what+": mixed"),
		joined: f.dense(h.Joined, s.Width, s.Width, what+": joined"),
		norm1:  f.norm(h.Norm1, what+": norm1"),
		up:     f.dense(h.Up, s.Inner, s.Width, what+": up"),
		down:   f.dense(h.Down, s.Width, s.Inner, what+": down"),
		norm2:  f.norm(h.Norm2, what+": norm2"),
	}
}

// find returns the head of that name and kind.
func (n *Network) find(name, kind string) (*head, error) {
	for i := range n.heads {
		if n.heads[i].name == name {
			if n.heads[i].kind != kind {
				return nil, fmt.Errorf("reader: head %q is of kind %s, not %s", name, n.heads[i].kind, kind)
			}
			return &n.heads[i], nil
		}
	}
	return nil, fmt.Errorf("reader: no head %q", name)
}

// Checksum tells the weights from others: the CRC-32C of their file, 8 hexadecimal digits. What was computed with other weights cannot
// be compared with what this network computes.
func (n *Network) Checksum() string { return fmt.Sprintf("%08x", n.checksum) }

// Tokenizer returns the network's tokenizer.
func (n *Network) Tokenizer() *Tokenizer { return n.tokenizer }
