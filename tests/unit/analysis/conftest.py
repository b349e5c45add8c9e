"""Honest, independent solutions of three tasks, and what somebody does to a copy to hide it."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

Change = Callable[[str], str]
RUNS = [
    """def longest_run(values):
    best = 0
    current = 0
    previous = None
    for value in values:
        if value == previous:
            current += 1
        else:
            current = 1
            previous = value
        best = max(best, current)
    return best
""",
    """def longest_run(values):
    if not values:
        return 0
    longest, length = 1, 1
    for i in range(1, len(values)):
        if values[i] == values[i - 1]:
            length = length + 1
            if length > longest:
                longest = length
        else:
            length = 1
    return longest
""",
    """from itertools import groupby
def longest_run(values):
    lengths = []
    for key, group in groupby(values):
        lengths.append(len(list(group)))
    if lengths == []:
        return 0
    return max(lengths)
""",
    """def longest_run(values):
    result = 0
    start = 0
    while start < len(values):
        end = start
        while end < len(values) and values[end] == values[start]:
            end += 1
        if end - start > result:
            result = end - start
        start = end
    return result
""",
    """def longest_run(values):
    counts = []
    last = object()
    for v in values:
        if counts and v == last:
            counts[-1] += 1
        else:
            counts.append(1)
        last = v
    return max(counts, default=0)
""",
    """def longest_run(values):
    maximum = 0
    count = 0
    for index, item in enumerate(values):
        if index > 0 and item != values[index - 1]:
            count = 0
        count += 1
        if count > maximum:
            maximum = count
    return maximum
""",
    """import itertools
def longest_run(values):
    runs = [sum(1 for _ in g) for _, g in itertools.groupby(values)]
    try:
        return max(runs)
    except ValueError:
        return 0
""",
    """def longest_run(values):
    max_so_far = 0
    i = 0
    n = len(values)
    while i < n:
        j = i + 1
        while j < n and values[j] == values[i]:
            j = j + 1
        max_so_far = max(max_so_far, j - i)
        i = j
    return max_so_far
""",
    """def longest_run(values):
    streak = 1
    top = 1
    if len(values) == 0:
        return 0
    for a, b in zip(values, values[1:]):
        if a == b:
            streak += 1
        else:
            streak = 1
        top = max(top, streak)
    return top
""",
    """def longest_run(values):
    def walk(rest, last, run, best):
        if not rest:
            return max(run, best)
        if rest[0] == last:
            return walk(rest[1:], last, run + 1, best)
        return walk(rest[1:], rest[0], 1, max(run, best))
    return walk(values, None, 0, 0)
""",
]
TRAINING = [
    """def train(model, loader, opt, epochs):
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for x, y in loader:
            opt.zero_grad()
            out = model(x)
            loss = torch.nn.functional.mse_loss(out, y)
            loss.backward()
            opt.step()
            total += loss.item()
        losses.append(total / len(loader))
    return losses
""",
    """def train(model, loader, opt, epochs):
    history = []
    criterion = nn.MSELoss()
    model.train()
    for _ in range(epochs):
        running, batches = 0, 0
        for inputs, targets in loader:
            loss = criterion(model(inputs), targets)
            opt.zero_grad()
            loss.backward()
            opt.step()
            running = running + loss.item()
            batches += 1
        history.append(running / batches)
    return history
""",
    """def train(model, loader, opt, epochs):
    result = []
    for e in range(epochs):
        batch_losses = []
        for batch in loader:
            data, label = batch
            prediction = model(data)
            error = ((prediction - label) ** 2).mean()
            opt.zero_grad()
            error.backward()
            opt.step()
            batch_losses.append(error.item())
        result.append(sum(batch_losses) / len(batch_losses))
    return result
""",
    """def train(model, loader, opt, epochs):
    means = [0.0] * epochs
    loss_fn = torch.nn.MSELoss()
    for i in range(epochs):
        for n, (xb, yb) in enumerate(loader):
            opt.zero_grad(set_to_none=True)
            l = loss_fn(model(xb), yb)
            l.backward()
            opt.step()
            means[i] += float(l)
        means[i] /= n + 1
    return means
""",
    """import torch.nn.functional as F
def train(model, loader, opt, epochs):
    def one_epoch():
        s = 0
        for x, y in loader:
            loss = F.mse_loss(model(x), y)
            model.zero_grad()
            loss.backward()
            opt.step()
            s += loss.detach().item()
        return s / len(loader)
    return [one_epoch() for _ in range(epochs)]
""",
    """def train(model, loader, opt, epochs):
    out = []
    epoch = 0
    while epoch < epochs:
        acc = torch.tensor(0.0)
        k = 0
        for xs, ys in loader:
            opt.zero_grad()
            pred = model(xs)
            diff = pred - ys
            loss = (diff * diff).mean()
            loss.backward()
            opt.step()
            acc += loss.detach()
            k += 1
        out.append((acc / k).item())
        epoch += 1
    return out
""",
    """def train(model, loader, opt, epochs):
    avg = []
    for _ in range(epochs):
        ls = []
        for x, y in loader:
            y_hat = model(x)
            loss = nn.functional.mse_loss(y_hat, y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            ls.append(loss.item())
        avg.append(np.mean(ls))
    return avg
""",
]
WORDS = [
    """def top_words(text, n):
    counts = {}
    for word in text.lower().split():
        word = word.strip(".,!?")
        if word in counts:
            counts[word] += 1
        else:
            counts[word] = 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [word for word, count in ordered[:n]]
""",
    """from collections import Counter
import re
def top_words(text, n):
    words = re.findall(r"[a-z]+", text.lower())
    c = Counter(words)
    ranked = sorted(c, key=lambda w: (-c[w], w))
    return ranked[:n]
""",
    """def top_words(text, n):
    d = {}
    cleaned = ""
    for ch in text:
        if ch.isalpha() or ch == " ":
            cleaned += ch.lower()
    for w in cleaned.split(" "):
        if w:
            d[w] = d.get(w, 0) + 1
    result = []
    for w in sorted(d):
        result.append((-d[w], w))
    result.sort()
    return [w for _, w in result][:n]
""",
    """from collections import defaultdict
def top_words(text, n):
    freq = defaultdict(int)
    for token in text.split():
        token = "".join(c for c in token if c.isalnum()).lower()
        if len(token) > 0:
            freq[token] += 1
    best = []
    while freq and len(best) < n:
        w = min(freq, key=lambda k: (-freq[k], k))
        best.append(w)
        del freq[w]
    return best
""",
    """import string
def top_words(text, n):
    table = str.maketrans("", "", string.punctuation)
    words = text.translate(table).lower().split()
    unique = set(words)
    pairs = [(words.count(u), u) for u in unique]
    pairs.sort(key=lambda p: p[1])
    pairs.sort(key=lambda p: p[0], reverse=True)
    return [p[1] for p in pairs[:n]]
""",
    """from collections import Counter
def top_words(text, n):
    counter = Counter()
    for line in text.splitlines():
        for raw in line.split():
            counter[raw.strip(".,;:!?").lower()] += 1
    del counter[""]
    items = list(counter.items())
    items.sort(key=lambda item: item[0])
    items.sort(key=lambda item: item[1], reverse=True)
    return [name for name, _ in items[:n]]
""",
]


class _Renaming(ast.NodeTransformer):
    """Gives every name that the code itself binds another one."""

    def __init__(self, tree: ast.AST) -> None:
        names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and _stored(node)]
        names += [node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)]
        self._new = {name: f"my_{place}" for place, name in enumerate(dict.fromkeys(names))}

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._new.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self._new.get(node.arg, node.arg)
        return node


def _stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


class _OtherLiterals(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            node.value += 3
        elif isinstance(node.value, str):
            node.value += " other"
        return node


def renamed(code: str) -> str:
    tree = ast.parse(code)
    return ast.unparse(_Renaming(tree).visit(tree))


def other_literals(code: str) -> str:
    return ast.unparse(_OtherLiterals().visit(ast.parse(code)))


def commented(code: str) -> str:
    lines = code.splitlines()
    told = [f"{line}  # my own idea {place}\n" for place, line in enumerate(lines)]
    return told[0] + '    """What I thought.\n\n    At length."""\n' + "\n".join(told[1:])


def split_lines(code: str) -> str:
    return code.replace(" = ", " = \\\n            ").replace("(", "(\n        ")


def reordered(code: str) -> str:
    """The first two statements of the longest block exchanged, and everything renamed."""
    tree = ast.parse(code)
    blocks = [node.body for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.For | ast.While)]
    longest = max(blocks, key=len)
    longest[0], longest[1] = longest[1], longest[0]
    return renamed(ast.unparse(tree))


def broken(code: str) -> str:
    """With a syntax error at its end."""
    return f"{code.rstrip()} +\n    print('("


@pytest.fixture(params=["runs", "training", "words"])
def honest(request: pytest.FixtureRequest) -> dict[str, str]:
    """Independent solutions of one task, by learner."""
    pool = {"runs": RUNS, "training": TRAINING, "words": WORDS}[request.param]
    return {f"learner{place}": code for place, code in enumerate(pool)}


@pytest.fixture(params=[renamed, other_literals, commented, split_lines, broken, reordered])
def change(request: pytest.FixtureRequest) -> Change:
    """One way of making a copy look different."""
    made: Change = request.param
    return made
