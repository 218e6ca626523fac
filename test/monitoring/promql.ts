/** What PromQL expressions ask for, by the parser of Prometheus's own page. */
import { parser } from '@prometheus-io/lezer-promql';

export interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

export interface Asked {
  readonly selectors: readonly Selector[];
  /** Labels of `by`, `on` and the like, with what is selected below them. */
  readonly groupings: readonly { readonly labels: readonly string[]; readonly metrics: readonly string[] }[];
}

type Node = ReturnType<(typeof parser)['parse']>['topNode'];

/** @throws where it is no PromQL */
export function askedBy(expression: string): Asked {
  // Grafana fills these in.
  const text = expression.replaceAll('$__rate_interval', '5m');
  const tree = parser.parse(text);
  const wordOf = ({ from, to }: { readonly from: number; readonly to: number }) => text.slice(from, to);
  const found = (node: Node, name: string): Node[] => {
    const nodes: Node[] = [];
    node.cursor().iterate((inner) => {
      if (inner.type.isError) throw new SyntaxError(`${text}: at ${inner.from}`);
      if (inner.name === name) nodes.push(inner.node);
    });
    return nodes;
  };
  const selectorsIn = (node: Node) =>
    found(node, 'VectorSelector').map((selector) => ({
      metric: wordOf(found(selector, 'Identifier')[0] as Node),
      labels: found(selector, 'LabelName').map(wordOf),
    }));
  const groupings = found(tree.topNode, 'GroupingLabels').map((grouping) => {
    // Of an aggregation all that is aggregated; of `on (...)` both sides.
    let owner: Node | null = grouping;
    while (owner !== null && !['AggregateExpr', 'BinaryExpr'].includes(owner.name)) owner = owner.parent;
    return {
      labels: found(grouping, 'LabelName').map(wordOf),
      metrics: selectorsIn(owner as Node).map(({ metric }) => metric),
    };
  });
  return { selectors: selectorsIn(tree.topNode), groupings };
}
