from django.urls import path

from metrics import clarity_views, views

urlpatterns = [
    path("scorecard/", views.scorecard_page, name="scorecard"),
    path("scorecard/handoffs/", views.handoffs_page, name="scorecard-handoffs"),
    path("scorecard/handoffs.csv", views.handoffs_csv, name="scorecard-handoffs-csv"),
    path("clarity/", clarity_views.clarity_page, name="clarity"),
    path("clarity/drills/", clarity_views.clarity_drills, name="clarity-drills"),
    path("clarity/tickets/", clarity_views.clarity_tickets, name="clarity-tickets"),
]
