from django.urls import include, path

from escalation.views import duty, health, inbox, links, my_work, notices, queue

urlpatterns = [
    path("", include("escalation.desk.urls")),
    path("", my_work.my_work, name="my-work"),
    path("inbox/", inbox.any_inbox, name="inbox"),
    path("inbox/<slug:team>/", inbox.inbox, name="inbox"),
    path("inbox/<slug:team>/claim/", inbox.claim, name="inbox-claim"),
    path("duty/", duty.duty, name="duty"),
    path("duty/leave/", duty.leave, name="leave"),
    path("duty/leave/<int:pk>/end/", duty.end_leave, name="leave-end"),
    path("duty/<slug:team>/take/", duty.take, name="watch-take"),
    path("duty/<slug:team>/give-up/", duty.give_up, name="watch-give-up"),
    path("duty/<slug:team>/cover/", duty.cover, name="watch-cover"),
    path("handoffs/", queue.queue, name="handoff-queue"),
    path("handoffs/<slug:team>/", queue.queue, name="handoff-queue"),
    path("handoffs/<slug:team>/wall/", queue.wall, name="handoff-wall"),
    path("handoffs/<int:pk>/acknowledge/", queue.acknowledge, name="queue-acknowledge"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("health/deadlines", health.deadlines, name="health-deadlines"),
    path("health/banner", health.banner, name="health-banner"),
    path("metrics", health.metrics, name="metrics"),
    path("l/<str:token>/", links.acknowledge, name="link"),
    path("notices/", notices.index, name="notices"),
    path("notices/summary/", notices.summary, name="notices-summary"),
    path("notices/read/", notices.read, name="notices-read"),
]
