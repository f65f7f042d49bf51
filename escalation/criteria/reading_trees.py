"""Decision trees read from a criteria file."""

from escalation.criteria.conditions import OPERATORS, read_operand
from escalation.criteria.definition import Answer, Ending, Operator, Outcome, Question, Tree, Value
from escalation.criteria.entries import Entry, listed, mapping, plain
from escalation.criteria.yaml_nodes import Place
from escalation.facts import FACTS, BadFact, fact

ASK = "ask"


def read_tree(key: str, place: Place) -> Tree:
    """One tree. Whether it leads anywhere is judged by `tree_problems.problems`. Raises CriteriaError."""
    entry = Entry(place, ("name", "active", "issue_types", "questions", "outcomes"))
    return Tree(
        key=key,
        name=entry.text("name", key),
        issue_types=entry.texts("issue_types"),
        questions=tuple(_question(*found) for found in entry.named("questions")),
        outcomes=tuple(_outcome(*found) for found in entry.named("outcomes")),
        is_active=entry.yes_no("active", default=True),
    )


def _question(key: str, place: Place) -> Question:
    entry = Entry(place, ("ask", "help", "fact", "otherwise", "answers"))
    asked_of = entry.text("fact", "")
    if asked_of and asked_of not in FACTS:
        raise entry.part("fact").error(f"There is no fact “{asked_of}”. There are: {', '.join(FACTS)}.")
    if entry.text("otherwise", ASK) != ASK:
        raise entry.part("otherwise").error(f"The only word here is “{ASK}”: somebody is asked where no “if” holds.")
    return Question(
        key=key,
        text=entry.text("ask"),
        answers=tuple(_answer(answer, asked_of) for answer in listed(entry.part("answers"))),
        fact=asked_of,
        help_text=entry.text("help", ""),
        asks_otherwise="otherwise" in entry,
    )


def _answer(place: Place, asked_of: str) -> Answer:
    entry = Entry(place, ("answer", "if", "then"))
    operator, value = _comparison(entry.part("if"), asked_of) if "if" in entry else (None, None)
    return Answer(entry.text("answer"), entry.text("then", ""), operator, value)


def _comparison(place: Place, asked_of: str) -> tuple[Operator, Value]:
    if not asked_of:
        raise place.error("Only a question with a fact compares it: name the fact at the question.")
    compared = mapping(place)
    if len(compared) != 1:
        raise place.error("One comparison, such as “if: {is more than: 2 hours}”.")
    operator, value = next(iter(compared.items()))
    fitting = OPERATORS[fact(asked_of).kind]
    if operator not in fitting:
        raise value.error(f"“{asked_of}” cannot be compared by “{operator}”. It can by: {', '.join(fitting)}.")
    try:
        return Operator(operator), read_operand(fact(asked_of), Operator(operator), plain(value))
    except BadFact as error:
        raise value.error(str(error)) from error


def _outcome(key: str, place: Place) -> Outcome:
    entry = Entry(place, ("name", "do", "team", "handoff", "guidance", "article", "for"))
    return Outcome(
        key=key,
        name=entry.text("name", key),
        ending=entry.choice("do", Ending),
        team=entry.text("team", ""),
        handoff_type=entry.text("handoff", ""),
        guidance=entry.text("guidance", ""),
        article=entry.text("article", ""),
        monitor_for=entry.duration("for") if "for" in entry else None,
    )
