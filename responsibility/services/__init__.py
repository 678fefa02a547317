"""Acts about units, posts and appointments. Each is recorded; nothing is updated in place but its end."""

from responsibility.services.accounts import open_account, open_own_account
from responsibility.services.appointments import appoint, relieve, stand_in, write_appointment
from responsibility.services.mergers import merge_units
from responsibility.services.naming import (
    end_tenure,
    name_to_seat,
    propose_appointment,
    propose_stand_in,
    register_proposals,
)
from responsibility.services.people import register_person
from responsibility.services.places import amend_place, complete_place, register_place, register_place_provisionally
from responsibility.services.refusals import ActRefused
from responsibility.services.units import add_post, end_unit, found_unit, move_unit, rename_unit, sort_key
from responsibility.services.vacancies import record_vacancies

__all__ = [
    "ActRefused",
    "add_post",
    "amend_place",
    "appoint",
    "complete_place",
    "end_tenure",
    "end_unit",
    "found_unit",
    "merge_units",
    "move_unit",
    "name_to_seat",
    "open_account",
    "open_own_account",
    "propose_appointment",
    "propose_stand_in",
    "record_vacancies",
    "register_person",
    "register_place",
    "register_place_provisionally",
    "register_proposals",
    "relieve",
    "rename_unit",
    "sort_key",
    "stand_in",
    "write_appointment",
]
