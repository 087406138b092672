package speaker

import "strings"

// office is the family of a word for a role or a body. Words of one family can
// refer to the same entity. It is "" if the word has no family.
func office(word string) string {
	switch strings.ToLower(word) {
	case "minister", "secretary", "chief", "head", "premier", "chancellor":
		return "minister"
	case "director", "boss", "leader", "chair", "chairman", "chairwoman", "chairperson":
		return "director"
	case "spokesman", "spokeswoman", "spokesperson":
		return "spokesperson"
	case "senator", "sen.", "sen":
		return "senator"
	case "governor", "gov.", "gov":
		return "governor"
	case "congressman", "congresswoman", "representative", "rep.", "rep", "lawmaker", "legislator":
		return "lawmaker"
	case "lawyer", "attorney", "counsel", "solicitor", "barrister":
		return "lawyer"
	case "physician", "doctor", "surgeon", "dr.", "dr":
		return "doctor"
	case "professor", "prof.", "prof", "academic", "scholar", "lecturer":
		return "professor"
	case "adviser", "advisor", "aide":
		return "adviser"
	case "ministry", "office", "department", "bureau", "agency", "authority", "directorate", "secretariat":
		return "ministry"
	case "company", "firm", "corporation", "business", "corp.", "inc.", "ltd.", "group":
		return "company"
	case "newspaper", "paper", "daily", "times", "post", "tribune", "herald", "gazette":
		return "newspaper"
	case "university", "college", "school", "institution":
		return "university"
	case "court", "tribunal":
		return "court"
	}
	return ""
}

// topic is the field that a word before a role names, or "".
func topic(word string) string {
	switch strings.ToLower(word) {
	case "foreign", "diplomatic", "diplomacy", "external":
		return "foreign"
	case "finance", "financial", "treasury", "economic", "economy", "budget", "exchequer":
		return "finance"
	case "defence", "defense", "military", "war", "armed":
		return "defence"
	case "interior", "home", "security", "internal":
		return "interior"
	case "justice", "legal", "law":
		return "justice"
	case "health", "medical":
		return "health"
	case "education", "schools":
		return "education"
	case "energy", "power", "oil":
		return "energy"
	case "trade", "commerce", "business":
		return "trade"
	case "environment", "environmental", "climate":
		return "environment"
	case "transport", "transportation":
		return "transport"
	case "agriculture", "farming", "agricultural":
		return "agriculture"
	case "prime", "vice", "football", "fire", "police", "party", "campaign", "press", "communications":
		return strings.ToLower(word)
	}
	return ""
}
