"""Persons, and the accounts they sign in with."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _


class Person(models.Model):
    """A natural person. Appointments, four eyes and recusals are about persons; an account is only a key."""

    name = models.CharField(_("姓名"), max_length=100)
    sort_key = models.CharField(_("拼音"), max_length=200, blank=True, help_text=_("按姓名拼音排序用"))
    email = models.EmailField(_("电子邮箱"), blank=True)

    class Meta:
        verbose_name = _("人员")

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes accounts; each belongs to a person, who is made with the account when none is given."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Save and return a new account with a hashed password."""
        if "person" not in fields:
            fields["person"] = Person.objects.create(name=username)
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Save and return an administrator of accounts. He gains no power over a case by it."""
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. What its person may do follows from appointments, never from the account."""

    username = models.CharField(_("用户名"), max_length=150, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("人员"), related_name="accounts")
    language = models.CharField(_("界面语言"), max_length=10, blank=True)
    # Name → the query of the ledger's address. His own, seen by nobody else; they give no right.
    saved_filters = models.JSONField(_("存好的筛选"), default=dict, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    is_staff = models.BooleanField(_("可进后台"), default=False)
    must_change_password = models.BooleanField(
        _("须更改密码"), default=False, help_text=_("由开户人设的初始密码，首次登录时须更改")
    )
    date_joined = models.DateTimeField(_("开户时间"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("账号")

    def __str__(self) -> str:
        return self.username
