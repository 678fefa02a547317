"""存好的筛选: conditions that a person keeps under a name."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from hazards.web.context import user_of
from hazards.web.ledger.filters import FIELDS, address
from responsibility.models import User

MOST = 20


class SaveForm(forms.Form):
    """A name for the conditions in force."""

    name = forms.CharField(label=lazy("名称"), max_length=30)
    query = forms.CharField(max_length=2000, required=False)


def known_query(query: str) -> str:
    """Return the part of an address's query that the ledger knows; anything else is left out."""
    asked: Mapping[str, Any] = dict(parse_qsl(query.removeprefix("?"), max_num_fields=50))
    return address(asked.get("state", "open"), {name: asked[name] for name in FIELDS if name in asked})


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the conditions under a name; a name used before gets the new conditions. Back to the list."""
    form = SaveForm(request.POST)
    query = known_query(request.POST.get("query", "")[:2000])
    if not form.is_valid():
        messages.error(request, _("没有存：请写一个名称，最多 30 字"))
    elif _keep(user_of(request).pk, form.cleaned_data["name"], query):
        messages.success(request, _("已存为“%(name)s”") % {"name": form.cleaned_data["name"]})
    else:
        messages.error(request, _("没有存：最多存 %(most)d 个，请先删掉一个") % {"most": MOST})
    return HttpResponseRedirect(reverse("ledger") + query)


def _keep(account_id: int, name: str, query: str) -> bool:
    """Write it, unless the account has enough; two at once are counted one after the other."""
    with transaction.atomic():
        account = User.objects.select_for_update(no_key=True).get(pk=account_id)
        if len(account.saved_filters.keys() - {name}) >= MOST:
            return False
        account.saved_filters = dict(sorted({**account.saved_filters, name: query}.items()))
        account.save(update_fields=["saved_filters"])
    return True


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Forget one; what isn't there is forgotten already. Back to what it showed."""
    name = request.POST.get("name", "")
    with transaction.atomic():
        account = User.objects.select_for_update(no_key=True).get(pk=user_of(request).pk)
        query = account.saved_filters.pop(name, "")
        account.save(update_fields=["saved_filters"])
    if query:
        messages.success(request, _("已删掉“%(name)s”") % {"name": name})
    return HttpResponseRedirect(reverse("ledger") + known_query(query))
