"""Who is signed in: her session, herself and the teams she works in, in one query, which every page asks.

With it comes the stamp of the edition that holds, so that a page need not read again what nobody has changed.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db.models import F, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from tickets import kept
from tickets.compiled import Text, compiled
from tickets.models import Agent, Edition, Session
from tickets.permissions import remember_memberships


class SessionStore(DatabaseStore):
    """Django's sessions in the database, each with its agent."""

    agent: Agent | None = None  # whose session it was when it was read

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        session = super().create_model_instance(data)
        session.agent_id = data.get(auth.SESSION_KEY)  # type: ignore[attr-defined]
        return session

    def _get_session_from_db(self) -> Session | None:
        rows = _with_agent(key=Text(self.session_key), at=timezone.now())
        if not rows:
            self._session_key = None
            return None
        session: Session = rows[0]
        kept.holds(rows[0].edition)
        if session.agent:
            remember_memberships(session.agent, {row.works_in: row.leads for row in rows if row.works_in})
        self.agent = session.agent
        return session


@compiled
def _with_agent(*, key: Text, at: datetime) -> QuerySet[Session, Any]:
    """A row for each team she works in, one where there is none."""
    unexpired = Session.objects.filter(session_key=key, expire_date__gt=at).select_related("agent")
    teams = {"works_in": F("agent__memberships__team"), "leads": F("agent__memberships__is_lead")}
    return unexpired.annotate(**teams, edition=Subquery(Edition.objects.values("stamp")[:1]))


def agent_of(request: HttpRequest) -> Agent | AnonymousUser:
    """Whoever is signed in. Django decides, where what came along with the session does not say it beyond doubt."""
    session = request.session
    session.get(auth.SESSION_KEY)  # reads it
    agent = session.agent if isinstance(session, SessionStore) else None
    if agent is not None and _is_signed_in(agent, session):
        return agent
    user: Agent | AnonymousUser = auth.get_user(request)
    return user


def _is_signed_in(agent: Agent, session: SessionBase) -> bool:
    """Whether the session says so still, by her password as it is now and by a way to sign in that is open."""
    signed = session.get(auth.HASH_SESSION_KEY, "")
    return (
        agent.is_active
        and session.get(auth.SESSION_KEY) == str(agent.pk)
        and session.get(auth.BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(signed, agent.get_session_auth_hash())
    )
