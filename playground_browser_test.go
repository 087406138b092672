package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// Somebody opens the page and sees what the bot does, in every width and colour,
// and nothing on it keeps anybody from using it.
func TestPlaygroundLooks(t *testing.T) {
	b := openBrowser(t)
	b.keys("/")
	b.reads("#panel-list .option", "/ask")
	b.each("picker")
	b.keys("ask What did Iran say about delivering drones?")
	b.see(`document.querySelector('#command input').value.endsWith('drones?')`)
	b.each("command")
	b.keys(kb.Enter)
	b.last("Hossein Amirabdollahian")
	b.last("built-in article")
	b.each("answer")
	b.click(".message:last-child .message-more", "")
	b.reads(".menu-item", "Find quotes")
	b.each("menu")
	b.keys(kb.Escape)
	b.become("Max")
	b.run("corpus add text")
	b.see(`document.querySelector('#modal').open`)
	b.each("modal")
	b.keys(kb.Escape)
	b.see(`!document.querySelector('#modal').open`)
	b.run("corpus settings")
	b.last("Only you can see this")
	b.each("private")
}
