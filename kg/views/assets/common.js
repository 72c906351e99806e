"use strict";
/* What the scripts of all pages share: embedded data, and the one way elements are made. */

const byId = (id) => document.getElementById(id);
const block = (id) => JSON.parse(byId(id).textContent);

/* Text is text, never markup. */
function make(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (name === "text") element.textContent = value;
    else if (name === "class") element.className = value;
    else if (name === "click") element.addEventListener("click", value);
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}
