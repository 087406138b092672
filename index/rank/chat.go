package rank

import (
	"regexp"
	"strings"

	"verbatim/index/wording"
)

// chatWords are words of a chat that are not part of a question. They are words like all others
// in a text, in an exact phrase, and where a question has no other words.
var chatWords = wording.WordSet(`
lol lols lolol lmao lmfao rofl tldr omg omfg btw idk wtf tbh ngl imho fyi smh afaik iirc lmk ikr istg brb ffs
pls plz plss thx thnx tysm haha hahaha hehe hmm hmmm hm umm uh uhh erm eh welp nvm kinda sorta gonna wanna gotta tryna
lemme gimme like guys dude dudes bro bruh fam folks yall ok okay okey kk yeah yea yep yup nah nope basically literally
seriously honestly srsly legit lowkey highkey xd got gotten`)

// smallChat are words of a chat that are names in capitals: the IMO, U Thant, the letter R.
var smallChat = wording.WordSet(`imo u ty r ur yo hey hi hello um y n da bc cuz coz cos cus tho`)

// openingWords are words of a chat where a question begins, if a function word, a mark or more of
// its kind follows.
var openingWords = wording.WordSet(`
so and but well wait hey hi hello yo sorry anyway anyways also no yes yeah right now then man please just actually oh ah
ahh um imo`)

// shortForms are forms of everyday writing with the words that they stand for.
var shortForms = newShortForms(map[string]string{
	"whats": "what is", "whos": "who is", "hows": "how is", "wheres": "where is", "whens": "when is", "whys": "why is",
	"wats": "what is", "wat": "what", "wut": "what", "whatre": "what are", "whered": "where did", "whyd": "why did",
	"howd": "how did", "whatd": "what did", "whod": "who did", "thats": "that is", "theres": "there is", "im": "i am",
	"ive": "i have", "youre": "you are", "theyre": "they are", "hes": "he is", "shes": "she is",
	"whyre": "why are", "cant": "can not", "wont": "will not", "ppl": "people", "govt": "government", "gov't": "government",
	"yrs": "years", "mins": "minutes", "hrs": "hours", "abt": "about", "b4": "before",
})

// newShortForms adds the negations that are written without an apostrophe or with one.
func newShortForms(forms map[string]string) map[string]string {
	for _, verb := range strings.Fields(`do does did is are was were would could should have has had must need might`) {
		forms[verb+"nt"] = verb + " not"
		forms[verb+"n't"] = verb + " not"
	}
	forms["can't"], forms["won't"], forms["aint"], forms["ain't"] = "can not", "will not", "is not", "is not"
	return forms
}

// asides are words that only ask to be answered, or that lead to what is asked. Longer ones are
// before those that they begin with.
var asides = newAsides(`
does anyone here know
does anyone know if
does anyone know
does anybody know
does someone know
do you guys know
do you know if
do you know
do we know if
do we know
did anyone hear
anyone here know
anyone know if
anyone know
anybody know
any idea if
any ideas
any idea
any clue
any chance
no idea
no clue
can someone tell me
can anyone tell me
can someone explain
can anyone explain
can you tell me
could you tell me
can you explain
please tell me
tell me about
tell me
tell us
i want to know
i would like to know
want to know
just curious
i am curious
i wonder if
i wonder
wondering if
i was wondering if
i was wondering
i am wondering
remind me
asking for a friend
long story short
what is the deal with
what is the story with
what is up with
what is going on with
what is happening with
what the hell
what the heck
quick question
tl dr`)

// newAsides returns the words of each line.
func newAsides(list string) [][]string {
	var all [][]string
	for line := range strings.Lines(list) {
		if words := strings.Fields(line); len(words) > 0 {
			all = append(all, words)
		}
	}
	return all
}

// mentions matches Discord's mentions, its own emoji, and emoji by their names.
var mentions = regexp.MustCompile(`<[@#:/at][^<>\s]*>|(?:^|\s):[a-z0-9_+-]*[a-z][a-z0-9_+-]*:|(?:^|\s)@(?:everyone|here)\b`)

// withoutMentions returns a question without whom it is addressed to and without emoji.
func withoutMentions(text string) string {
	if !strings.ContainsAny(text, "<:@") {
		return text
	}
	return mentions.ReplaceAllString(text, " ")
}
