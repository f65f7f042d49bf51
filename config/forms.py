from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from tickets.models import Agent


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "This user name and password do not fit together. Check both; capital letters count.",
        "inactive": "This account has been deactivated. Ask your administrator.",
        "bot": "Bots do not sign in here: they use the API with a token.",
    }

    def confirm_login_allowed(self, user: Agent) -> None:
        super().confirm_login_allowed(user)
        if user.is_bot:
            raise ValidationError(self.error_messages["bot"], code="bot")
