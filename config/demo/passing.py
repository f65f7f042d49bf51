"""How a ticket changes hands: straight, by a detour, or not in the end."""

from datetime import datetime, timedelta

from config.demo import company, pace, voices
from config.demo.narrator import Narrator
from config.demo.story import Deed
from escalation.models import ReturnReason

NEXT_SHIFT = {
    company.LISBON: company.DENVER,
    company.DENVER: company.SINGAPORE,
    company.SINGAPORE: company.LISBON,
}


def move_on(n: Narrator) -> bool:
    """Hand the ticket on where this problem needs it; False when it came back and stays with the sender."""
    if n.chance(0.06):
        _change_shift(n)
    for team in _way(n):
        if team == n.team:
            continue  # a detour led there already
        if n.team not in NEXT_SHIFT:
            n.note_the_cause()
            n.wait(10, 80)
        if not _escalate(n, team):
            return False
    return True


def _way(n: Narrator) -> list[str]:
    """The teams a ticket goes through after the first line."""
    target = n.scenario.goes_to
    if target == "tier-1":
        return [company.TIER_2] if n.chance(0.12) else []
    if not n.chance(0.62):
        return []
    if target == company.ENGINEERING:
        return [company.TIER_2, target] if n.chance(0.6) else [target]
    return [target, company.ENGINEERING] if target == company.TIER_2 and n.chance(0.09) else [target]


def _change_shift(n: Narrator) -> None:
    following = NEXT_SHIFT[n.team]
    n.wait(5, 40)
    n.agent_says(n.choose(voices.SHIFT_ENDS, team=team_name(following)))
    hand_over(n, company.SHIFT_CHANGE, to=following)
    n.agent_says(n.choose(voices.STILL_ON_IT))
    n.wait(5, 45)


def _escalate(n: Narrator, to: str) -> bool:
    kind = company.handoff_type_for(to)
    n.wait(2, 30, who=n.holder)
    if n.chance(0.6):
        n.agent_says(n.choose(voices.PASSING_ON, team=team_name(to)))
        n.wait(1, 4)
    fate = n.rng.random()
    if fate < 0.03:
        return _change_mind(n, kind, to)
    if fate < 0.11:
        return _come_back(n, kind, to)
    hand_over(n, kind, to=to, asked=n.chance(0.09))
    pick_up(n)
    return True


def pick_up(n: Narrator) -> None:
    """The receiver's first words; those of the scenario are said by the team it is meant for."""
    n.agent_says(n.of_this_cause(n.scenario.pickups) if n.team == n.scenario.goes_to else n.choose(voices.PICKED_UP))


def hand_over(n: Narrator, kind: str, *, to: str, asked: bool = False, fixed: bool = False) -> None:
    """Send, have it acknowledged, and come to the moment of the receiver's first words."""
    receiver = somebody(n, to)
    sent_at = send(n, kind, to=to, fixed=fixed)
    acknowledged_at = sent_at + pace.time_to_acknowledge(to, kind, sent_at, n.rng)
    if n.chance(0.15):
        n.at = sent_at + (acknowledged_at - sent_at) * 0.6
        n.customer_chases()
    if asked:
        _ask(n, receiver, until=acknowledged_at)
    n.at = acknowledged_at
    n.acknowledge(receiver, kind)
    n.team, n.holder = to, receiver
    answered_at = sent_at + pace.time_to_answer(to, kind, sent_at, n.rng)
    n.late = answered_at - sent_at > pace.ALLOWANCES[kind].respond
    n.at = max(answered_at, n.at + timedelta(minutes=n.rng.uniform(0.7, 4)))


def send(n: Narrator, kind: str, *, to: str, fixed: bool = False) -> datetime:
    package = n.bot_package() if n.holder == company.BOT else n.package(kind=kind, fixed=fixed)
    n.do(Deed.SENT, by=n.holder, team=to, handoff_type=kind, package=package)
    return n.at


def _ask(n: Narrator, receiver: str, *, until: datetime) -> None:
    began, span = n.at, until - n.at
    pair = n.rng.randrange(len(voices.QUESTIONS_TO_SENDER))
    n.at = began + span * 0.4
    n.do(Deed.ASKED, by=receiver, text=voices.QUESTIONS_TO_SENDER[pair])
    n.at = began + span * 0.8
    n.do(Deed.ANSWERED, by=n.holder, text=voices.ANSWERS_TO_RECEIVER[pair])


def _change_mind(n: Narrator, kind: str, to: str) -> bool:
    """The sender finds it herself while it waits, and withdraws."""
    send(n, kind, to=to)
    n.wait(2, 9)
    n.do(Deed.WITHDRAWN, by=n.holder)
    return False


def _come_back(n: Narrator, kind: str, to: str) -> bool:
    """The receiver returns it, before or after acknowledging; the sender takes it up and does what was missing."""
    reason = n.rng.choices(
        (ReturnReason.CONTEXT_MISSING, ReturnReason.WRONG_TEAM, ReturnReason.CRITERIA_NOT_MET), weights=(6, 3, 1)
    )[0]
    sender, home = n.holder, n.team
    receiver = somebody(n, to)
    sent_at = send(n, kind, to=to)
    n.at = sent_at + pace.time_to_acknowledge(to, kind, sent_at, n.rng)
    if n.chance(0.25):
        n.acknowledge(receiver, kind)
        n.wait(2, 12)
    n.do(Deed.RETURNED, by=receiver, text=n.choose(_return_words(reason, to)), reason=reason)
    n.team, n.holder = home, sender
    n.at += pace.time_to_take_back(kind, n.rng)
    n.do(Deed.TAKEN_BACK, by=sender)
    second = _right_door(home, to) if reason == ReturnReason.WRONG_TEAM else to
    if reason == ReturnReason.CRITERIA_NOT_MET or not second:
        return False
    n.wait(3, 25)
    n.note(n.choose(voices.SENT_AGAIN[reason]))
    n.wait(0.5, 2)
    hand_over(n, company.handoff_type_for(second), to=second, fixed=True)
    pick_up(n)
    return True


def _return_words(reason: ReturnReason, team: str) -> tuple[str, ...]:
    return {
        ReturnReason.CONTEXT_MISSING: voices.MISSING_CONTEXT,
        ReturnReason.WRONG_TEAM: voices.WRONG_TEAM[team],
        ReturnReason.CRITERIA_NOT_MET: voices.CRITERIA_NOT_MET,
    }[reason]


def _right_door(home: str, wrong: str) -> str:
    """Where it should have gone; nowhere, if that is the sender's own team."""
    right = company.ENGINEERING if wrong == company.TIER_2 else company.TIER_2
    return right if right != home else ""


def somebody(n: Narrator, team: str, *, besides: str = "") -> str:
    """One of a team; its lead less often."""
    people = [name for name in company.members(team) if name != besides]
    weights = [1 if company.BY_USERNAME[name].role == "lead" and len(people) > 1 else 4 for name in people]
    return n.rng.choices(people, weights=weights)[0]


def team_name(slug: str) -> str:
    return next(team.name for team in company.TEAMS if team.slug == slug)
