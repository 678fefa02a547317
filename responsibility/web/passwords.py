"""What a password must be like, in our words where Django's catalogue has none."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    """Django's, whose English sentence its own Chinese catalogue doesn't know."""

    def get_error_message(self) -> str:
        """Return what is wrong with a short one."""
        said = ngettext("密码太短，至少要 %(n)d 个字符", "密码太短，至少要 %(n)d 个字符", self.min_length)
        return said % {"n": self.min_length}
