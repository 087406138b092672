package rank

// trainedToRead are the weights by which statements are chosen to be read.
var trainedToRead = trained.with(byHand).with(Features{similar: 6, similarArticle: 2, inTitle: 1, fillTitle: 2, speaks: 0.1})

// wordsShare is how much the sum of the features by trainedToRead counts beside the reader's score.
const wordsShare = 0.1

// trainedReadSigns are the weights of the signs of a statement that was read.
var trainedReadSigns = ReadSigns{readAlways: 0, readAnswers: 1}
