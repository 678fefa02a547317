"""The roads by which letters leave the house, one file a kind. The inbox is none: its row is the letter."""

from notifications.channels.carrier import Carrier, ChannelError
from notifications.channels.email import EmailCarrier
from notifications.models import Channel

__all__ = ["CARRIERS", "Carrier", "ChannelError"]

CARRIERS: dict[Channel, Carrier] = {Channel.EMAIL: EmailCarrier()}
