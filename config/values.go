package config

import (
	"encoding"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// valueError says that a flag has an invalid value, or no value.
type valueError struct {
	flag   string // its name, without dashes
	want   string // what it takes, such as "a whole number"
	given  string // the value, ready to be printed; "" if it is missing or may be a secret
	absent bool   // it has no value
	next   string // the word after the flag that is not its value, as it begins with a dash
}

func (e *valueError) Error() string { return e.about("--" + e.flag) }

// about adds the origin of the value to the error: the flag, its variable, or its key
// in the settings file.
func (e *valueError) about(holder string) string {
	switch {
	case e.absent && e.next != "":
		return fmt.Sprintf("%s needs %s (write --%s=%s if that is %q)", holder, e.want, e.flag, e.next, e.next)
	case e.absent:
		return fmt.Sprintf("%s needs %s", holder, e.want)
	case e.given == "":
		return fmt.Sprintf("%s takes %s", holder, e.want)
	}
	return fmt.Sprintf("%s takes %s, not %s", holder, e.want, e.given)
}

// mappers read the values of flags and arguments. They replace kong's own mappers,
// whose errors name Go's types.
func mappers() kong.Option {
	return kong.OptionFunc(func(k *kong.Kong) error {
		for _, option := range []kong.Option{
			kong.KindMapper(reflect.Int, kong.MapperFunc(readInt)),
			kong.KindMapper(reflect.Float64, kong.MapperFunc(readFloat)),
			kong.KindMapper(reflect.String, kong.MapperFunc(readText)),
			kong.KindMapper(reflect.Bool, boolMapper{}),
			kong.TypeMapper(reflect.TypeFor[time.Duration](), kong.MapperFunc(readDuration)),
			kong.TypeMapper(reflect.TypeFor[Secret](), kong.MapperFunc(readOwn)),
			kong.TypeMapper(reflect.TypeFor[Proxies](), kong.MapperFunc(readOwn)),
			kong.TypeMapper(reflect.TypeFor[Shards](), kong.MapperFunc(readOwn)),
			kong.NamedMapper("path", kong.MapperFunc(readPath)),
		} {
			if err := option.Apply(k); err != nil {
				return err
			}
		}
		return nil
	})
}

// next returns the next value of ctx: a text, or the value of a key in the settings
// file, which may also be a number or a list.
func next(ctx *kong.DecodeContext, want string) (any, error) {
	token := ctx.Scan.Peek()
	if !token.IsValue() {
		e := &valueError{flag: ctx.Value.Name, want: want, absent: true}
		if !token.IsEOL() {
			e.next = token.String()
		}
		return nil, e
	}
	return ctx.Scan.Pop().Value, nil
}

// text returns the next value if it is a text.
func text(ctx *kong.DecodeContext, want string) (string, error) {
	value, err := next(ctx, want)
	if err != nil {
		return "", err
	}
	if s, ok := value.(string); ok {
		return s, nil
	}
	return "", refuse(ctx, want+" between quotation marks", nil)
}

// refuse says that a value is invalid. The value is shown unless it is nil.
func refuse(ctx *kong.DecodeContext, want string, value any) error {
	e := &valueError{flag: ctx.Value.Name, want: want}
	switch value := value.(type) {
	case nil:
	case string:
		e.given = strconv.Quote(value)
	default:
		e.given = fmt.Sprint(value)
	}
	return e
}

func readInt(ctx *kong.DecodeContext, target reflect.Value) error {
	const want = "a whole number"
	value, err := next(ctx, want)
	if err != nil {
		return err
	}
	switch v := value.(type) {
	case string:
		n, err := strconv.ParseInt(v, 0, strconv.IntSize)
		switch {
		case errors.Is(err, strconv.ErrRange):
			return refuse(ctx, "a whole number that is not so large", value)
		case err != nil:
			return refuse(ctx, want, value)
		}
		target.SetInt(n)
		return nil
	case float64: // as JSON has numbers
		if v == math.Trunc(v) && math.Abs(v) <= math.MaxInt32 {
			target.SetInt(int64(v))
			return nil
		}
	}
	return refuse(ctx, want, value)
}

func readFloat(ctx *kong.DecodeContext, target reflect.Value) error {
	const want = "a number"
	value, err := next(ctx, want)
	if err != nil {
		return err
	}
	switch v := value.(type) {
	case string:
		n, err := strconv.ParseFloat(v, 64)
		if err != nil {
			return refuse(ctx, want, value)
		}
		target.SetFloat(n)
		return nil
	case float64:
		target.SetFloat(v)
		return nil
	}
	return refuse(ctx, want, value)
}

// readDuration refuses a number without a unit.
func readDuration(ctx *kong.DecodeContext, target reflect.Value) error {
	const want = "a time with its unit, such as 90s, 15m or 24h"
	value, err := next(ctx, want)
	if err != nil {
		return err
	}
	if v, ok := value.(string); ok {
		if d, err := time.ParseDuration(v); err == nil {
			target.SetInt(int64(d))
			return nil
		}
	}
	return refuse(ctx, want, value)
}

// readText reads a text, or one of the words that the flag allows.
func readText(ctx *kong.DecodeContext, target reflect.Value) error {
	want := "a text"
	var words []string
	if ctx.Value.Enum != "" {
		for _, word := range ctx.Value.EnumSlice() {
			if word != "" { // it is not given then
				words = append(words, word)
			}
		}
		want = either(words)
	}
	value, err := text(ctx, want)
	if err != nil {
		return err
	}
	if len(words) > 0 && !ctx.Value.EnumMap()[value] {
		return refuse(ctx, want, value)
	}
	target.SetString(value)
	return nil
}

// either joins words with "or".
func either(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// readOwn reads a value by its type's UnmarshalText, whose error is shown.
func readOwn(ctx *kong.DecodeContext, target reflect.Value) error {
	value, err := text(ctx, "a text")
	if err != nil {
		return err
	}
	own, ok := target.Addr().Interface().(encoding.TextUnmarshaler)
	if !ok {
		return fmt.Errorf("%s does not read texts", target.Type())
	}
	return own.UnmarshalText([]byte(value))
}

// readPath makes a path absolute. If it is "-", it means standard input or output and
// stays. If it is empty, the default stays.
func readPath(ctx *kong.DecodeContext, target reflect.Value) error {
	path, err := text(ctx, "a path")
	if err != nil || path == "" && ctx.Value.HasDefault {
		return err
	}
	if path != "-" {
		path = kong.ExpandPath(path)
	}
	target.SetString(path)
	return nil
}

// boolMapper reads a switch. It is on if it has no value.
type boolMapper struct{}

// IsBool tells kong that the next word is not the value of the flag.
func (boolMapper) IsBool() bool { return true }

// Decode reads the switch.
func (boolMapper) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	if ctx.Scan.Peek().Type != kong.FlagValueToken {
		target.SetBool(true)
		return nil
	}
	value := ctx.Scan.Pop().Value
	switch v := value.(type) {
	case bool:
		target.SetBool(v)
		return nil
	case string:
		switch strings.ToLower(v) {
		case "true", "1", "yes":
			target.SetBool(true)
			return nil
		case "false", "0", "no":
			target.SetBool(false)
			return nil
		}
	}
	return refuse(ctx, "yes or no", value)
}
