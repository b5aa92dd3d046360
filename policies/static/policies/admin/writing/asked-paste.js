/* Whole texts that were pasted, read by the server as files are; what they leave open is asked here. */
import { ask, element } from "sijill/asking";

const STRUCTURE = /<(?:table|h[1-6]|ul|ol|li|dl|ins|del)\b|mso-(?:list|comment|element)|<p\b[\s\S]*<p\b/i;

/* Whether it is more than a few words: then its headings, lists, tables, notes and changes count. */
export const isWhole = (html) => Boolean(window.sijill?.writing?.settings.pasted) && STRUCTURE.test(html);

function say(kind, role, ...content) {
  const bar = window.sijill.writing.frame.querySelector("[data-writing-bar]");
  bar.querySelector(".writing-pasted")?.remove();
  if (content.length) bar.prepend(element("div", { class: `help-block help-${kind} writing-kept writing-pasted`, role }, ...content));
}

async function sent(html, answers) {
  const { settings, fields } = window.sijill.writing;
  const body = new FormData();
  Object.entries({ html, ...answers }).forEach(([name, value]) => body.set(name, value));
  const headers = { "X-CSRFToken": fields.form.elements.csrfmiddlewaretoken.value, Accept: "application/json" };
  const response = await fetch(settings.pasted, { method: "POST", body, headers, redirect: "error" });
  if (!response.ok && response.status !== 400) throw new Error(response.statusText);
  return response.json();
}

/* The clauses; ``refused`` where it cannot be read or nobody answered; neither where there is no contact. */
export async function readByServer(html) {
  const { words } = window.sijill.writing;
  const answers = {};
  say("info", "status", element("p", {}, words.pasting));
  try {
    for (;;) {
      const answer = await sent(html, answers);
      if (answer.refused) {
        say("warning", "alert", element("p", {}, answer.refused));
        return answer;
      }
      if (answer.clauses) {
        said(answer.warnings);
        return answer;
      }
      const fields = answer.questions.map(({ subject, words: label, choices }) => ({ name: subject, label, choices }));
      const chosen = await ask({ title: words.pasted, fields, words });
      if (!chosen) {
        say();
        return { refused: words.cancel };
      }
      Object.assign(answers, chosen);
    }
  } catch {
    say();
    return {};
  }
}

function said(warnings) {
  const { words } = window.sijill.writing;
  if (!warnings.length) {
    say();
    return;
  }
  say("info", "status", element("p", {}, words.pasted_so), element("ul", {}, ...warnings.map((each) => element("li", {}, each))));
}
