// <review-room>: one visit's desk. Its content is a page that works without it; this adds keys, selected words, and steps without reloading.
//
// All words come from the page (data-* attributes, the list of keys), so that they are translated and chosen in one place.

import { Desk } from './review-desk.js';
import { isTyping, wordsIn } from './selected-words.js';

class ReviewRoom extends HTMLElement {
  connectedCallback() {
    if (this.desk) return;
    this.desk = new Desk(this);
    this.addEventListener('submit', (event) => this.desk.stay(event));
    this.addEventListener('change', (event) => event.target.matches('[data-rubric] input[type="radio"]') && this.desk.send(event.target.form));
    this.addEventListener('focusin', (event) => this.mark(event.target.closest('[data-turn]'), event.target.closest('[data-domain]')));
    this.addEventListener('pointerup', () => this.takeWords());
    document.addEventListener('keydown', (event) => this.press(event));
    this.mark(document.querySelector(location.hash.startsWith('#turn-') ? location.hash : '[data-turn]'), null);
  }

  get turn() {
    return this.querySelector('[data-turn][aria-current]') ?? this.querySelector('[data-turn]');
  }

  get domain() {
    return this.querySelector('[data-domain][aria-current]');
  }

  mark(turn, domain) {
    for (const [part, name] of [[turn, '[data-turn]'], [domain, '[data-domain]']]) {
      if (!part) continue;
      this.querySelectorAll(`${name}[aria-current]`).forEach((other) => other.removeAttribute('aria-current'));
      part.setAttribute('aria-current', 'true');
    }
  }

  press(event) {
    if (event.key === 'Escape' && isTyping(document.activeElement)) return this.turn?.focus();
    if (this.dataset.keys !== 'on' || event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(document.activeElement)) return;
    const command = [...this.querySelectorAll('[data-command]')].find((key) => key.textContent === event.key)?.dataset.command;
    if (!command) return;
    event.preventDefault();
    if (command.startsWith('level_')) this.level(command.slice('level_'.length));
    else this[command]();
  }

  next_turn() { this.step('[data-turn]', this.turn, document.activeElement === this.turn || this.turn?.contains(document.activeElement) ? 1 : 0); }
  previous_turn() { this.step('[data-turn]', this.turn, -1); }
  next_domain() { this.step('[data-domain]', this.domain, 1); }
  previous_domain() { this.step('[data-domain]', this.domain, -1); }

  step(name, from, by) {
    const all = [...this.querySelectorAll(name)];
    const to = all[Math.max(0, Math.min(all.length - 1, all.indexOf(from) + by))];
    if (!to) return;
    const place = name === '[data-domain]' ? to.querySelector(':checked') ?? to.querySelector('input') : to;
    this.mark(name === '[data-turn]' ? to : null, name === '[data-domain]' ? to : null);
    place.focus({ preventScroll: true });
    to.scrollIntoView({ block: 'nearest' });
  }

  next_code() {
    const codes = [...(this.turn?.querySelectorAll('[data-code]') ?? [])];
    codes[(codes.indexOf(document.activeElement?.closest('[data-code]')) + 1) % codes.length]?.focus();
  }

  confirm_code() { this.code()?.querySelector('[data-do="confirm"]')?.click(); }
  remove_code() { this.code()?.querySelector('[data-do="remove"]')?.click(); }

  code() {
    return document.activeElement?.closest('[data-code]') ?? this.turn?.querySelector('[data-code]');
  }

  add_code() {
    this.takeWords();
    const form = this.open('add');
    if (form) (form.elements.words.value ? form.elements.code : form.elements.words).focus();
  }

  comment() { this.open('comment')?.elements.text.focus(); }
  flag() { this.open('flag')?.elements.wrong.focus(); }

  snippet() {
    const form = this.open('comment');
    (form?.elements.snippet ?? form?.elements.text)?.focus();
  }

  open(tool) {
    const part = this.turn?.querySelector(`[data-tool="${tool}"]`);
    if (!part) return null;
    part.open = true;
    return part.querySelector('form');
  }

  takeWords() {
    const found = wordsIn(this);
    if (!found) return;
    this.mark(found.turn, null);
    const field = found.turn.querySelector('[data-tool="add"] [name="words"]');
    if (field) field.value = found.words;
  }

  level(value) {
    if (!this.domain) this.mark(null, this.querySelector('[data-domain]:not(:has(:checked))') ?? this.querySelector('[data-domain]'));
    const radio = this.domain?.querySelector(`input[value="${value}"]:enabled`);
    if (!radio) return;
    radio.checked = true;
    radio.focus();
    this.desk.send(radio.form);
  }

  finish() { this.querySelector('[data-finish]')?.click(); }
  next_visit() { this.querySelector('[data-next]')?.click(); }

  help() {
    const keys = this.querySelector('#keys');
    keys.open = !keys.open;
    keys.querySelector('summary').focus();
  }
}

customElements.define('review-room', ReviewRoom);

const print = document.querySelector('[data-print]');
if (print) {
  print.hidden = false;
  print.addEventListener('click', () => window.print());
}
