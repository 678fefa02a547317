"""The pages' icons: `{% icon "lock" %}` in any template. Always beside words, so nobody is told of them."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return one icon of static/icons.svg, by its name there."""
    return format_html('<svg class="bh-ic" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("icons.svg"), name)
