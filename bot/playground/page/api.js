// The page's own server.

/** Posts JSON and returns the answer; throws what people should read. */
export async function post(path, body) {
  return answer(await fetch(path, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  }));
}

/** Uploads a file and returns it as an attachment. */
export async function upload(file) {
  return answer(await fetch(`/api/attachments?name=${encodeURIComponent(file.name)}`, {
    method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: file,
  }));
}

/** Fetches the fixed contents of the playground. */
export const world = async () => answer(await fetch('/api/world'));

async function answer(response) {
  let body = {};
  try {
    body = await response.json();
  } catch { /* the status says it */ }
  if (!response.ok) throw new Error(body.error || `The playground answered ${response.status}.`);
  return body;
}

/** Opens the stream of events for a person; it begins with everything there is now. */
export function listen(person, hear, lost) {
  const source = new EventSource(`/api/events?person=${encodeURIComponent(person)}`);
  source.onmessage = (e) => hear(JSON.parse(e.data));
  source.onerror = () => lost(source.readyState === EventSource.CLOSED);
  return source;
}
