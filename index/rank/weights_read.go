package rank

// trainedToRead are the weights by which statements are chosen to be read.
var trainedToRead = trained.with(byHand).with(Features{similar: 6, similarArticle: 2, inTitle: 1, fillTitle: 2, speaks: 0.1})

// What the score of a statement that was read is made of.
const (
	judgeReader = iota // the reader's score
	judgeWords         // the sum of the features by trainedToRead
	judgeCount
)

// judging are the weights of these.
var judging = [judgeCount]float64{1, 0.1}

// trainedReadSigns are the weights of the signs of a statement that was read.
var trainedReadSigns = ReadSigns{readAlways: 0, readAnswers: 1}
