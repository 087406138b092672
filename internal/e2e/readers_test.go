package e2e

// sample is a page of an article.
const sample = `<!doctype html><title>A sample</title><article><h1>A sample</h1>
<p>The harbour will reopen on Monday, the mayor said, after three weeks of work on its gates and on both of the bridges that lead to it.</p>
<p>“Ships can come in again, and so can the ferries to the islands,” she told the council, which had asked for a date since the storm.</p>
</article>`
