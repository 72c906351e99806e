/* Where a span of the text is in the page: offsets count code points, the notes between the lines are no text. */

const blocks = [...byId("text").querySelectorAll(".p")];
const starts = blocks.map((element) => Number(element.dataset.at));

/* Half of a pair that stands for one letter beyond the basic plane counts with its other half. */
const isPair = (text, i) => (text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00;
function codePoints(text) {
  let count = 0;
  for (let i = 0; i < text.length; i += isPair(text, i) ? 2 : 1) count += 1;
  return count;
}
function unitsAt(text, wanted) {
  let i = 0;
  for (let left = wanted; left > 0 && i < text.length; left--) i += isPair(text, i) ? 2 : 1;
  return i;
}

/* The pieces of text of a block, without its notes. */
function* pieces(element) {
  const skip = (node) => (node.nodeType === Node.ELEMENT_NODE && node.classList.contains("notes") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, skip);
  while (walker.nextNode()) if (walker.currentNode.nodeType === Node.TEXT_NODE) yield walker.currentNode;
}

function blockAt(offset) {
  let low = 0, high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= offset) low = middle + 1; else high = middle;
  }
  return low - 1;
}

/* A range for each piece of text between two offsets. */
function ranges(start, end) {
  const found = [];
  for (let b = Math.max(0, blockAt(start)); b < blocks.length && starts[b] < end; b++) {
    let at = starts[b];
    for (const node of pieces(blocks[b])) {
      const length = codePoints(node.data), from = Math.max(start, at), to = Math.min(end, at + length);
      if (from < to) {
        const range = document.createRange();
        range.setStart(node, unitsAt(node.data, from - at));
        range.setEnd(node, unitsAt(node.data, to - at));
        found.push(range);
      }
      at += length;
      if (at >= end) break;
    }
  }
  return found;
}

/* Paint spans without touching the page's elements; where the browser cannot, the reader selects the first one instead. */
const painted = typeof Highlight === "function" && CSS.highlights;
function paint(name, spans) {
  const found = spans.filter(([start, end]) => start >= 0 && start < end).flatMap(([start, end]) => ranges(start, end));
  if (painted) {
    if (found.length) CSS.highlights.set(name, new Highlight(...found)); else CSS.highlights.delete(name);
  } else if (name === "target" && found.length) {
    const all = document.createRange();
    all.setStart(found[0].startContainer, found[0].startOffset);
    all.setEnd(found.at(-1).endContainer, found.at(-1).endOffset);
    getSelection().removeAllRanges();
    getSelection().addRange(all);
  }
  return found;
}

/* Blocks out of sight are measured only when they come near, so the way there is corrected until it stays right. */
function scrollToRange(range, tries = 20, still = 0) {
  const off = range.getBoundingClientRect().top - innerHeight * 0.35;
  if (Math.abs(off) > 2) scrollBy({ top: off, behavior: "instant" });
  if (tries > 0 && still < 3) requestAnimationFrame(() => scrollToRange(range, tries - 1, Math.abs(off) > 2 ? 0 : still + 1));
}
