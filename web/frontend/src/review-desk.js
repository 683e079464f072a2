// A step of a rating goes out as the form would send it; the parts of the page that it changed come back and are put in place.

const TIMEOUT_MS = 30_000;

/** Sends the forms of one desk, one after the other, and keeps whatever else is typed on the page. */
export class Desk {
  constructor(room) {
    this.room = room;
    this.line = Promise.resolve();
  }

  /** Take a submit over, unless the browser would do something else with it. */
  stay(event) {
    const form = event.target;
    if (!form.matches('[data-stay]') || event.submitter?.hasAttribute('data-finish')) return;
    event.preventDefault();
    this.send(form, event.submitter);
  }

  /** Queue a form; what it holds now is what is sent. */
  send(form, submitter = null) {
    const data = new FormData(form);
    if (submitter?.name) data.set(submitter.name, submitter.value);
    const sent = { action: form.action, data, part: form.closest('[data-part]').id };
    this.line = this.line.then(() => this.post(sent));
    return this.line;
  }

  async post({ action, data, part }) {
    try {
      const response = await fetch(action, { method: 'POST', body: data, credentials: 'same-origin', signal: AbortSignal.timeout(TIMEOUT_MS) });
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      if (!page.getElementById('rubric')) return this.tell(this.room.dataset.signedOut, true);
      this.renew(page, part, data);
      this.tell(response.ok ? this.room.dataset.kept : this.room.dataset.refused, false);
    } catch {
      this.tell(this.room.dataset.offline, true);
    }
  }

  renew(page, part, sent) {
    const focus = placeOf(document.activeElement);
    for (const id of new Set([part, ...[...document.querySelectorAll('[data-always]')].map((each) => each.id)])) {
      const [before, after] = [document.getElementById(id), page.getElementById(id)];
      if (!before || !after) continue;
      if (before.tagName === 'DETAILS') after.open = before.open;
      if (before.hasAttribute('aria-current')) after.setAttribute('aria-current', 'true');
      keepTyped(before, after, id === part ? sent : null);
      const domain = before.querySelector('[data-domain][aria-current]')?.dataset.domain;
      before.replaceWith(document.adoptNode(after));
      if (domain) after.querySelector(`[data-domain="${domain}"]`)?.setAttribute('aria-current', 'true');
    }
    focus();
  }

  /** Say it to everybody: in the status line for screen readers, and to all where nothing was kept. */
  tell(text, wrong) {
    this.room.querySelector('[data-told]').textContent = text;
    const said = document.getElementById('said');
    if (!wrong) return;
    const note = document.createElement('p');
    note.className = 'note note--wrong';
    note.textContent = text;
    said.replaceChildren(note);
    said.scrollIntoView({ block: 'nearest' });
  }
}

/** Carry over what somebody typed and has not sent. */
function keepTyped(before, after, sent) {
  for (const field of before.querySelectorAll('textarea, input:not([type="hidden"], [type="radio"])')) {
    const same = field.id && after.querySelector(`#${CSS.escape(field.id)}`);
    const unsent = field.value !== field.defaultValue && (sent === null || sent.get(field.name) !== field.value);
    if (!same || !unsent) continue;
    same.value = field.value;
    const tool = field.closest('[data-tool]');
    if (tool?.open) same.closest('[data-tool]').open = true;
  }
}

/** Remember where the focus is, as a function that puts it back into the new page. */
function placeOf(element) {
  if (!element || element === document.body) return () => {};
  const turn = element.closest('[data-turn]')?.id;
  const code = element.closest('[data-code]');
  const at = code ? [...code.parentElement.children].indexOf(code) : -1;
  return () => {
    if (element.isConnected) return;
    const renewed = turn && document.getElementById(turn);
    const place = (element.id && document.getElementById(element.id)) || renewed?.querySelectorAll('[data-code]')[at] || renewed;
    const visible = place?.checkVisibility?.() === false ? renewed : place;
    visible?.focus({ preventScroll: true });
  };
}
