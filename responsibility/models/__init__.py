"""The models of this room, one subject a file."""

from responsibility.models.appointment import Appointment, Licence, Post
from responsibility.models.competence import CompetenceRule, Matter
from responsibility.models.place import Place
from responsibility.models.unit import Affiliation, Unit
from responsibility.models.user import Person, User
from responsibility.models.vacancy import Vacancy

__all__ = [
    "Affiliation",
    "Appointment",
    "CompetenceRule",
    "Licence",
    "Matter",
    "Person",
    "Place",
    "Post",
    "Unit",
    "User",
    "Vacancy",
]
