"""Users, the roles they hold, and how they got their first password.

Scopes are written as codes, because the college's rooms lie above this one.
"""

from django.contrib.auth.models import AbstractUser
from django.db import models

from zhengai.accounts.rules import ROLES


class Handout(models.Model):
    """发放单: the one-time passwords of many accounts, handed out as a file exactly once.

    The passwords stand nowhere: each is computed from `seed`, the installation's secret key and the username
    (one_time.derived). Taking the list erases the seed, and with it the last way to learn them.
    """

    college = models.CharField("学校代码", max_length=40)
    role = models.CharField("角色", max_length=30)  # of the people on it: teacher, student
    seed = models.CharField("种子", max_length=64, blank=True)
    made_by = models.CharField("建立人", max_length=150)
    made_at = models.DateTimeField("建立时间")
    ready_at = models.DateTimeField("完成时间", null=True)
    taken_by = models.CharField("领取人", max_length=150, blank=True)
    taken_at = models.DateTimeField("领取时间", null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{ROLES[self.role].name}一次性密码 {self.made_at:%Y-%m-%d}"

    @property
    def waits(self) -> bool:
        """Complete, and not taken yet."""
        return self.ready_at is not None and bool(self.seed)


class User(AbstractUser):
    display_name = models.CharField("姓名", max_length=60)
    person_number = models.CharField("工号或学号", max_length=40, blank=True, db_index=True)
    # the password is a one-time one: nothing opens before it is changed
    must_change_password = models.BooleanField("须改密码", default=False)
    handout = models.ForeignKey(
        Handout, verbose_name="发放单", null=True, blank=True, on_delete=models.SET_NULL, related_name="users"
    )
    # raised whenever the open sessions end: a session of an earlier count is not known any more
    sessions_ended = models.PositiveIntegerField("结束登录次数", default=0)

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_session_auth_hash(self) -> str:
        known = super().get_session_auth_hash()
        return f"{known}:{self.sessions_ended}" if self.sessions_ended else known


class Grant(models.Model):
    """A role in a scope, from a day until a day (open when null)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField("角色", max_length=30, choices=[(r.code, r.name) for r in ROLES.values()])
    college = models.CharField("学校代码", max_length=40)
    level = models.CharField("层面", max_length=30, blank=True)  # "" = the whole college
    subject = models.CharField("对象代码", max_length=80, blank=True)
    valid_from = models.DateField("起")
    valid_until = models.DateField("止", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="grant_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(level="", subject="") | (~models.Q(level="") & ~models.Q(subject="")),
                name="grant_scope_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {ROLES[self.role].name}"


class SignInFailure(models.Model):
    """A failed try to sign in. No foreign key: the name may belong to nobody."""

    username = models.CharField("用户名", max_length=150)
    address = models.CharField("网络地址", max_length=45)
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["username", "address", "at"], name="sign_in_failure_of_whom")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.username} {self.address}"
