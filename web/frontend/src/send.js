// One reply goes out; the patient's line comes back, or a refusal that says what to do.

const TIMEOUT_MS = 45_000; // the server gives up on the patient earlier than this

/** Send a form, or {action, form} to send its token elsewhere; resolves to {ok, body} and never throws: without a network the body is {error: 'offline'}. */
export async function send(form, fields) {
  const data = new FormData(form.form ?? form);
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      body: data,
      headers: { Accept: 'application/json' },
      credentials: 'same-origin',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { ok: response.ok, body: await response.json() };
  } catch {
    return { ok: false, body: { error: 'offline' } };
  }
}

/** A name for one message, the same for every try to send it; randomUUID needs HTTPS or localhost. */
export function newMessageId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
