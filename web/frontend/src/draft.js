// What is typed and not yet sent, kept in this browser only.

/** Keeps one visit's draft; a browser that refuses storage simply keeps nothing. */
export class Draft {
  constructor(visit) {
    this.key = `dyad-draft-${visit}`;
  }

  read() {
    try {
      return localStorage.getItem(this.key) ?? '';
    } catch {
      return '';
    }
  }

  write(text) {
    try {
      if (text) localStorage.setItem(this.key, text);
      else localStorage.removeItem(this.key);
    } catch {
      // private windows and full disks: the words are still in the field
    }
  }
}
