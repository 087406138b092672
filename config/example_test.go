package config_test

import (
	"errors"
	"fmt"
	"os"

	"verbatim/config"
)

// A flag overrides its environment variable.
func ExampleParse() {
	environment := map[string]string{"VERBATIM_LIMIT": "5", "VERBATIM_LOG_LEVEL": "error"}
	getenv := func(name string) string { return environment[name] }
	c, err := config.Parse([]string{"ask", "--data", "/srv/verbatim", "--limit", "2", "who", "said", "it?"}, getenv, os.Stdout)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Command, c.Ask.Question, c.Ask.Limit, c.LogLevel)
	// Output: ask [who said it?] 2 error
}

// The error of an invalid command line says how to get help.
func ExampleParse_usage() {
	_, err := config.Parse([]string{"ask", "--data", "/srv/verbatim", "--limit", "0", "who?"}, func(string) string { return "" }, os.Stdout)
	var usage *config.UsageError
	if errors.As(err, &usage) {
		fmt.Println(usage)
	}
	// Output: --limit must be from 1 to 1000, not 0: see "verbatim ask --help"
}

// A Secret never appears in output. Only Reveal returns it.
func ExampleSecret() {
	var token config.Secret
	if err := token.UnmarshalText([]byte("not for the log")); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v %q %s\n", token, token, token.Reveal())
	// Output: [redacted] [redacted] not for the log
}

// Shards selects a part of the gateway's shards.
func ExampleShards() {
	var shards config.Shards
	if err := shards.UnmarshalText([]byte("0-3/16")); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%+v\n", shards)
	// Output: {First:0 Last:3 Of:16}
}
