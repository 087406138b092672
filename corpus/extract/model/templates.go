package model

// Template names a kind of feature. Its number goes into the hash of each of the
// template's features, so it must not change while a model that was fitted with it
// is in use, and must not be used for another template again.
type Template uint32

// Of a word that may be a cue (cue.bin).
const (
	CueBias            Template = 1  // always there
	CueWord            Template = 2  // the word
	CueStem            Template = 3  // its lemma
	CueClass           Template = 4  // its word class
	CueStemNext        Template = 5  // lemma, class of the word after it
	CueStemPrevious    Template = 6  // lemma, class of the word before it
	CueNextWord        Template = 9  // the word after it
	CuePreviousWord    Template = 10 // the word before it
	CueNextWord2       Template = 11 // the second word after it
	CuePreviousWord2   Template = 12 // the second word before it
	CueNeighbours      Template = 13 // its class and those on either side
	CueVoice           Template = 18 // passive, negated, noun, subject behind it, enclosed
	CueStemVoice       Template = 19 // lemma, voice
	CueSubjectHead     Template = 20 // last word of the subject
	CueSubjectClasses  Template = 22 // classes of the subject's last and first word
	CueAhead           Template = 24 // what the next words hold
	CueStemAhead       Template = 25 // lemma, what the next words hold
	CuePlace           Template = 26 // distance from both ends of the sentence
	CuePrior           Template = 27 // number of candidates before it in the sentence
	CueStemRest        Template = 28 // lemma, distance from the sentence's end
	CueVoiceNextHead   Template = 29 // voice, class of the next word, class of the subject's last word
	CueClassNeighbours Template = 35 // class of report that the lexicon gives, neighbours
	CueQuotes          Template = 37 // quotation marks before and after it
	CueStemQuotes      Template = 38 // lemma, quotation marks
	CueBeforeSubject   Template = 39 // the word before the subject
	CueKind            Template = 40 // what the lexicon knows of it
	CueKindVoiceNext   Template = 41 // that, voice, class of the next word
	CueKindHead        Template = 42 // that, class of the subject's last word
	CueKindAhead       Template = 43 // that, what the next words hold
	CueKindSubject     Template = 44 // that, whether the subject is a word for speech
)

// Of a quotation (quotation.bin). Its tag is the cue behind it, its lead the cue before it.
const (
	QuotationBias              Template = 100 // always there
	QuotationSize              Template = 101 // length
	QuotationPunctuation       Template = 102 // its last mark, the word behind it
	QuotationEdges             Template = 103 // whether it begins or ends a sentence or paragraph
	QuotationPreviousWord      Template = 104 // the word before it
	QuotationNextWord          Template = 105 // the word behind it
	QuotationFirst             Template = 106 // class of its first word, capital
	QuotationTag               Template = 107 // lemma of the tag
	QuotationLead              Template = 108 // lemma of the lead
	QuotationLeadGap           Template = 109 // lemma of the lead, distance to it
	QuotationGapBefore         Template = 110 // distance to the lead, class of the word before
	QuotationInside            Template = 111 // what it holds
	QuotationInsideEdges       Template = 112 // what it holds, edges
	QuotationSizeEdges         Template = 113 // length, edges
	QuotationBeforeEdges       Template = 114 // decision on the quotation before it, edges
	QuotationBeforeCues        Template = 115 // decision on the quotation before it, tag or lead
	QuotationCuesPunctuation   Template = 116 // tag or lead, punctuation
	QuotationPreviousWord2     Template = 117 // the second word before it
	QuotationPreviousWords     Template = 118 // the word before it, class of the one before that
	QuotationBeforeFirst       Template = 119 // class of the word before it and of its first word, capital
	QuotationClosed            Template = 120 // closed, within one sentence
	QuotationOuterSize         Template = 121 // classes on either side, length
	QuotationGapBeforeFirst    Template = 122 // distance to the lead, class before, capital, ends a sentence
	QuotationFirstClasses      Template = 123 // classes of its first two words
	QuotationFirstWord         Template = 124 // its first word
	QuotationLeadBefore        Template = 125 // lemma of the lead, class before, capital
	QuotationSizeBefore        Template = 126 // length, capital, class before
	QuotationTouches           Template = 127 // no space before the mark
	QuotationAfterClasses      Template = 128 // classes of the two words behind it
	QuotationNamed             Template = 129 // only a name and a colon before it, edges
	QuotationBeforeEdgesInside Template = 130 // decision on the quotation before it, edges, what it holds
	QuotationInsideBeforeCues  Template = 131 // what it holds, class before, tag or lead
	QuotationSizeInside        Template = 132 // length, what it holds
)

// Of a place before the cue where its content may end (anchor.bin).
const (
	FrontKind            Template = 200 // enclosed, passive, subject behind, no subject
	FrontStem            Template = 201 // lemma of the cue, kind
	FrontNext            Template = 202 // kind, class behind the cue
	FrontLast            Template = 203 // kind, class of the content's last word
	FrontBeforeGroup     Template = 204 // kind, class before the verb group
	FrontSize            Template = 205 // kind, length of the content
	FrontNextClasses     Template = 206 // kind, classes of the two words behind the cue
	FrontStemNext        Template = 207 // lemma of the cue, class behind it
	FrontBeforeGroupWord Template = 208 // the word before the verb group, kind
	FrontNextWord        Template = 209 // the word behind the cue, kind
	FrontSubjectHead     Template = 210 // last word of the subject, kind
	FrontBeforeSubject   Template = 211 // the word before the subject, kind
	FrontCueClass        Template = 212 // kind, class of the cue
	FrontRest            Template = 213 // kind, distance from the cue to the sentence's end
)

// Of a place behind the cue where its content may begin (anchor.bin).
const (
	AnchorGap             Template = 220 // distance from the cue
	AnchorStemGap         Template = 221 // lemma of the cue, distance
	AnchorClass           Template = 222 // class of the first word
	AnchorStemClass       Template = 223 // lemma of the cue, class
	AnchorClasses         Template = 225 // classes of the word before and of the first word
	AnchorStemWord        Template = 228 // lemma of the cue, first word
	AnchorNextGap         Template = 229 // class behind the cue, distance
	AnchorBetween         Template = 230 // what lies between cue and content
	AnchorBetweenClass    Template = 231 // that, class of the first word
	AnchorNearClasses     Template = 232 // classes of the three words behind the cue, class, distance
	AnchorVoice           Template = 233 // voice of the cue, class, distance
	AnchorStemClasses     Template = 234 // lemma of the cue, classes of the word before and of the first
	AnchorPreviousWord    Template = 235 // the word before, class of the first
	AnchorFirstClasses    Template = 236 // classes of the first two words and of the one before
	AnchorPreviousClasses Template = 237 // classes of the two words before
	AnchorAhead           Template = 238 // what the next words hold, class
	AnchorCueNextWord     Template = 239 // the word behind the cue, distance
	AnchorWords           Template = 240 // first word, class of the second
)

// Of the end of content that follows its cue (end.bin). The end is the first word left out.
const (
	EndClass         Template = 300 // class at the end
	EndWord          Template = 301 // word at the end
	EndLastClass     Template = 302 // class of the last word
	EndClasses       Template = 303 // classes of the last word and at the end
	EndStemClass     Template = 304 // lemma of the cue, class
	EndFirstClass    Template = 305 // class of the first word, class
	EndSize          Template = 306 // length
	EndSizeClass     Template = 307 // length, class
	EndInsideClass   Template = 310 // verbs inside, class
	EndInsideRest    Template = 311 // verbs inside, class, what follows
	EndRestClass     Template = 312 // distance from the sentence's end, class
	EndLastWord      Template = 313 // the last word
	EndNextClasses   Template = 314 // classes of three words from the end on
	EndWordFirst     Template = 315 // word at the end, class of the first word
	EndLeadFirst     Template = 317 // classes before the content, of its first word, at the end
	EndStemInside    Template = 320 // lemma of the cue, verbs inside
	EndConjunct      Template = 321 // behind a conjunction: like the cue, its class, class
	EndConjunctWord  Template = 322 // word at the end, like the cue, class behind the conjunction
	EndWordSize      Template = 323 // word at the end, length
	EndSizeCue       Template = 325 // length, class of the cue
	EndNext          Template = 327 // how the sentence goes on
	EndNextFronted   Template = 329 // that, what comes before the cue, what the cue takes
	EndFrontedInside Template = 330 // what comes before the cue, verbs inside, class
	EndStemNext      Template = 331 // lemma of the cue, how the sentence goes on
	EndNextCue       Template = 332 // how the sentence goes on, class of the cue
	EndNextFirst     Template = 333 // that, class of the first word, verbs inside
)

// Of the beginning of content that comes before its cue (begin.bin).
const (
	BeginPreviousClass   Template = 400 // class before the content
	BeginClass           Template = 401 // class of the first word
	BeginClasses         Template = 402 // both
	BeginPreviousWord    Template = 403 // the word before the content
	BeginWord            Template = 404 // the first word
	BeginSize            Template = 405 // length, kind
	BeginInside          Template = 406 // verbs inside, kind
	BeginInsideClasses   Template = 407 // that, classes of the word before and of the first
	BeginOrder           Template = 408 // how many beginnings are nearer, kind
	BeginStem            Template = 409 // lemma of the cue, verbs inside, sentence's beginning, kind
	BeginKind            Template = 410 // kind, sentence's beginning
	BeginKindSize        Template = 411 // kind, class before, length, sentence's beginning
	BeginPreviousWords   Template = 412 // the word before, class of the one before that
	BeginPreviousClasses Template = 413 // kind, classes of the two words before
	BeginPreviousInside  Template = 414 // the word before, kind, verbs inside
)

// Of a mention that may name the speaker (surface.bin). Hint says what syntax says of it,
// form how the cue is used, side on which side of the cue the mention lies.
const (
	SurfaceHint             Template = 500 // hint, form
	SurfaceOrder            Template = 501 // side, how many mentions are nearer
	SurfaceGapForm          Template = 502 // what lies between it and the cue, form
	SurfaceDistance         Template = 503 // distance from the cue, side
	SurfaceLook             Template = 504 // kind, type, number, place in a phrase
	SurfaceLookHint         Template = 505 // look, hint, side
	SurfaceStemHint         Template = 506 // lemma of the cue, hint, side
	SurfaceStemOrder        Template = 507 // lemma of the cue, order, side
	SurfaceGapHint          Template = 508 // what lies between, hint
	SurfaceFormOrder        Template = 509 // form, side, hint, order
	SurfaceHead             Template = 510 // its head word
	SurfaceHeadHint         Template = 511 // head word, side, hint
	SurfacePreviousWord     Template = 512 // the word before it
	SurfacePreviousWordHint Template = 513 // that, side, hint
	SurfaceNextWord         Template = 514 // the word behind it
	SurfaceNextWordHint     Template = 515 // that, side, hint
	SurfaceNeighbours       Template = 516 // classes of both neighbours, side, hint
	SurfaceType             Template = 517 // kind and type, side, hint
	SurfaceTypeForm         Template = 518 // kind and type, form
	SurfaceOpens            Template = 519 // whether it opens its sentence, side, hint
	SurfaceGapLook          Template = 520 // what lies between, look
	SurfaceStemLook         Template = 521 // lemma of the cue, look
	SurfaceStemForm         Template = 522 // lemma of the cue, form, side
	SurfaceGapStem          Template = 523 // what lies between, lemma of the cue
	SurfaceShapeType        Template = 524 // shape of the cue, type, side, hint
	SurfaceShapeOrder       Template = 525 // shape of the cue, order, side, hint
	SurfaceShapeLook        Template = 526 // shape of the cue, look
	SurfaceGapShape         Template = 527 // what lies between, shape of the cue
	SurfaceShapeFirst       Template = 528 // shape of the cue, first of its clause, subject, side, hint
	SurfaceTypeFirst        Template = 529 // type, first of its clause, subject, side, hint
)

// Of what the article says elsewhere of the one mentioned (surface.bin).
const (
	EntityNone   Template = 530 // a phrase that is no one's, place
	EntityCount  Template = 531 // how often they are mentioned, place
	EntityType   Template = 532 // what they are, place
	EntityBefore Template = 533 // whether they spoke in the report before, place
	EntityRole   Template = 534 // whether they have a role, place
)

// Of no mention near the cue: the speaker before goes on, or none is named (surface.bin).
const (
	NoneForm     Template = 540 // goes on, form
	NoneStem     Template = 541 // lemma of the cue, goes on
	NoneStemForm Template = 542 // lemma of the cue, form, goes on
	NoneOptions  Template = 543 // goes on, form, number of options
	CarryApart   Template = 544 // statements and paragraphs since the report before, form
	CarryVoice   Template = 545 // voice of the report before, statements since, form
	CarryDirect  Template = 546 // whether that one was direct, paragraphs since, form
	CarryOpens   Template = 547 // whether the report opens its paragraph, form
)

// Of a subject of the sentence before the quotation (surface.bin).
const (
	PriorEnd     Template = 560 // last mark of its sentence, paragraphs between
	PriorCueEnd  Template = 561 // whether a cue follows it, last mark, paragraphs
	PriorOrder   Template = 562 // its order among the subjects, last mark, cue
	PriorType    Template = 563 // kind and type, cue, paragraphs
	PriorForm    Template = 564 // form, last mark
	PriorOptions Template = 565 // paragraphs, number of options, cue
)

// Of who a pronoun may refer to (antecedent.bin). Who is the pronoun's gender and number.
const (
	AntecedentOrder         Template = 600 // who, how many are nearer
	AntecedentSentences     Template = 601 // who, sentences between
	AntecedentParagraphs    Template = 602 // who, paragraphs between
	AntecedentSpoke         Template = 603 // who, in which of the last reports they spoke, same paragraph
	AntecedentForm          Template = 604 // who, form of the nearest mention
	AntecedentAgree         Template = 605 // who, agreement in gender, type
	AntecedentCount         Template = 606 // who, number of mentions, whether they are named most
	AntecedentNear          Template = 607 // who, near mentions, whether there is no other
	AntecedentSpokeOrder    Template = 608 // spoke, same paragraph, order, sentences
	AntecedentFormSentences Template = 609 // form, sentences, paragraphs
	AntecedentFormOrder     Template = 610 // form, order, spoke
	AntecedentAgreeOrder    Template = 611 // agreement, order, spoke, paragraphs
	AntecedentKind          Template = 612 // kind of the report, spoke, order
	AntecedentName          Template = 613 // named, length of the name, type
	AntecedentTopic         Template = 614 // whether the pronoun is in what they said, who
	AntecedentTopicSpoke    Template = 615 // that, spoke, order
	AntecedentSame          Template = 616 // same paragraph, same sentence, order, spoke
	AntecedentTop           Template = 617 // named most, order, spoke, sentences
	AntecedentOpens         Template = 618 // whether the report opens its paragraph, spoke, order
	AntecedentNextWord      Template = 619 // the word behind the nearest mention, sentences
	AntecedentPreviousWord  Template = 620 // the word before it, sentences
	AntecedentRole          Template = 621 // without a role, order
	AntecedentSubject       Template = 622 // opened the sentence before, spoke, same paragraph
	AntecedentLast          Template = 623 // spoke in the report before, whether as a pronoun, distance
	AntecedentSource        Template = 624 // in which report the nearest mention named the speaker, distance
	AntecedentSourceSpoke   Template = 625 // that, spoke, agreement
	AntecedentFormAgree     Template = 626 // form, agreement, sentences
	AntecedentGenders       Template = 627 // pronouns of either gender that were theirs, who
	AntecedentMain          Template = 628 // first subject of its sentence, distance
	AntecedentMainSpoke     Template = 629 // that, spoke, sentences, agreement
	AntecedentMainForm      Template = 630 // that, form, sentences
	AntecedentGuess         Template = 631 // what the pass over pronouns guessed, spoke, agreement
	AntecedentGuessOrder    Template = 632 // that, order, distance
)

// Of whether the speaker that was chosen is right (confidence.bin). Route says whether the words come
// from the sentence or the report before.
const (
	ConfidenceOwn       Template = 700 // continues another report, direct
	ConfidenceSurface   Template = 701 // probability of the words, route
	ConfidenceResolved  Template = 702 // probability of the person, form of the mention
	ConfidenceType      Template = 703 // form, type, direct
	ConfidenceHint      Template = 704 // hint, route
	ConfidenceFacts     Template = 705 // what is known of the person, form
	ConfidenceVoice     Template = 706 // voice, route, direct
	ConfidenceForm      Template = 707 // form, route, probability of the words
	ConfidenceTypeFacts Template = 708 // type, what is known of the person
	ConfidenceNear      Template = 709 // beside the cue, form, hint
	ConfidenceCue       Template = 710 // score of the cue, direct
	ConfidenceBoth      Template = 711 // both probabilities, form
	ConfidenceStem      Template = 712 // lemma of the cue, direct
	ConfidenceFine      Template = 713 // probability of the person on a finer scale, form
)
