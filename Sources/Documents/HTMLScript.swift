import Bytes

/// The only script of a page, and its hash, by which the page's security policy allows it and no other. It searches and
/// filters the page, goes from prompt to prompt, opens and closes what is folded, and copies code. It makes no element
/// from text of the page, asks nobody, and keeps nothing.
enum HTMLScript {
  static let source: StaticString = #"""

    (() => {
    'use strict';
    const all = (selector, place = document) => Array.from(place.querySelectorAll(selector));
    const byId = (id) => document.getElementById(id);
    const main = byId('main'), bar = byId('bar'), query = byId('query'), matches = byId('matches');
    const isVisible = (node) => node.checkVisibility ? node.checkVisibility() : node.getClientRects().length > 0;
    const reveal = (node) => {
      for (let place = node; place && place !== main; place = place.parentElement) {
        if (place.localName === 'details') place.open = true;
      }
    };
    const top = () => (getComputedStyle(bar).position === 'sticky' ? bar.offsetHeight : 0);

    // Prompts.
    const prompts = all('section.prompt', main);
    const go = (step) => {
      const shown = prompts.filter(isVisible);
      const place = shown.indexOf(document.activeElement);
      const edge = top() + 24;
      const target = place >= 0 ? shown[place + step]
        : step > 0 ? shown.find((prompt) => prompt.getBoundingClientRect().top > edge)
        : shown.filter((prompt) => prompt.getBoundingClientRect().top < edge - 32).pop();
      if (!target) return;
      target.tabIndex = -1;
      target.focus({ preventScroll: true });
      window.scrollBy(0, target.getBoundingClientRect().top - edge + 12);
    };

    // What is folded.
    const unfold = (isOpen) => { for (const part of all('details', main)) part.open = isOpen; };
    let printed = [];
    window.addEventListener('beforeprint', () => {
      printed = all('details:not([open])', main);
      for (const part of printed) part.open = true;
    });
    window.addEventListener('afterprint', () => { for (const part of printed) part.open = false; });
    const follow = () => {
      const target = /^#e\d+$/.test(location.hash) && byId(location.hash.slice(1));
      if (!target) return;
      reveal(target);
      target.scrollIntoView();
    };
    window.addEventListener('hashchange', follow);

    // Kinds.
    const boxes = all('input[type=checkbox]', bar);
    const filter = () => {
      const off = boxes.filter((box) => !box.checked).map((box) => '.k-' + box.value).join();
      const isOff = (part) => off !== '' && part.matches(off);
      for (const part of all('.k-prompt,.k-answer,.k-thinking,.k-tool,.k-system', main)) part.hidden = isOff(part);
      // The name of a speaker stands before the first of several messages. It stays while one of them is shown.
      let head = null;
      for (const part of all('section.claude', main)) {
        const isShown = Array.from(part.children).some((child) =>
          child.localName !== 'h2' && !child.matches('.when,.copy') && !isOff(child));
        part.hidden = !isShown;
        if (part.querySelector(':scope > h2')) head = part;
        if (isShown && head) head.hidden = false;
      }
      search();
    };

    // Search.
    let found = [], current = -1, sought = '';
    const limit = 5000;
    const canMark = Boolean(window.CSS && CSS.highlights && window.Highlight);
    const collect = (text) => {
      const pattern = new RegExp(text.replace(/[.*+?^${}()|[\]\\\/]/g, '\\$&').replace(/\s+/g, '\\s+'), 'giu');
      let nodes = [], starts = [], length = 0, whole = '', section = null;
      const flush = () => {
        let at = 0;
        for (const match of whole.matchAll(pattern)) {
          if (found.length >= limit) break;
          const range = document.createRange(), end = match.index + match[0].length;
          while (at + 1 < nodes.length && starts[at + 1] <= match.index) at += 1;
          range.setStart(nodes[at], match.index - starts[at]);
          let last = at;
          while (last + 1 < nodes.length && starts[last + 1] < end) last += 1;
          range.setEnd(nodes[last], end - starts[last]);
          found.push(range);
        }
        [nodes, starts, length, whole] = [[], [], 0, ''];
      };
      const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
      let parts = [];
      while (walker.nextNode()) {
        const node = walker.currentNode, parent = node.parentElement;
        if (parent.closest('[hidden],.copy')) continue;
        const place = parent.closest('section,p,summary');
        const owner = place ? place.closest('section') || place : null;
        if (owner !== section) { whole = parts.join(''); flush(); parts = []; section = owner; }
        nodes.push(node);
        starts.push(length);
        parts.push(node.data);
        length += node.data.length;
      }
      whole = parts.join('');
      flush();
    };
    const mark = () => {
      if (!canMark) return;
      const [every, here] = [new Highlight(), new Highlight()];
      found.forEach((range, number) => (number === current ? here : every).add(range));
      CSS.highlights.set('found', every);
      CSS.highlights.set('here', here);
    };
    const say = () => {
      const count = found.length >= limit ? 'the first ' + limit : found.length;
      matches.textContent = query.value.trim() === '' ? ''
        : found.length === 0 ? 'Nothing found'
        : current < 0 ? count + (found.length === 1 ? ' match' : ' matches') : (current + 1) + ' of ' + count;
    };
    const search = () => {
      [found, current] = [[], -1];
      sought = query.value.trim();
      if (sought !== '') collect(sought);
      mark();
      say();
    };
    const step = (by) => {
      if (found.length === 0) return;
      current = current < 0 ? (by > 0 ? 0 : found.length - 1) : (current + by + found.length) % found.length;
      const range = found[current], parent = range.startContainer.parentElement;
      reveal(parent);
      const box = parent.closest('pre,dd');
      if (box) box.scrollTop += range.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2;
      window.scrollBy(0, range.getBoundingClientRect().top - window.innerHeight / 2);
      mark();
      say();
    };

    // Copies.
    const write = async (text) => {
      if (navigator.clipboard) return navigator.clipboard.writeText(text);
      const area = document.createElement('textarea');
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    };
    const addButton = (label, place, text) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'copy';
      button.textContent = 'Copy';
      button.setAttribute('aria-label', label);
      button.addEventListener('click', async () => {
        try {
          await write(text());
          button.textContent = 'Copied';
        } catch {
          button.textContent = 'Not allowed';
        }
        setTimeout(() => { button.textContent = 'Copy'; }, 1500);
      });
      place.before(button);
    };
    // Buttons are made when their text is shown first, all of them before the layout is asked for anything.
    const ready = new WeakSet(), pending = new Set();
    const equip = () => {
      const fresh = [];
      for (const place of pending) {
        for (const part of all('pre,dd,.table,section.k-prompt', place)) {
          if (ready.has(part) || part.closest('details:not([open])')) continue;
          ready.add(part);
          fresh.push(part);
        }
      }
      pending.clear();
      for (const part of fresh) {
        if (part.localName === 'pre') {
          addButton('Copy code', part, () => part.textContent);
        } else if (part.localName === 'section') {
          const texts = all(':scope > .plain', part);
          if (texts.length) addButton('Copy prompt', texts[0], () => texts.map((text) => text.textContent).join('\n'));
        }
      }
      const scrolled = fresh.filter((part) => part.localName !== 'section'
        && (part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1));
      for (const part of scrolled) part.tabIndex = 0;
    };
    const ask = (place) => {
      if (pending.size === 0) requestAnimationFrame(equip);
      pending.add(place);
    };
    main.addEventListener('toggle', (event) => { if (event.target.open) ask(event.target); }, true);

    // Buttons and keys.
    const on = (id, action) => byId(id).addEventListener('click', action);
    on('expand', () => unfold(true));
    on('collapse', () => unfold(false));
    on('previous', () => go(-1));
    on('next', () => go(1));
    on('before', () => step(-1));
    on('after', () => step(1));
    for (const box of boxes) box.addEventListener('change', filter);
    let timer = 0;
    query.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(search, 200); });
    query.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') return query.blur();
      if (event.key !== 'Enter') return;
      clearTimeout(timer);
      if (query.value.trim() !== sought) search();
      step(event.shiftKey ? -1 : 1);
    });
    const keys = { j: () => go(1), n: () => go(1), k: () => go(-1), p: () => go(-1), '/': () => query.focus() };
    document.addEventListener('keydown', (event) => {
      if (event.target === query || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
      event.preventDefault();
      keys[event.key]();
    });

    bar.hidden = false;
    // A browser keeps the state of boxes when a page is loaded again.
    if (boxes.some((box) => !box.checked)) filter();
    const contents = byId('contents');
    if (contents && matchMedia('(min-width:75rem)').matches) contents.open = true;
    ask(main);
    follow();
    })();

    """#

  /// The SHA-256 of the script in base64, as a Content-Security-Policy header names it.
  static let hash: String = HTMLStyle.digest(of: source)
}
