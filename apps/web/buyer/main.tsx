import { render } from 'preact';
import { takeUp } from './checkout/desk.js';
import { showUnfinished } from './checkout/open.js';
import { App } from './shell/app.js';
import { prepareWords } from './words/say.js';

const root = document.getElementById('app');
if (root) {
  await prepareWords();
  takeUp();
  showUnfinished();
  render(<App />, root);
}

// After everything that the page itself needs.
if ('serviceWorker' in navigator) {
  addEventListener('load', () => setTimeout(() => void navigator.serviceWorker.register('/service-worker.js'), 2_000));
}
