from django.urls import path

from tickets.views import opening, search

urlpatterns = [
    path("tickets/open/", opening.open_ticket, name="open-ticket"),
    path("search/", search.find, name="search"),
]
