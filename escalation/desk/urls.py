from django.urls import path

from escalation.views import criteria, deeds, hand_over, passages, presence, reply_draft, ticket

urlpatterns = [
    # tickets/<pk>/
    path("tickets/<int:pk>/", ticket.ticket, name="ticket"),
    path("tickets/<int:pk>/say/", deeds.say, name="ticket-say"),
    path("tickets/<int:pk>/draft/", reply_draft.save, name="ticket-draft"),
    path("tickets/<int:pk>/presence/", presence.beat, name="ticket-presence"),
    path("tickets/<int:pk>/claim/", deeds.claim, name="ticket-claim"),
    path("tickets/<int:pk>/colleagues/", ticket.colleagues, name="ticket-colleagues"),
    path("tickets/<int:pk>/place/", deeds.place, name="ticket-place"),
    path("tickets/<int:pk>/criteria/", criteria.beside, name="ticket-criteria"),
    path("tickets/<int:pk>/criteria/fired/", criteria.fired, name="ticket-fired"),
    path("tickets/<int:pk>/criteria/decide/", criteria.decide, name="ticket-criteria-decide"),
    path("tickets/<int:pk>/resolve/", deeds.resolve, name="ticket-resolve"),
    path("tickets/<int:pk>/reopen/", deeds.reopen, name="ticket-reopen"),
    path("tickets/<int:pk>/hand-over/", hand_over.hand_over, name="hand-over"),
    path("tickets/<int:pk>/hand-over/begin/", hand_over.begin, name="hand-over-begin"),
    path("tickets/<int:pk>/hand-over/asked/", hand_over.asked, name="hand-over-asked"),
    path("tickets/<int:pk>/hand-over/ground/", hand_over.ground, name="hand-over-ground"),
    path("tickets/<int:pk>/hand-over/draft/", hand_over.save_draft, name="hand-over-draft"),
    path("tickets/<int:pk>/hand-over/discard/", hand_over.discard_draft, name="hand-over-discard"),
    path("tickets/<int:pk>/follow-up/", passages.follow_up, name="follow-up"),
    path("tickets/<int:pk>/channel/", passages.move_channel, name="move-channel"),
    path("follow-ups/<int:pk>/take-up/", passages.take_up, name="follow-up-take-up"),
    path("changes/<int:pk>/context/", passages.add_context, name="add-context"),
    path("answers/<int:pk>/context/", passages.add_context_to_answer, name="add-context-to-answer"),
    # handoffs/<pk>/
    path("handoffs/<int:pk>/take/", deeds.acknowledge, name="handoff-acknowledge"),
    path("handoffs/<int:pk>/return/", deeds.give_back, name="handoff-return"),
    path("handoffs/<int:pk>/ask/", deeds.ask, name="handoff-ask"),
    path("handoffs/<int:pk>/answer/", deeds.answer, name="handoff-answer"),
    path("handoffs/<int:pk>/could/", deeds.say_whether_one_could, name="handoff-could"),
    path("handoffs/<int:pk>/withdraw/", deeds.withdraw, name="handoff-withdraw"),
    path("handoffs/<int:pk>/take-back/", deeds.take_back, name="handoff-take-back"),
    # drafts/<pk>/
    path("drafts/<int:pk>/take-over/", reply_draft.take_over, name="draft-take-over"),
    # attachments/<pk>/
    path("attachments/<int:pk>/", ticket.attachment, name="attachment"),
]
