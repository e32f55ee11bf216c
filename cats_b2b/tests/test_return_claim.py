from odoo.tests import tagged

from ..policies.returns_claim import decide_claim_again
from .return_common import CLAIMED, DELIVERED, CatsReturnCommon


@tagged("post_install", "-at_install")
class TestReturnCommon(CatsReturnCommon):
    """The tests of returns rest on a claim that is as the form makes it."""

    def test_claimed_unit(self):
        """AFS-2: a claimed driver waits for approval, comes in, and is inspected."""
        line = self._claim_line("doa")
        self.assertEqual(line.state, "submitted")
        self.assertEqual(line.delivered_on, DELIVERED)
        self.assertEqual(str(line.warranty_end), "2028-03-12")
        self.assertEqual(line.value, 100.0)
        again = decide_claim_again(line.claim_why["facts"])
        self.assertEqual(again.outcome_json(), line.claim_why["outcome"])
        self._approve_shortly(line)
        self.assertEqual((line.state, line.rma_id.state), ("approved", "confirmed"))
        self._receive_shortly(line)
        self.assertEqual((line.state, line.rma_id.state), ("received", "received"))
        self._inspect_shortly(line, "defective")
        self.assertEqual(line.state, "inspected")
        self.assertEqual(line.last_event_on, CLAIMED)
