"""My work: what waits for one agent, and what she is accountable for."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from escalation import handoffs, shift_change, transitions
from escalation.capped import capped
from escalation.counts import Counts
from escalation.deadlines import is_at_risk
from escalation.models import CriteriaRevision, Handoff, ReturnReason
from escalation.work import SHOWN, Work, work_of
from tests.clock import NOON, SettableClock, minutes_after
from tests.factories import (
    AgentFactory,
    BotFactory,
    HandoffTypeFactory,
    IssueTypeFactory,
    TeamFactory,
    open_ticket,
    send_handoff,
)
from tests.pages import POLL, queries, signed_in, text
from tests.support.lasting_rows import lasting
from tests.support.many_handoffs import start_clocks, waiting_handoffs
from tickets import services
from tickets.models import Agent, Channel, Role, Team, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@lasting
def team() -> Team:
    return TeamFactory(name="Tier 2", slug="tier-2")


@lasting
def agent(team: Team) -> Agent:
    return AgentFactory(name="Sarah Okafor", team=team)


def work(agent: Agent, at: datetime = NOON) -> Work:
    # A fresh object, as each request has: an agent remembers her memberships.
    return work_of(Agent.objects.get(pk=agent.pk), now=at)


def test_nothing_waits_for_somebody_new(agent: Agent) -> None:
    found = work(agent)

    assert found.nothing_waits
    assert (found.at_risk, found.overseen, found.held) == ([], [], [])


def test_handoffs_to_her_team_wait_for_her_due_soonest_first(agent: Agent) -> None:
    slow = HandoffTypeFactory(acknowledge_within=timedelta(hours=2))
    later = send_handoff(receiver=agent, type=slow)
    sooner = send_handoff(receiver=agent)
    send_handoff()  # to another team

    assert work(agent).waiting == [sooner, later]


def test_what_is_sent_to_a_colleague_by_name_waits_for_him_alone(agent: Agent, team: Team) -> None:
    colleague = AgentFactory(team=team)
    handoff = send_handoff(receiver=agent, to_agent=colleague)

    assert work(agent).waiting == []
    assert work(colleague).waiting == [handoff]


def test_what_came_back_waits_for_its_sender(agent: Agent, database_clock: SettableClock) -> None:
    handoff = send_handoff(sender=agent)
    handoffs.return_to_sender(
        handoff, reason=ReturnReason.WRONG_TEAM, note="Billing knows.", by=handoff.to_team.members.get()
    )

    assert work(agent).returned == [handoff]
    assert work(agent).returned[0].take_back_due_at == minutes_after(15)  # type: ignore[attr-defined]  # annotated
    handoffs.take_back(handoff, by=agent)
    assert work(agent).returned == []


def test_what_came_back_stands_above_all_else(agent: Agent, database_clock: SettableClock) -> None:
    handoff = send_handoff(sender=agent, at=timezone.now())
    handoffs.return_to_sender(
        handoff, reason=ReturnReason.WRONG_TEAM, note="Not ours.", by=handoff.to_team.members.get()
    )
    open_ticket(agent.teams.get(), holder=agent)
    AgentFactory(team=agent.teams.get())
    begun = shift_change.start_by_hand(agent.teams.get(), by=agent, at=timezone.now())

    page = text(signed_in(agent), "/")

    assert page.index(f'id="returned-{handoff.pk}"') < page.index(f'id="shift-change-{begun.pk}"')


def test_a_follow_up_that_nobody_holds_is_due_for_the_whole_team_and_named_in_its_inbox(
    agent: Agent, team: Team
) -> None:
    ticket, stranger = open_ticket(team), AgentFactory(team=TeamFactory())
    made = {"due_at": minutes_after(20), "said": "I promised to call.", "by": agent, "at": NOON}
    due = transitions.mark_follow_up(ticket, **made)  # type: ignore[arg-type]

    assert work(agent, minutes_after(19)).due == []
    assert work(agent, minutes_after(21)).due == [due]
    assert work(stranger, minutes_after(21)).due == []
    assert "Follow up" in text(signed_in(agent), reverse("inbox", args=[team.slug]))


def test_what_came_back_to_a_bot_waits_for_the_team_that_answers_for_it(
    agent: Agent, team: Team, database_clock: SettableClock
) -> None:
    AgentFactory(role=Role.LEAD, team=team)
    bot = BotFactory(team=TeamFactory(), answered_for_by=team)
    handoff = send_handoff(sender=bot)
    handoffs.return_to_sender(
        handoff, reason=ReturnReason.CONTEXT_MISSING, note="Which version?", by=handoff.to_team.members.get()
    )

    assert work(agent).returned == [handoff]


def ask(handoff: Handoff, question: str) -> None:
    handoffs.ask(handoff, text=question, by=handoff.to_team.members.get())


def test_a_question_waits_for_the_sender_until_it_is_answered(agent: Agent, database_clock: SettableClock) -> None:
    handoff = send_handoff(sender=agent)
    ask(handoff, "Which version?")
    ask(handoff, "Since when?")

    assert [event.text for event in work(agent).asked] == ["Which version?", "Since when?"]
    handoffs.answer(handoff, text="4.2, since Monday.", by=agent)
    assert work(agent).asked == []
    ask(handoff, "Which browser?")
    assert [event.text for event in work(agent).asked] == ["Which browser?"]


def test_a_question_to_a_bot_waits_for_the_lead_of_its_team(database_clock: SettableClock) -> None:
    team = TeamFactory()
    lead, bot = AgentFactory(role=Role.LEAD, team=team), BotFactory(team=team, answered_for_by=team)
    ask(send_handoff(sender=bot), "What did it try?")

    assert [event.text for event in work(lead).asked] == ["What did it try?"]


@pytest.mark.parametrize(
    ("minutes", "share", "expected"),
    [(0, 33, False), (40, 33, False), (41, 33, True), (60, 33, True), (61, 33, True), (30, 50, True), (1, 100, True)],
)
def test_a_deadline_is_at_risk_when_little_of_its_time_is_left(minutes: int, share: int, expected: bool) -> None:
    due_at, now = minutes_after(60), minutes_after(minutes)

    assert is_at_risk(started_at=NOON, due_at=due_at, now=now, share=share) is expected


def test_what_she_sent_is_at_risk_while_nobody_acknowledges(agent: Agent) -> None:
    handoff = send_handoff(sender=agent)

    assert work(agent, minutes_after(5)).at_risk == []
    assert [clock.handoff for clock in work(agent, minutes_after(11)).at_risk] == [handoff]
    assert [clock.is_overdue(minutes_after(20)) for clock in work(agent, minutes_after(20)).at_risk] == [True]


def test_what_she_acknowledged_is_at_risk_until_she_answers(agent: Agent, database_clock: SettableClock) -> None:
    handoff = send_handoff(receiver=agent)
    database_clock.now = minutes_after(3)
    handoffs.acknowledge(handoff, by=agent)

    found = work(agent, minutes_after(45))
    services.post_message(
        handoff.ticket, author=agent, body="We found it.", channel=Channel.EMAIL, at=minutes_after(46)
    )

    assert [(clock.handoff, clock.kind) for clock in found.at_risk] == [(handoff, "respond")]
    assert work(agent, minutes_after(10)).at_risk == []


def test_what_has_been_handed_on_is_no_longer_her_risk(agent: Agent, database_clock: SettableClock) -> None:
    first = send_handoff(receiver=agent)
    handoffs.acknowledge(first, by=agent)
    second = send_handoff(sender=agent, ticket=first.ticket, at=minutes_after(1))

    assert [clock.handoff for clock in work(agent, minutes_after(59)).at_risk] == [second]


def test_she_sees_what_she_holds_longest_waiting_customer_first(agent: Agent, team: Team) -> None:
    answered = open_ticket(team, at=minutes_after(-90), holder=agent)
    services.post_message(answered, author=agent, body="Done.", channel=Channel.EMAIL, at=minutes_after(-80))
    short = open_ticket(team, at=minutes_after(-10), holder=agent)
    long = open_ticket(team, at=minutes_after(-60), holder=agent)
    resolved = open_ticket(team, holder=agent)
    services.resolve(resolved, by=agent, at=NOON)
    open_ticket(team)

    assert [row.pk for row in work(agent).held] == [long.pk, short.pk, answered.pk]


def test_what_she_offers_is_still_hers_and_says_to_whom(agent: Agent) -> None:
    handoff = send_handoff(sender=agent)

    found = work(agent)

    assert [row.pk for row in found.held] == [handoff.ticket_id]
    assert found.offered == {handoff.ticket_id: handoff}


def test_a_lead_also_sees_what_else_waits_in_her_teams(agent: Agent, team: Team) -> None:
    lead = AgentFactory(role=Role.LEAD, team=team)
    by_name = send_handoff(receiver=agent, to_agent=agent)
    sent = send_handoff(sender=agent, at=minutes_after(1))
    to_all = send_handoff(receiver=agent, at=minutes_after(2))
    send_handoff()

    assert work(lead).overseen == [by_name, sent]
    assert work(lead).waiting == [to_all]
    assert work(agent).overseen == []


def test_a_manager_sees_what_is_overdue_anywhere(agent: Agent) -> None:
    late = send_handoff(receiver=agent)
    send_handoff(at=minutes_after(10))

    assert work(AgentFactory(role=Role.MANAGER), minutes_after(16)).overseen == [late]


def test_the_page_names_each_part_and_takes_few_queries(agent: Agent, database_clock: SettableClock) -> None:
    now = timezone.now()
    database_clock.now = now
    client = signed_in(agent)
    sent = send_handoff(sender=agent, at=now - timedelta(minutes=14))
    ask(sent, "Which version?")
    send_handoff(receiver=agent, at=now)
    few = queries(client, "/")
    for _ in range(4):
        back = send_handoff(sender=agent, at=now)
        handoffs.return_to_sender(back, reason=ReturnReason.WRONG_TEAM, note="No.", by=back.to_team.members.get())
        send_handoff(receiver=agent, at=now)

    page = text(client, "/")

    assert all(words in page for words in ("Waiting for me", "asks you", "Came back from", "At risk", "Mine"))
    assert queries(client, "/") == few <= 12
    assert queries(client, "/", **POLL) <= 10


def test_an_empty_page_says_what_to_do(agent: Agent) -> None:
    page = text(signed_in(agent), "/")

    assert "Nothing waits for you" in page
    assert "You hold no ticket" in page


# --- the header -----------------------------------------------------------------------------------------------------


def counts(agent: Agent, at: datetime = NOON) -> Counts:
    return Counts(Agent.objects.get(pk=agent.pk), at)


def test_the_header_counts_what_waits(agent: Agent, team: Team, database_clock: SettableClock) -> None:
    send_handoff(receiver=agent)
    send_handoff(receiver=agent, to_agent=AgentFactory(team=team))
    back = send_handoff(sender=agent)
    handoffs.return_to_sender(back, reason=ReturnReason.WRONG_TEAM, note="No.", by=back.to_team.members.get())
    open_ticket(team)
    found = counts(agent)

    assert (found.my_work, found.handoffs, found.inbox, found.unread_notices) == ("2", "2", "1", "3")
    assert not found.my_work_hot
    assert counts(agent, minutes_after(16)).handoffs_hot


def test_nothing_is_counted_beyond_a_hundred() -> None:
    assert [capped(count) for count in (0, 99, 100, 5000)] == ["0", "99", "99+", "99+"]


def test_a_header_takes_one_query(agent: Agent, team: Team, django_assert_num_queries: object) -> None:
    found = counts(agent)

    with django_assert_num_queries(1):  # type: ignore[operator]
        shown = [found.my_work, found.handoffs, found.handoffs_hot, found.inbox, found.unread_notices]

    assert shown == ["0", "0", False, "0", "0"]


def test_what_is_cut_says_how_much_more_there_is_and_where(agent: Agent, team: Team) -> None:
    at, other = timezone.now(), AgentFactory(team=TeamFactory(name="Tier 3", slug="tier-3"))
    start = [at + timedelta(minutes=1 + number) for number in range(SHOWN + 3)]
    start_clocks(waiting_handoffs(SHOWN + 3, sender=AgentFactory(team=TeamFactory()), receiver=agent, at=at), start)
    for ticket in Ticket.objects.all():
        services.take_part(ticket, team=team, at=at)
    start_clocks(waiting_handoffs(SHOWN + 2, sender=agent, receiver=other, at=at), start[: SHOWN + 2])

    found, page = work(agent, at), text(signed_in(agent), "/")

    assert (len(found.waiting), len(found.held)) == (SHOWN, SHOWN)
    assert found.more == {"waiting": "3", "held": "2"}
    assert len(found.offered) == SHOWN + 2, "each of the tickets that are shown says that it is offered"
    assert '<a href="/inbox/tier-2/?holder=me">Tier 2</a>' in page
    assert 'and 3 more. <a href="/handoffs/">See all in the handoff queue</a>' in page


def test_a_leads_list_is_cut_by_itself_and_says_so(team: Team) -> None:
    at, lead = timezone.now(), AgentFactory(team=team, role=Role.LEAD)
    member, other = AgentFactory(team=team), AgentFactory(team=TeamFactory())
    sent = waiting_handoffs(SHOWN + 4, sender=member, receiver=other, at=at)
    start_clocks(sent, [at + timedelta(minutes=1 + number) for number in range(len(sent))])

    found = work(lead, at)

    assert [handoff.pk for handoff in found.overseen] == [handoff.pk for handoff in sent[:SHOWN]]
    assert found.more == {"overseen": "4"}
    assert "and 4 more." in text(signed_in(lead), "/")


def test_the_first_admin_of_an_empty_installation_is_led_from_one_step_to_the_next() -> None:
    boss, at = AgentFactory(role=Role.ADMIN), timezone.now()
    admin, begin = signed_in(boss), "To begin with"
    assert text(admin, "/").count("/add/") == 3
    assert begin not in text(signed_in(AgentFactory()), "/")

    team = TeamFactory()
    assert "Done: " not in text(admin, "/"), "a team without anybody in it"
    AgentFactory(team=team)
    kind = IssueTypeFactory()
    assert text(admin, "/").count("Done: ") == 2

    CriteriaRevision.objects.create(part="tree:x", number=1, content="x", published_at=at)
    assert begin in text(admin, "/")
    open_ticket(team, at=at, issue_type=kind)
    assert begin not in text(admin, "/")
