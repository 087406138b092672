package main

import (
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
)

// LearnReports fits the models that find reports to labelled articles. It returns
// the files to embed, by their paths in the folder of package extract. It is
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

// LearnSpeakers fits the models that find speakers to labelled articles. It returns
// the files to embed, by their paths in the folder of package extract. It finds the
// reports with the models in reports, which are files made by LearnReports, or with
// the embedded ones if reports is nil. It is deterministic. The summary tells how
// often models that were fitted to a part of the articles are right about the
// others.
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
