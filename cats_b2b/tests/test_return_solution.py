from odoo.tests import tagged

from .return_common import CatsReturnCommon


@tagged("post_install", "-at_install")
class TestReturnSolution(CatsReturnCommon):
    """What becomes of a claim, who chooses, and why, in words (AFS-5, AFS-6)."""

    def test_doa_clause(self):
        """A defective unit claimed on day 10 of 45: replacement or money (AFS-5)."""
        self._put_into_stock(self.driver, 1, ["SPARE1"])
        line = self._claim_line("doa")
        self._receive_shortly(self._approve_shortly(line))
        self._inspect_shortly(line, "defective")
        line._propose_solutions()
        self.assertEqual(
            line._get_clause(),
            "Delivered March 12, 2026, claimed within 45 days; dead on arrival; in "
            "stock → replacement or credit note, your choice.",
        )
