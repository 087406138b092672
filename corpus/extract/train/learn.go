package main

import (
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
)

// LearnReports fits the models that find reports to labelled articles, and is
// the files to embed by their path in this package's folder. It is
// deterministic, and takes some ten seconds for a thousand articles.
func LearnReports(articles []Labelled) map[string][]byte {
	l := &reportLearner{}
	line := l.learnWords(articles)
	l.lex = lexicon.LoadLexicon(line)
	for i := range articles {
		l.add(&articles[i])
	}
	m := l.fit()
	files := map[string][]byte{"lexicon/en/" + lexicon.LearntFile: []byte("# Words that headed reports in the training data, written by the train command.\n" + line + "\n")}
	for name, part := range m.Parts() {
		files["model/"+name] = (*part).Encode()
	}
	return files
}

// LearnSpeakers fits the models that find speakers to labelled articles, and is
// the files to embed by their path in this package's folder. It looks for the
// reports with the models in reports, files made by LearnReports, or with the
// embedded ones where that is nil. It is deterministic. The summary says how often
// models of parts of the articles are right about the others.
func LearnSpeakers(articles []Labelled, reports map[string][]byte) (files map[string][]byte, summary string, err error) {
	l, err := newSpeakerLearner(articles, reports)
	if err != nil {
		return nil, "", err
	}
	m := &model.Speakers{}
	m.Confidence, summary = fitConfidence(l)
	m.Surface, m.Antecedent = l.fit(func(int) bool { return true })
	files = map[string][]byte{}
	for name, part := range m.Parts() {
		files["model/"+name] = (*part).Encode()
	}
	return files, summary, nil
}
