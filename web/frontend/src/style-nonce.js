// Gives the page's style nonce to every <style> that a component makes, so that the site's strict content policy lets it in.
// Imported first, because the components write their base styles while they load.

const nonce = document.querySelector('meta[name="style-nonce"]')?.nonce;

if (nonce) {
  const createElement = document.createElement.bind(document);
  document.createElement = (name, options) => {
    const element = createElement(name, options);
    if (String(name).toLowerCase() === 'style') element.nonce = nonce;
    return element;
  };
}
