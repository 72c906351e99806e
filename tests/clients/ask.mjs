// node ask.mjs ENDPOINT QUERY: the answer of a SPARQL endpoint, as Comunica understands it, in one line of JSON.
import { QueryEngine } from "@comunica/query-sparql";

const [endpoint, query] = process.argv.slice(2);
const context = { sources: [{ type: "sparql", value: endpoint }] };
const text = (term) => (term ? term.value : "");
const found = await new QueryEngine().query(query, context);
let answer = null;
if (found.resultType === "boolean") {
  answer = await found.execute();
} else {
  const rows = await (await found.execute()).toArray();
  answer = rows.map((row) =>
    found.resultType === "quads"
      ? [row.subject, row.predicate, row.object].map(text)
      : Object.fromEntries([...row].map(([variable, term]) => [variable.value, text(term)])),
  );
}
process.stdout.write(`${JSON.stringify(answer)}\n`);
