"""Signing in and out. Five failed tries lock a name from an address for ten minutes."""

from typing import Any

from django import forms
from django.contrib.auth import SESSION_KEY, views
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone

from zhengai.accounts.actions import forget_failed_sign_ins, record_failed_sign_in
from zhengai.accounts.models import User
from zhengai.accounts.queries import sign_in_opens_again
from zhengai.college.queries import NoCollege, only_college
from zhengai.core import clock
from zhengai.web.shell.demo import demo_accounts


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "用户名或密码不对。请核对后再试；忘记密码请联系学校的系统管理员重置。",
        "inactive": "这个账户已停用。请联系学校的系统管理员。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"] = forms.CharField(
            label="用户名",
            error_messages={"required": "请填写用户名"},
            widget=forms.TextInput(
                attrs={"class": "form-control", "autocomplete": "username", "autofocus": True}
            ),
        )
        self.fields["password"] = forms.CharField(
            label="密码",
            strip=False,
            error_messages={"required": "请填写密码"},
            widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "current-password"}),
        )

    def clean(self) -> dict[str, Any]:
        username = self.cleaned_data.get("username", "")
        if not username or not self.cleaned_data.get("password"):
            return self.cleaned_data
        self._refuse_when_locked(username)
        try:
            return super().clean()
        except ValidationError:
            self._refuse_when_disabled(username)
            record_failed_sign_in(username=username, address=self._address, by=username)
            self._refuse_when_locked(username)
            raise

    def _refuse_when_disabled(self, username: str) -> None:
        """Told only to who knows the password."""
        user = User.objects.filter(username=username, is_active=False).first()
        if user is not None and user.check_password(self.cleaned_data["password"]):
            raise ValidationError(self.error_messages["inactive"], code="inactive")

    @property
    def _address(self) -> str:
        return str(self.request.META.get("REMOTE_ADDR", "")) if self.request else ""

    def _refuse_when_locked(self, username: str) -> None:
        opens = sign_in_opens_again(username, self._address, clock.now())
        if opens is not None:
            raise ValidationError(
                f"已连续输错 5 次，为保护账户暂停登录，请在 {timezone.localtime(opens):%H:%M} 之后再试。",
                code="locked",
            )


class SignIn(views.LoginView):
    template_name = "shell/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        username = form.get_user().get_username()
        address = str(self.request.META.get("REMOTE_ADDR", ""))
        forget_failed_sign_ins(username=username, address=address, by=username)
        return response

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever was at work when the account was disabled lands here, and learns why."""
        key = self.request.session.get(SESSION_KEY)
        if key is not None and User.objects.filter(pk=key, is_active=False).exists():
            self.request.session.flush()
            self.extra_context = {"ended": "您的账户已停用，登录已经结束。请联系学校的系统管理员。"}
        return super().get(*args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("ended", "")
        try:
            college = only_college()
        except NoCollege as reason:
            told: dict[str, Any] = {"college": None, "demo": [], "no_college": str(reason), "nobody": False}
            return super().get_context_data(**told, **kwargs)
        kwargs.setdefault("nobody", not User.objects.exists())
        return super().get_context_data(college=college, demo=demo_accounts(college), no_college="", **kwargs)


class SignOut(views.LogoutView):
    """By POST only: a link must not sign anybody out."""

    http_method_names = ["post", "options"]
