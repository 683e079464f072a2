// <patient-chat>: the conversation with the patient. Its content is a page that works without it; this makes it quicker.
//
// All words come from the page (data-* attributes), so that they are translated in one place.

import './style-nonce.js';
import '@vaadin/message-list';
import '@vaadin/message-input';
import { Draft } from './draft.js';
import { Pins } from './pins.js';
import { newMessageId, send } from './send.js';

class PatientChat extends HTMLElement {
  connectedCallback() {
    if (this.list) return;
    this.form = this.querySelector('form[data-reply]');
    this.draft = new Draft(this.dataset.visit);
    if (!this.form) {
      this.draft.write('');
      return;
    }
    this.words = this.dataset;
    this.busy = false;
    this.number = Number(this.form.elements.number.value);
    this.buildList();
    this.buildInput();
    this.restore();
    this.classList.add('is-live');
  }

  buildList() {
    const log = this.querySelector('[role="log"]');
    this.items = [...log.querySelectorAll('li')].map((item) => ({
      text: item.querySelector('[data-text]').textContent,
      userName: item.querySelector('[data-speaker]').textContent,
      className: item.className,
      turn: Number(item.dataset.turn) || 0,
      pinned: item.dataset.pinned === 'yes',
    }));
    this.list = document.createElement('vaadin-message-list');
    this.list.setAttribute('aria-label', log.getAttribute('aria-label'));
    this.list.announceMessages = true;
    this.list.items = this.items;
    log.replaceWith(this.list);
    this.pins = new Pins(this.list, this.dataset, this.form);
    this.pins.draw(this.items);
    requestAnimationFrame(() => this.toLatest());
  }

  buildInput() {
    this.field = this.form.elements.reply;
    this.messageId = this.form.elements.message_id.value;
    this.input = document.createElement('vaadin-message-input');
    this.input.i18n = { send: this.words.send, message: this.words.label };
    this.input.addEventListener('submit', (event) => this.submit(event.detail.value));
    // Enter that ends the composition of a character must not send.
    this.input.addEventListener('keydown', (event) => event.isComposing && event.stopPropagation(), true);
    this.input.addEventListener('input', () => this.typed());
    this.counter = this.querySelector('[data-counter]');
    this.status = this.querySelector('[data-status]');
    this.problem = this.querySelector('[data-problem]');
    this.form.hidden = true;
    this.form.after(this.input);
    this.input.after(this.counter);
    this.problem.querySelector('[data-retry]').addEventListener('click', () => this.submit(this.input.value));
  }

  restore() {
    const kept = this.field.value || this.draft.read();
    this.sentText = this.form.dataset.failed === 'yes' ? this.field.value : null;
    this.fill(kept);
    if (this.sentText) this.complain(this.words.unavailable, { retry: true });
    customElements.whenDefined('vaadin-text-area').then(() => this.input.focus());
  }

  fill(text) {
    this.input.value = text;
    this.typed();
  }

  typed() {
    if (!this.busy) this.draft.write(this.input.value);
    const left = Number(this.words.limit) - [...this.input.value].length;
    this.counter.hidden = left > 200;
    this.counter.textContent = (left < 0 ? this.words.over : this.words.left).replace('%n', Math.abs(left));
    this.counter.classList.toggle('is-over', left < 0);
  }

  async submit(text) {
    const back = () => queueMicrotask(() => this.fill(text)); // the input empties itself after this event
    if (this.busy) return back();
    if (!text.trim()) return this.complain(this.words.empty);
    if ([...text].length > Number(this.words.limit)) {
      back();
      return this.complain(this.words.over.replace('%n', [...text].length - Number(this.words.limit)));
    }
    // The same words tried again are the same message; other words are a new one.
    if (this.sentText !== null && this.sentText !== text) this.messageId = newMessageId();
    this.sentText = text;
    this.busy = true;
    this.complain('');
    queueMicrotask(() => this.fill(''));
    this.say(this.words.you, text, 'said said--trainee');
    this.classList.add('is-waiting');
    this.status.textContent = this.words.typing;
    const { ok, body } = await send(this.form, { reply: text, message_id: this.messageId, number: this.number });
    this.status.textContent = '';
    this.classList.remove('is-waiting');
    this.busy = false;
    if (ok) this.answered(body);
    else this.failed(text, body);
  }

  answered(body) {
    this.sentText = null;
    this.messageId = newMessageId();
    this.number = body.turn + 1;
    this.draft.write(this.input.value);
    this.items.at(-1).turn = body.turn;
    this.say(this.words.patient, body.line, 'said said--patient');
    const count = document.querySelector('[data-turn-count]');
    if (body.ended) {
      this.finish();
    } else if (count) {
      count.textContent = this.words.count.replace('%n', this.number);
    }
  }

  failed(text, body) {
    if (body.error === 'help') return location.assign(body.visit);
    this.items = this.items.slice(0, -1);
    this.list.items = this.items;
    this.pins.draw(this.items);
    const meanwhile = this.input.value;
    this.fill(meanwhile ? `${text}\n${meanwhile}` : text);
    const retry = ['unavailable', 'offline'].includes(body.error);
    this.complain(body.message ?? this.words.unavailable, { retry, link: body.sign_in ?? (retry ? '' : body.visit ?? location.href), error: body.error });
    this.input.focus();
  }

  finish() {
    this.input.remove();
    this.counter.hidden = true;
    this.draft.write('');
    document.querySelectorAll('[data-open-only]').forEach((part) => part.remove());
    const over = document.querySelector('[data-visit-over]');
    over.hidden = false;
    over.querySelector('h2').focus();
  }

  say(userName, text, className) {
    this.items = [...this.items, { text, userName, className }];
    this.list.items = this.items;
    this.pins.draw(this.items);
    this.toLatest();
  }

  toLatest() {
    requestAnimationFrame(() => (this.list.scrollTop = this.list.scrollHeight));
  }

  complain(message, { retry = false, link = '', error = '' } = {}) {
    this.problem.hidden = !message;
    this.problem.querySelector('[data-message]').textContent = message;
    this.problem.querySelector('[data-retry]').hidden = !retry;
    const way = this.problem.querySelector('[data-way]');
    way.hidden = !link;
    if (link) {
      way.href = link;
      way.textContent = error === 'signed_out' ? this.words.signIn : this.words.reload;
    }
  }
}

customElements.define('patient-chat', PatientChat);

// A long chart must not push the conversation off a small screen.
const chart = document.querySelector('details[data-chart]');
if (chart && matchMedia('(max-width: 56rem)').matches) chart.open = false;
