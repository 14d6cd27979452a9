"""Users and the roles they hold. Scopes are written as codes, because the college's rooms lie above this one."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from zhengai.accounts.rules import ROLES


class User(AbstractUser):
    display_name = models.CharField("姓名", max_length=60)
    person_number = models.CharField("工号或学号", max_length=40, blank=True, db_index=True)

    def __str__(self) -> str:
        return self.display_name or self.username


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
