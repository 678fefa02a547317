"""What is asked, ordered, listed and said beside the hazard: the records beside it follow (see its neighbours)."""

from datetime import date

from hazards.enums import RequestKind as K
from hazards.lifecycle import LIFECYCLE
from hazards.models.acts.columns import Columns, end_request, joined, without


class Aside(Columns):
    """Acts that keep the state."""

    @LIFECYCLE.transition
    def ask_extend(self) -> None:
        """申请延期."""
        self.request_person_id, self.request_kind = self.acting_person_id, K.EXTEND.value

    @LIFECYCLE.transition
    def ask_shelve(self) -> None:
        """申请挂账."""
        self.request_person_id, self.request_kind = self.acting_person_id, K.SHELVE.value

    @LIFECYCLE.transition
    def ask_void(self) -> None:
        """申请作废."""
        self.request_person_id, self.request_kind = self.acting_person_id, K.VOID.value

    @LIFECYCLE.transition
    def ask_transfer(self) -> None:
        """申请移送."""
        self.request_person_id, self.request_kind = self.acting_person_id, K.TRANSFER.value

    @LIFECYCLE.transition
    def ask_downgrade(self) -> None:
        """申请降级."""
        self.request_person_id, self.request_kind = self.acting_person_id, K.LEVEL.value

    @LIFECYCLE.transition
    def refuse_request(self) -> None:
        """不同意申请."""
        end_request(self)

    @LIFECYCLE.transition
    def withdraw_request(self) -> None:
        """撤回申请."""
        end_request(self)

    @LIFECYCLE.transition
    def grant_transfer(self) -> None:
        """同意移送: responsibility stays until the receiver signs."""
        end_request(self)

    @LIFECYCLE.transition
    def sign_transfer(self) -> None:
        """登记移送签收."""

    @LIFECYCLE.transition
    def return_transfer(self) -> None:
        """移送被退回: as before."""

    @LIFECYCLE.transition
    def refer_ruling(self) -> None:
        """提请安委会裁定: the unit in whose house the office sits is a party; the committee rules in its stead."""
        self.party_ids = joined(self.party_ids, self.host_id)

    @LIFECYCLE.transition
    def propose_measure(self) -> None:
        """拟定现场措施."""

    @LIFECYCLE.transition
    def order_measure(self) -> None:
        """实施现场措施."""

    @LIFECYCLE.transition
    def drop_measure(self) -> None:
        """不实施现场措施."""

    @LIFECYCLE.transition
    def ask_release(self) -> None:
        """申请解除措施."""

    @LIFECYCLE.transition
    def refuse_release(self) -> None:
        """不同意解除措施."""

    @LIFECYCLE.transition
    def lift_measure(self) -> None:
        """同意恢复."""

    @LIFECYCLE.transition
    def expire_measure(self) -> None:
        """措施期满."""

    @LIFECYCLE.transition
    def rebase_measure(self) -> None:
        """措施转由他案."""

    @LIFECYCLE.transition
    def take_measure(self) -> None:
        """承接现场措施."""

    @LIFECYCLE.transition
    def propose_listing(self, *, unit: int | None = None) -> None:
        """提请挂牌督办: names the department that supervises it."""
        self.listing_unit_id = unit

    @LIFECYCLE.transition
    def put_on_list(self) -> None:
        """挂牌督办: from now on that department's head writes it off."""
        self.listed = True

    @LIFECYCLE.transition
    def decline_listing(self) -> None:
        """不予挂牌."""
        self.listing_unit_id = None

    @LIFECYCLE.transition
    def recheck_listing(self) -> None:
        """督办部门复查."""

    @LIFECYCLE.transition
    def report_progress(self) -> None:
        """报告督办进展."""

    @LIFECYCLE.transition
    def revoke_listing(self) -> None:
        """撤销挂牌."""
        self.listed, self.listing_unit_id = False, None

    @LIFECYCLE.transition
    def ask_recusal(self, *, person: int | None = None) -> None:
        """申请回避: it strikes at once."""
        self.recused_ids = joined(self.recused_ids, person)

    @LIFECYCLE.transition
    def grant_recusal(self) -> None:
        """同意回避."""

    @LIFECYCLE.transition
    def refuse_recusal(self, *, person: int | None = None) -> None:
        """不同意回避: who was struck is free again."""
        self.recused_ids = without(self.recused_ids, person)

    @LIFECYCLE.transition
    def settle_follow_up(self) -> None:
        """处理约谈或线索."""

    @LIFECYCLE.transition
    def ask_review(self) -> None:
        """申请复核."""

    @LIFECYCLE.transition
    def dismiss_review(self) -> None:
        """复核不成立."""

    @LIFECYCLE.transition
    def draw_sample(self, *, persons: list[int] | None = None) -> None:
        """抽取回头看."""
        self.look_back_ids, self.sampled = sorted(persons or []), True

    @LIFECYCLE.transition
    def pass_sample(self) -> None:
        """回头看合格."""
        self.look_back_ids, self.sampled = [], False

    @LIFECYCLE.transition
    def miss_sample(self) -> None:
        """回头看未找到."""
        self.look_back_ids, self.sampled = [], False

    @LIFECYCLE.transition
    def amend(
        self,
        *,
        description: str | None = None,
        place_text: str | None = None,
        community: int | None = None,
        found_on: date | None = None,
        matter: int | None = None,
        co_rectifiers: list[int] | None = None,
    ) -> None:
        """更正要素: what names no party, level, date or verifier; the old value stays in the records."""
        self.description = self.description if description is None else description.strip()
        self.place_text = self.place_text if place_text is None else place_text.strip()
        self.community_id = community or self.community_id
        self.found_on = found_on or self.found_on
        self.matter_id = matter or self.matter_id
        self.co_rectifier_ids = self.co_rectifier_ids if co_rectifiers is None else sorted(co_rectifiers)

    @LIFECYCLE.transition
    def state_objection(self) -> None:
        """整改单位陈述: on the record; nothing goes back, nothing stops."""

    @LIFECYCLE.transition
    def urge(self) -> None:
        """催办: words to whoever's turn it is; nothing else changes."""
