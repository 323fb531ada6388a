// The words of the app's pages, the moments it tells, and the elements it makes of them.

import { timeOf } from "./moments.js";
import { roster } from "./roster.js";

export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
export const language = document.documentElement.lang;
export const other = language === "ko" ? "en" : "ko";

export const here = (text) => text?.[language] || text?.[other] || "";
export const there = (text) => (text?.[language] && text?.[other] !== text?.[language] ? text?.[other] : "");
export const word = (name) => $(`#words [data-word="${name}"]`)?.textContent.trim() ?? "";
export const fill = (name, values) =>
  word(name).replace(/\{(\w+)\}/gu, (_all, key) => values[key] ?? "");

export const clock = (at) => timeOf(language, at, now(), roster.edition?.zone);

export const now = () => Date.now() + roster.difference;

export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

export function inOther(text) {
  const said = there(text);
  if (!said) return null;
  const span = make("span", "", said);
  span.lang = other;
  return span;
}
