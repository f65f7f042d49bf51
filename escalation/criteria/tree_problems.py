"""What keeps a decision tree from being relied on, in sentences for whoever edits it. No database."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import combinations

from escalation.criteria.conditions import value_in_words
from escalation.criteria.decision_tree import answer_by_fact
from escalation.criteria.definition import Ending, Outcome, Question, Tree, Value
from escalation.facts import LONGEST, Fact, FactValue, Kind, fact, write_duration

NOBODY_SAYS = "something else"  # stands for every value that no answer names
FEW_WORDS = 6  # so few are tried in every combination


def problems(tree: Tree) -> list[str]:
    """Nothing for a tree that leads from every question, by every answer, to an outcome that says what to do."""
    if not tree.questions:
        return unsound(tree)
    found = [*unsound(tree), *_never_reached(tree)]
    for outcome in tree.outcomes:
        found += _incomplete(outcome)
    for question in tree.questions:
        found += _uncovered(question)
    return found


def unsound(tree: Tree) -> list[str]:
    """The problems among these that keep a walk from getting to an end."""
    if not tree.questions:
        return ["There is no question yet."]
    return [*_twice(tree), *_dead_ends(tree), *_cycles(tree)]


def _twice(tree: Tree) -> Iterator[str]:
    names = Counter([*(each.key for each in tree.questions), *(each.key for each in tree.outcomes)])
    yield from (f"Two questions or outcomes are named “{key}”." for key, count in names.items() if count > 1)
    for question in tree.questions:
        labels = Counter(answer.label for answer in question.answers)
        yield from (f"“{question.text}” has the answer “{label}” twice." for label, n in labels.items() if n > 1)


def _dead_ends(tree: Tree) -> Iterator[str]:
    there = {each.key for each in tree.questions} | {each.key for each in tree.outcomes}
    for question in tree.questions:
        if not question.answers:
            yield f"“{question.text}” has no answers: nobody gets further."
        for answer in question.answers:
            if answer.then not in there:
                where = f"to “{answer.then}”, which is no question and no outcome" if answer.then else "nowhere"
                yield f"“{question.text}”, answer “{answer.label}”, leads {where}."


def ways(tree: Tree) -> dict[str, list[str]]:
    """Where each question's answers lead."""
    return {question.key: [answer.then for answer in question.answers] for question in tree.questions}


def _cycles(tree: Tree) -> list[str]:
    texts, lead = {question.key: question.text for question in tree.questions}, ways(tree)
    done: set[str] = set()

    def loop_from(key: str, above: tuple[str, ...]) -> tuple[str, ...]:
        if key in above:
            return above[above.index(key) :]
        if key in done or key not in lead:
            return ()
        done.add(key)
        return next((loop for then in lead[key] if (loop := loop_from(then, (*above, key)))), ())

    for question in tree.questions:
        if loop := loop_from(question.key, ()):
            return [f"The questions go round in a circle: {' → '.join(f'“{texts[key]}”' for key in loop)}."]
    return []


def _never_reached(tree: Tree) -> Iterator[str]:
    lead, reached, ahead = ways(tree), set[str](), [tree.questions[0].key]
    while ahead:
        key = ahead.pop()
        if key not in reached:
            reached.add(key)
            ahead += lead.get(key, [])
    names = {**{each.key: each.name for each in tree.outcomes}, **{each.key: each.text for each in tree.questions}}
    yield from (f"No answer leads to “{name}”." for key, name in names.items() if key not in reached)


def _incomplete(outcome: Outcome) -> Iterator[str]:
    if outcome.ending == Ending.HAND_OVER and not (outcome.team and outcome.handoff_type):
        yield f"“{outcome.name}” hands over: say to which team and by which handoff type."
    if outcome.ending == Ending.KEEP and not outcome.guidance:
        yield f"“{outcome.name}” keeps the ticket: say in its guidance what to do."
    if outcome.ending == Ending.MONITOR and not outcome.monitor_for:
        yield f"“{outcome.name}” watches: say for how long."
    if outcome.monitor_for and not is_watchable(outcome.monitor_for):
        yield f"“{outcome.name}” watches for a strange length of time: whole seconds, and ten years at most."
    if outcome.article and not outcome.link:
        yield f"“{outcome.name}” names an article that is no address: begin it with https:// or with a slash."


def is_watchable(length: timedelta) -> bool:
    """Whether it can be written down and read back."""
    return timedelta(0) < length <= LONGEST and not length.microseconds


def _uncovered(question: Question) -> Iterator[str]:
    """A fact's value that no answer takes, where the question could answer itself."""
    if not question.fact or not question.answers or question.asks_otherwise:
        return
    of = fact(question.fact)
    named = [answer.value for answer in question.answers if answer.value is not None]
    for value in telling_values(of, named):
        if answer_by_fact(question, value) is None:
            said = _near(value, named) or value_in_words(of, value) if value != () else "empty"
            yield f"“{question.text}” has no answer when {of.label} is {said}."
            return


def _near(value: Value, named: Sequence[Value]) -> str:
    """Of a length of time that is a second beside one that an answer names, how people would say it."""
    lengths = {each for each in named if isinstance(each, timedelta)}
    for length, beside in ((length, beside) for length in lengths for beside in (("less", -1), ("more", 1))):
        if value == length + timedelta(seconds=beside[1]):
            return f"{beside[0]} than {write_duration(length)}"
    return ""


def telling_values(of: Fact, named: Sequence[Value]) -> Iterable[FactValue]:
    """Values between which comparisons with those named can tell: what holds of each of these holds of all."""
    if of.kind == Kind.YES_NO:
        return (True, False)
    if of.kind == Kind.NUMBER:
        numbers = sorted({value for value in named if isinstance(value, int | float) and not isinstance(value, bool)})
        return [near for number in numbers or [0] for near in (number - 1, number, number + 1)]
    if of.kind == Kind.DURATION:
        lengths = sorted({value for value in named if isinstance(value, timedelta)}) or [timedelta(hours=1)]
        second = timedelta(seconds=1)
        return [near for length in lengths for near in (length - second, length, length + second)]
    return _telling_words(of, [value if isinstance(value, tuple) else (value,) for value in named])


def _telling_words(of: Fact, named: Sequence[tuple[object, ...]]) -> Iterable[FactValue]:
    lists = [tuple(text for text in texts if isinstance(text, str)) for texts in named]
    words = sorted({text for texts in lists for text in texts})
    if of.kind == Kind.CHOICE:
        return list(of.told) or [*words, NOBODY_SAYS]
    sets = _every_set(words) if len(words) <= FEW_WORDS else _telling_sets(words, lists)
    if of.kind == Kind.LABELS:
        return [*sets, (NOBODY_SAYS,)]
    return [" . ".join(chosen) or NOBODY_SAYS for chosen in sets]


def _every_set(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [chosen for size in range(len(words) + 1) for chosen in combinations(words, size)]


def _telling_sets(words: Sequence[str], lists: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Of many words: none, each alone, all but each, all, and those named together. Any two comparisons can be met by
    one of these if they can be met at all."""
    alone = [(word,) for word in words]
    all_but = [tuple(other for other in words if other != word) for word in words]
    return list(dict.fromkeys([(), *alone, *lists, *all_but, tuple(words)]))
