package wording

import (
	"slices"
	"strconv"
	"strings"
)

// The weights of words that count in the place of another.
const (
	weightSpelling   = 1.0 // another spelling of the same name
	weightNumber     = 1.0 // a number in words, a unit in short
	weightDemonym    = 0.8 // "Iranian" for "Iran"
	weightGovernment = 0.5 // the capital for the government
)

// spellings are names with more than one spelling in English.
const spellings = `
kyiv kiev
kharkiv kharkov
odesa odessa
lviv lvov
chernobyl chornobyl
dnipro dnepr
zelensky zelenskyy zelenskiy
beijing peking
mumbai bombay
kolkata calcutta
chennai madras
yangon rangoon
myanmar burma
czechia czech
turkey turkiye
eswatini swaziland
gaddafi qaddafi gadhafi kadafi
mohammed muhammad mohammad mohamed
koran quran
hezbollah hizbollah hizbullah
isis isil daesh
houthi huthi
ayatollah ajatollah
jerusalem quds
belarus byelorussia
usa america american
uk britain british
covid coronavirus
grey gray
tyre tire
plough plow
kerb curb
cheque check
draught draft
aluminium aluminum
programme program
sceptic skeptic
sceptical skeptical
jewellery jewelry
pyjamas pajamas
judgement judgment
licence license
practise practice
enrol enroll
fulfil fulfill
skilful skillful
moustache mustache
mould mold
storey story
gaol jail
mum mom
manoeuvre maneuver
paediatric pediatric
anaemia anemia
oesophagus esophagus
encyclopaedia encyclopedia`

// governments are countries, each with its people and its capital.
const governments = `
usa american washington
uk british london
russia russian moscow kremlin
ukraine ukrainian kyiv
iran iranian tehran
iraq iraqi baghdad
israel israeli jerusalem
china chinese beijing
taiwan taiwanese taipei
japan japanese tokyo
southkorea korean seoul
northkorea korean pyongyang
india indian delhi
pakistan pakistani islamabad
afghanistan afghan kabul
germany german berlin
france french paris
italy italian rome
spain spanish madrid
portugal portuguese lisbon
netherlands dutch hague
belgium belgian brussels
eu european brussels
switzerland swiss bern
austria austrian vienna
poland polish warsaw
hungary hungarian budapest
czechia czech prague
slovakia slovak bratislava
romania romanian bucharest
bulgaria bulgarian sofia
serbia serbian belgrade
croatia croatian zagreb
greece greek athens
turkey turkish ankara
syria syrian damascus
lebanon lebanese beirut
jordan jordanian amman
egypt egyptian cairo
libya libyan tripoli
tunisia tunisian tunis
algeria algerian algiers
morocco moroccan rabat
sudan sudanese khartoum
ethiopia ethiopian addis
kenya kenyan nairobi
nigeria nigerian abuja
ghana ghanaian accra
congo congolese kinshasa
yemen yemeni sanaa
qatar qatari doha
kuwait kuwaiti kuwait
saudi arabian riyadh
uae emirati dhabi
tajikistan tajik dushanbe
uzbekistan uzbek tashkent
kazakhstan kazakh astana
georgia georgian tbilisi
armenia armenian yerevan
azerbaijan azerbaijani baku
belarus belarusian minsk
moldova moldovan chisinau
latvia latvian riga
lithuania lithuanian vilnius
estonia estonian tallinn
finland finnish helsinki
sweden swedish stockholm
norway norwegian oslo
denmark danish copenhagen
ireland irish dublin
canada canadian ottawa
mexico mexican mexico
brazil brazilian brasilia
argentina argentine aires
chile chilean santiago
colombia colombian bogota
venezuela venezuelan caracas
cuba cuban havana
peru peruvian lima
australia australian canberra
zealand zealander wellington
indonesia indonesian jakarta
malaysia malaysian putrajaya
philippines philippine manila
thailand thai bangkok
vietnam vietnamese hanoi
myanmar burmese naypyidaw
bangladesh bangladeshi dhaka
nepal nepalese kathmandu`

// units are the ways to write units, scales and decades.
const units = `
mm millimetre
cm centimetre
m metre
km kilometre
kmh kph
kg kilogram kilo
lb lbs pound
ft foot feet
mi mile
min mins minute
hr hrs hour
sec secs second
yr yrs year
percent pct pc
million mn mln mio m
billion bn b mrd
trillion tn trn
thousand k
20s twenties
30s 1930s thirties
40s 1940s forties
50s 1950s fifties
60s 1960s sixties
70s 1970s seventies
80s 1980s eighties
90s 1990s nineties`

// Variant is a term that counts when another one is asked for.
type Variant struct {
	Term   string
	Weight float64
}

// variants maps a term to its variants.
var variants = newVariants()

// HoldsTerm reports whether the terms hold a term or a variant of it.
func HoldsTerm(terms map[string]bool, term string) bool {
	return terms[term] || slices.ContainsFunc(variants[term], func(v Variant) bool { return terms[v.Term] })
}

// newVariants collects the variants of all terms.
func newVariants() map[string][]Variant {
	v := make(map[string][]Variant)
	for line := range strings.Lines(spellings) {
		link(v, strings.Fields(line), weightSpelling)
	}
	for line := range strings.Lines(governments) {
		words := strings.Fields(line)
		if len(words) < 3 {
			continue
		}
		link(v, words[:2], weightDemonym)
		for _, capital := range words[2:] {
			link(v, []string{words[0], capital}, weightGovernment)
			link(v, []string{words[1], capital}, weightGovernment*weightDemonym)
		}
	}
	for line := range strings.Lines(units) {
		link(v, strings.Fields(line), weightNumber)
	}
	for i, word := range strings.Fields(smallNumbers) {
		link(v, []string{word, strconv.Itoa(i + 1)}, weightNumber)
	}
	for i, word := range strings.Fields(tensNumbers) {
		link(v, []string{word, strconv.Itoa(10 * (i + 2))}, weightNumber)
	}
	for i, word := range strings.Fields(smallOrdinals) {
		link(v, []string{word, strconv.Itoa(i+1) + ordinalSuffix(i+1)}, weightNumber)
	}
	return v
}

// link makes the words variants of each other.
func link(v map[string][]Variant, words []string, weight float64) {
	for _, a := range words {
		for _, b := range words {
			if ta, tb := Stem(a), Stem(b); ta != tb {
				v[ta] = addVariant(v[ta], Variant{tb, weight})
			}
		}
	}
}

// VariantsOf returns a term with what counts in its place: itself first, then its variants, then
// other terms that count as much.
func VariantsOf(term string, others []string) []Variant {
	terms := append([]Variant{{Term: term, Weight: 1}}, variants[term]...)
	for _, other := range others {
		terms = addVariant(terms, Variant{Term: other, Weight: 1})
	}
	return terms
}

// addVariant adds a variant, or raises its weight if it is there.
func addVariant(list []Variant, one Variant) []Variant {
	for i := range list {
		if list[i].Term == one.Term {
			list[i].Weight = max(list[i].Weight, one.Weight)
			return list
		}
	}
	return append(list, one)
}
