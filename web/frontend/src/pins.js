// The small button below each reply that pins its turn, so that it can be found in the debrief.

import { send } from './send.js';

/** Draws a button into each answered reply of a message list; a press is kept by the server. */
export class Pins {
  constructor(list, words, form) {
    this.list = list;
    this.words = words;
    this.form = form;
  }

  draw(items) {
    // The list renders its messages a moment after it was given the items.
    requestAnimationFrame(() => {
      const messages = this.list.querySelectorAll('vaadin-message');
      items.forEach((item, index) => item.turn && this.drawOne(messages[index], item));
    });
  }

  drawOne(message, item) {
    if (!message || message.querySelector('.pin__button')) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'plain pin__button';
    button.textContent = this.word(item);
    button.addEventListener('click', () => this.press(button, item));
    // The list moves between messages with the arrow keys and takes Enter and space for itself.
    button.addEventListener('keydown', (event) => event.stopPropagation());
    message.append(button);
  }

  word(item) {
    return (item.pinned ? this.words.unpin : this.words.pin).replace('%n', item.turn);
  }

  async press(button, item) {
    const action = this.words.pins.replace('/0/', `/${item.turn}/`);
    const { ok } = await send({ action, form: this.form }, { keep: item.pinned ? 'no' : 'yes' });
    if (ok) item.pinned = !item.pinned;
    button.textContent = this.word(item);
  }
}
