"""What each transition sets, one small method a row of the law; the gate alone calls them."""

from hazards.models.acts.aside import Aside
from hazards.models.acts.assignment import Assignment
from hazards.models.acts.ending import Ending
from hazards.models.acts.jurisdiction import Jurisdiction
from hazards.models.acts.sorting import Sorting
from hazards.models.acts.work import Work

__all__ = ["Aside", "Assignment", "Ending", "Jurisdiction", "Sorting", "Work"]
