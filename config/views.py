from typing import Any

from django.contrib.auth.views import LoginView

from config.demo.sign_ins import demo_sign_ins
from config.forms import SignInForm


class SignIn(LoginView):
    """The sign-in page, with people to try while the demo is loaded."""

    form_class = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(demo_sign_ins=demo_sign_ins(), **kwargs)
