import type { FunctionDefinition } from '../model/definitions.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';
import type { KnownNames } from './constant-evaluator.ts';
import {
  builtinException,
  type Catches,
  catches,
  type Handled,
  handledByClause,
  implicit,
  isSoft,
  raisedBy,
  soften,
} from './exceptions.ts';
import type { FlowFindings, FlowResult, FlowTools } from './flow-result.ts';
import { isYieldFrom, runsCodeWhenWalked, takesEverything } from './node-forms.ts';
import { type Effect, include, includeBeyondLoop, noOutcomes, type Outcomes } from './outcomes.ts';
import { swallowedBy } from './swallowed-by.ts';

/** An expression nested deeper than this is not looked into: it is taken to have a value. */
const deepestExpression = 1200;

/**
 * Which ways code can go: a walk over the structure of a function that leaves out what cannot be reached and keeps
 * what might be. Conditions count as open unless they are constant (given `known` names).
 */
export class FlowAnalysis {
  readonly #tools: FlowTools;
  readonly #effectAt: (node: SyntaxNode) => Effect | null;
  readonly #known: KnownNames;
  readonly #found: FlowFindings = {
    endlessLoops: [],
    conditionOnlyLoops: [],
    endlessWalks: [],
    reachedYields: new Set(),
    blocking: [],
  };
  /** What the handlers around the place being looked at take, innermost last. */
  readonly #handlers: Handled[] = [];
  #depth = 0;

  /** `effectAt` says what a call (or other node that runs the package's code) comes to; null for an ordinary node. */
  constructor(
    tools: FlowTools,
    effectAt: (node: SyntaxNode) => Effect | null,
    known: KnownNames = new Map(),
  ) {
    this.#tools = tools;
    this.#effectAt = effectAt;
    this.#known = known;
  }

  run(definition: FunctionDefinition): FlowResult {
    const out = noOutcomes();
    const body = definition.body;
    const ends = definition.kind === 'lambda' ? this.#expression(body, out) : this.#block(body, out);
    return { ...this.#found, completes: ends || out.returns, exits: out.exits, raises: out.raises };
  }

  #block(block: SyntaxNode, out: Outcomes): boolean {
    for (const statement of block.children) if (!this.#statement(statement, out)) return false;
    return true;
  }

  /** True when the statement may be followed by the next. */
  #statement(node: SyntaxNode, out: Outcomes): boolean {
    switch (node.kind) {
      case 'break_statement':
        out.breaks = true;
        return false;
      case 'continue_statement':
        out.continues = true;
        return false;
      case 'return_statement':
        if (this.#parts(node, out)) out.returns = true;
        return false;
      case 'raise_statement':
        if (this.#parts(node, out)) out.raises.add(raisedBy(node.firstChild, this.#tools.model));
        return false;
      case 'assert_statement':
        return this.#assert(node, out);
      case 'if_statement':
        return this.#if(node, out);
      case 'while_statement':
        return this.#while(node, out);
      case 'for_statement':
        return this.#for(node, out);
      case 'try_statement':
        return this.#try(node, out);
      case 'with_statement':
        return this.#with(node, out);
      case 'match_statement':
        return this.#match(node, out);
      case 'decorated_definition':
        return node.children.every((child) =>
          child.kind === 'decorator' ? this.#expression(child, out) : this.#statement(child, out),
        );
      case 'function_definition':
        return true;
      case 'class_definition': {
        const body = node.child('body');
        return body === null || this.#block(body, out);
      }
      case 'block':
        return this.#block(node, out);
      case 'import_statement':
      case 'import_from_statement':
      case 'delete_statement':
        out.raises.add(implicit);
        return this.#parts(node, out);
      default:
        return this.#parts(node, out);
    }
  }

  #assert(node: SyntaxNode, out: Outcomes): boolean {
    const condition = node.firstChild;
    if (condition === null || !this.#expression(condition, out)) return condition === null;
    const truth = this.#truth(condition);
    if (truth !== true) out.raises.add(builtinException('AssertionError'));
    return truth !== false;
  }

  #if(node: SyntaxNode, out: Outcomes): boolean {
    let ends = false;
    for (const branch of [node, ...node.childrenOf('alternative')]) {
      const condition = branch.child('condition');
      const block = branch.child('consequence') ?? branch.child('body');
      if (condition !== null && !this.#expression(condition, out)) return ends;
      const truth = condition === null ? true : this.#truth(condition);
      if (truth !== false && block !== null) ends = this.#block(block, out) || ends;
      if (truth === true) return ends;
    }
    return true;
  }

  #while(node: SyntaxNode, out: Outcomes): boolean {
    const condition = node.child('condition');
    const body = node.child('body');
    if (condition === null || body === null) return true;
    if (!this.#expression(condition, out)) return false;
    const truth = this.#truth(condition);
    const inside = noOutcomes();
    if (truth !== false) {
      this.#block(body, inside);
      includeBeyondLoop(out, inside);
      if (!this.#leaves(inside)) {
        (truth === true ? this.#found.endlessLoops : this.#found.conditionOnlyLoops).push(node);
      }
    }
    return (truth !== true && this.#else(node, out)) || inside.breaks;
  }

  #for(node: SyntaxNode, out: Outcomes): boolean {
    const walked = node.child('right');
    const body = node.child('body');
    if (walked === null || body === null) return true;
    if (!this.#expression(walked, out)) return false;
    const endless = this.#tools.iterables.isEndless(walked);
    const inside = noOutcomes();
    const goesRound = this.#block(body, inside) || inside.continues;
    if (!endless || runsCodeWhenWalked(walked)) inside.raises.add(implicit);
    includeBeyondLoop(out, inside);
    if (endless) {
      if (!this.#leaves(inside)) this.#found.endlessLoops.push(node);
      return inside.breaks;
    }
    if (!goesRound && this.#tools.iterables.isSurelyFilled(walked)) return inside.breaks;
    return this.#else(node, out) || inside.breaks;
  }

  #else(loop: SyntaxNode, out: Outcomes): boolean {
    const block = loop.child('alternative')?.child('body') ?? null;
    return block === null || this.#block(block, out);
  }

  /** Whether the body of a loop has a way out that ends the loop. */
  #leaves(body: Outcomes): boolean {
    return (
      body.breaks || body.returns || body.exits || [...body.raises].some((raised) => this.#endsLoop(raised))
    );
  }

  /**
   * A `raise` ends a loop. What an operation or a helper may raise is a fault and no way out, unless a handler
   * around the loop is there to take it.
   */
  #endsLoop(raised: string): boolean {
    return !isSoft(raised) || this.#handlers.some((handled) => catches(handled, raised) !== 'no');
  }

  #try(node: SyntaxNode, out: Outcomes): boolean {
    const children = node.children;
    const handlers = children
      .filter((child) => child.kind === 'except_clause')
      .map((clause) => ({
        handled: handledByClause(clause, this.#tools.model),
        block: clause.childOfKind('block'),
      }));
    const last = children.find((child) => child.kind === 'finally_clause')?.childOfKind('block') ?? null;
    const lastOut = noOutcomes();
    const lastEnds = last === null || this.#block(last, lastOut);
    const inner = noOutcomes();
    const body = node.child('body');
    const around = handlers.map(({ handled }) => handled);
    const ends =
      body === null || this.#handling(lastEnds ? around : [...around, null], () => this.#block(body, inner));
    const all = noOutcomes();
    include(all, { ...inner, raises: new Set() });
    const reached = new Set<SyntaxNode>();
    for (const raised of inner.raises) {
      let taken = false;
      for (const { handled, block } of handlers) {
        const answer: Catches = taken ? 'no' : catches(handled, raised);
        if (answer !== 'no' && block !== null) reached.add(block);
        taken ||= answer === 'yes';
      }
      if (!taken) all.raises.add(raised);
    }
    const otherwise = children.find((child) => child.kind === 'else_clause')?.child('body') ?? null;
    let goesOn =
      ends &&
      (otherwise === null || this.#handling(lastEnds ? [] : [null], () => this.#block(otherwise, all)));
    for (const block of reached) {
      goesOn = this.#handling(lastEnds ? [] : [null], () => this.#block(block, all)) || goesOn;
    }
    const arrives = goesOn || all.breaks || all.continues || all.returns || all.raises.size > 0;
    if (!lastEnds) {
      if (arrives) include(out, lastOut);
      return false;
    }
    include(out, all);
    if (arrives) include(out, lastOut);
    return goesOn;
  }

  #with(node: SyntaxNode, out: Outcomes): boolean {
    const items = node.childOfKind('with_clause')?.children ?? [];
    if (!items.every((item) => this.#expression(item, out))) return false;
    const swallowed = items.flatMap((item) => swallowedBy(item, this.#tools.model) ?? []);
    const body = node.child('body');
    if (body === null) return true;
    if (swallowed.length === 0) return this.#block(body, out);
    const inner = noOutcomes();
    let ends = this.#handling([swallowed], () => this.#block(body, inner));
    for (const raised of [...inner.raises]) {
      const answer = catches(swallowed, raised);
      if (answer !== 'no') ends = true;
      if (answer === 'yes') inner.raises.delete(raised);
    }
    include(out, inner);
    return ends;
  }

  #match(node: SyntaxNode, out: Outcomes): boolean {
    if (!node.childrenOf('subject').every((subject) => this.#expression(subject, out))) return false;
    let ends = false;
    for (const clause of node.child('body')?.children ?? []) {
      const block = clause.child('consequence');
      const guard = clause.child('guard');
      if (guard !== null && !this.#expression(guard, out)) return ends;
      if (block !== null) ends = this.#block(block, out) || ends;
      if (guard === null && takesEverything(clause)) return ends;
    }
    return true;
  }

  #handling(handlers: readonly Handled[], walk: () => boolean): boolean {
    this.#handlers.push(...handlers);
    const ends = walk();
    this.#handlers.length -= handlers.length;
    return ends;
  }

  /** True when the expression may come to a value. */
  #expression(node: SyntaxNode, out: Outcomes): boolean {
    if (this.#depth >= deepestExpression) return true;
    this.#depth++;
    const ends = this.#evaluate(node, out);
    this.#depth--;
    return ends && this.#applyEffect(node, out);
  }

  #evaluate(node: SyntaxNode, out: Outcomes): boolean {
    switch (node.kind) {
      case 'lambda':
      case 'type':
        return true;
      case 'boolean_operator':
        return this.#boolean(node, out);
      case 'conditional_expression': {
        const [yes, condition, no] = node.children;
        if (yes === undefined || condition === undefined || no === undefined) return true;
        if (!this.#expression(condition, out)) return false;
        const truth = this.#truth(condition);
        const one = truth !== false && this.#expression(yes, out);
        const other = truth !== true && this.#expression(no, out);
        return one || other;
      }
      case 'yield':
        return this.#yield(node, out);
      case 'list_comprehension':
      case 'set_comprehension':
      case 'dictionary_comprehension':
      case 'generator_expression':
        return this.#comprehension(node, out);
      case 'call':
      case 'list_splat':
        out.raises.add(implicit);
        return this.#parts(node, out) && !this.#walksForEver(node);
      case 'attribute':
      case 'subscript':
      case 'binary_operator':
      case 'comparison_operator':
      case 'augmented_assignment':
      case 'await':
      case 'pattern_list':
      case 'tuple_pattern':
        out.raises.add(implicit);
        return this.#parts(node, out);
      default:
        return this.#parts(node, out);
    }
  }

  #parts(node: SyntaxNode, out: Outcomes): boolean {
    for (const child of node.children) if (!this.#expression(child, out)) return false;
    return true;
  }

  #boolean(node: SyntaxNode, out: Outcomes): boolean {
    const left = node.child('left');
    const right = node.child('right');
    if (left === null || right === null) return true;
    if (!this.#expression(left, out)) return false;
    const truth = this.#truth(left);
    const isAnd = node.child('operator')?.text === 'and';
    if (truth === !isAnd) return true;
    const rightEnds = this.#expression(right, out);
    return truth === null || rightEnds;
  }

  #yield(node: SyntaxNode, out: Outcomes): boolean {
    if (!this.#parts(node, out)) return false;
    this.#found.reachedYields.add(node.index);
    const from = isYieldFrom(node) ? node.firstChild : null;
    if (from === null) return true;
    out.raises.add(implicit);
    if (!this.#tools.iterables.isEndless(from)) return true;
    this.#noteWalk(from);
    return false;
  }

  #comprehension(node: SyntaxNode, out: Outcomes): boolean {
    const clauses = node.children.filter((child) => child.kind === 'for_in_clause');
    const [first, ...more] = clauses;
    const walked = first?.child('right') ?? null;
    if (walked === null) return true;
    if (!this.#expression(walked, out)) return false;
    const isLazy = node.kind === 'generator_expression';
    if (!isLazy) {
      out.raises.add(implicit);
      for (const clause of clauses) {
        const each = clause.child('right');
        if (each === null || !this.#tools.iterables.isEndless(each)) continue;
        this.#noteWalk(each, node);
        return false;
      }
    }
    const conditional = more.length > 0 || node.children.some((child) => child.kind === 'if_clause');
    let ends = true;
    for (const child of node.children) {
      if (child.index === first!.index) continue;
      // A comprehension's later clauses and conditions run before its body, though they stand after it.
      const part = child.kind === 'for_in_clause' ? child.child('right') : child;
      if (part !== null && !this.#expression(part, out)) ends = false;
    }
    const isRun = !isLazy || this.#tools.iterables.isWalkedAtOnce(node);
    return ends || conditional || !isRun || !this.#tools.iterables.isSurelyFilled(walked);
  }

  /** `next(iterator)` without a default. */
  #mayFindNothing(call: SyntaxNode): boolean {
    const callee = call.kind === 'call' ? call.child('function') : null;
    if (callee?.text !== 'next' || this.#tools.model.resolver.externalName(callee) !== 'builtins.next') {
      return false;
    }
    const walked = call.child('arguments')?.children ?? [];
    return walked.length === 1 && !this.#tools.iterables.isEndless(walked[0]!);
  }

  #walksForEver(node: SyntaxNode): boolean {
    const walked = this.#tools.iterables.consumedEndless(node);
    if (walked !== null) this.#noteWalk(walked);
    return walked !== null;
  }

  #noteWalk(walked: SyntaxNode, body: SyntaxNode = walked): void {
    const mayEnd = this.#endsLoop(implicit) && (runsCodeWhenWalked(walked) || body !== walked);
    if (!mayEnd) this.#found.endlessWalks.push(walked);
  }

  #applyEffect(node: SyntaxNode, out: Outcomes): boolean {
    const effect = this.#effectAt(node);
    if (effect?.completes !== false && this.#mayFindNothing(node)) {
      out.raises.add(soften(builtinException('StopIteration')));
    }
    if (effect === null) return true;
    for (const raised of effect.raises) out.raises.add(raised);
    out.exits ||= effect.exits;
    if (!effect.completes) this.#found.blocking.push(node);
    return effect.completes;
  }

  #truth(condition: SyntaxNode): boolean | null {
    return this.#tools.constants.truth(condition, this.#known);
  }
}
