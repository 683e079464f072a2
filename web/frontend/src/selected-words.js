// What is selected goes in; the words of one reply come out, without the labels of codes between them.

/** Return {turn, words} of a selection that lies in one reply, or null. */
export function wordsIn(room) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const around = range.commonAncestorContainer;
  const reply = (around.nodeType === Node.ELEMENT_NODE ? around : around.parentElement)?.closest('[data-reply]');
  if (!reply || !room.contains(reply)) return null;
  const picked = range.cloneContents();
  picked.querySelectorAll('[data-label]').forEach((label) => label.remove());
  const words = picked.textContent.replace(/\s+/g, ' ').trim();
  return words ? { turn: reply.closest('[data-turn]'), words } : null;
}

/** Tell whether keys go into a field just now; choosing a level or pressing a button is no typing. */
export function isTyping(element) {
  if (!element) return false;
  if (element.isContentEditable || ['TEXTAREA', 'SELECT'].includes(element.tagName)) return true;
  return element.tagName === 'INPUT' && !['radio', 'checkbox', 'button', 'submit'].includes(element.type);
}
