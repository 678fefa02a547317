"""The one exception of these acts."""


class ActRefused(Exception):
    """The act can't be done; the message is for the user."""
