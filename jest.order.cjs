const { sep } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * What runs the whole system comes first, so that nothing long is begun last while the other worker has nothing left;
 * and those with a browser, who compute, in turn with the others, who wait. Jest's own order (by size, where it has
 * measured nothing yet) takes long specs for short ones: many are two lines on a file that they share.
 */
module.exports = class Order extends Sequencer {
  async sort(tests) {
    const all = await super.sort(tests);
    const under = (...path) => all.filter((test) => test.path.includes(['', 'test', ...path, ''].join(sep)));
    const browsers = under('browser');
    const waiting = [...under('faults'), ...under('load'), ...under('door'), ...under('journeys')];
    const first = waiting.flatMap((test, at) => (at < browsers.length ? [browsers[at], test] : [test]));
    return [...new Set([...first, ...browsers, ...all])];
  }
};
