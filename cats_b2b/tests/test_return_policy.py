from datetime import date

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..policies.returns_terms import ReturnTerms
from .common import CatsB2bCommon


@tagged("post_install", "-at_install")
class TestReturnPolicy(CatsB2bCommon):
    """AFS-2: the terms of returns stand in versions, a claim keeps its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policies = cls.env["cats.return.policy"]
        cls.policy = cls.policies._get_current(cls.company)
        cls.manager = new_test_user(
            cls.env,
            "terms@cats.test",
            groups="cats_b2b.group_return_terms",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.desk = new_test_user(
            cls.env,
            "desk@cats.test",
            groups="cats_b2b.group_returns",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def _claim(self, policy=None):
        return self.env["cats.return"].create(
            {
                "name": "CL1",
                "partner_id": self.buyer.partner_id.id,
                "company_id": self.company.id,
                "policy_id": (policy or self.policy).id,
            }
        )

    def test_defaults(self):
        """AFS-2: DOA 45 days, no reason 50 days in unopened packaging (CATS)."""
        terms = self.policy._get_terms()
        self.assertEqual(terms, ReturnTerms(version=terms.version))
        self.assertEqual((terms.doa_days, terms.no_reason_days), (45, 50))
        self.assertEqual(terms.sealed_reasons, ("own_mistake", "no_reason"))
        self.assertEqual(terms.money, ("credit", "voucher", "refund"))

    def test_boxes(self):
        """AFS-2: what is ticked is in the terms, what is proposed comes first."""
        self.policy.write(
            {
                "sealed_own_mistake": False,
                "photo_doa": True,
                "free_no_reason": True,
                "money_first": "refund",
                "gives_voucher": False,
            }
        )
        terms = self.policy._get_terms()
        self.assertEqual(terms.sealed_reasons, ("no_reason",))
        self.assertEqual(terms.photo_reasons, ("doa", "transport_damage"))
        self.assertEqual(terms.free_return_reasons, ("no_reason",))
        self.assertEqual(terms.money, ("refund", "credit"))

    def test_version_is_kept(self):
        """AFS-2: terms that judge a claim are not changed, not even by their owner."""
        self._claim()
        policy = self.policy.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Make a new version"):
            policy.doa_days = 30
        with self.assertRaises(AccessError):
            policy.unlink()
        self.assertEqual(self.policy.doa_days, 45)

    def test_new_version(self):
        """AFS-2: a new version is in force at once, older claims keep theirs."""
        claim = self._claim()
        action = self.policy.with_user(self.manager).action_new_version()
        newer = self.policies.browse(action["res_id"])
        newer.with_user(self.manager).doa_days = 30
        self.assertEqual(newer.version, self.policy.version + 1)
        self.assertEqual(self.policies._get_current(self.company), newer)
        self.assertEqual(claim.policy_id._get_terms().doa_days, 45)
        self.assertEqual(newer._get_terms().doa_days, 30)
        self.assertEqual(newer._get_terms().no_reason_days, 50)

    def test_unused_version_is_not_multiplied(self):
        """AFS-2: a version without claims is changed itself."""
        self.assertEqual(self.policy._get_open_version(), self.policy)

    def test_older_version(self):
        """AFS-2: what is no longer in force is not changed, claims or not."""
        claim = self._claim()
        newer = self.policy._get_open_version()
        claim.unlink()
        with self.assertRaisesRegex(UserError, "Make a new version"):
            self.policy.doa_days = 30
        newer.doa_days = 30

    def test_setting(self):
        """AFS-2: the company's settings are those of its version in force."""
        self.assertEqual(
            (self.company.b2b_doa_days, self.company.b2b_return_days), (45, 50)
        )
        self._claim()
        self.company.b2b_doa_days = 30
        current = self.policies._get_current(self.company)
        self.assertNotEqual(current, self.policy)
        self.assertEqual((current.doa_days, current.no_reason_days), (30, 50))
        self.company.invalidate_recordset()
        self.assertEqual(self.company.b2b_doa_days, 30)

    def test_setting_saved_unchanged(self):
        """AFS-2: saving the settings as they are makes no version."""
        self._claim()
        self.env["res.config.settings"].create({}).execute()
        self.assertEqual(self.policies._get_current(self.company), self.policy)

    def test_who_sets_terms(self):
        """AFS-2: who handles returns reads the terms and does not set them."""
        policy = self.policy.with_user(self.desk)
        self.assertEqual(policy.doa_days, 45)
        with self.assertRaises(AccessError):
            policy.doa_days = 30
        with self.assertRaises(AccessError):
            policy.action_new_version()

    def test_other_company(self):
        """AFS-2: the terms of another seller are not read."""
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.policies._get_current(other)
        self.assertNotEqual(foreign, self.policy)
        with self.assertRaises(AccessError):
            foreign.with_user(self.manager).read(["doa_days"])

    def test_nonsense(self):
        """AFS-2: less than no days, and a proposal that is not given, are refused."""
        for values in (
            {"doa_days": -1},
            {"repeat_months": 0},
            {"money_first": "voucher", "gives_voucher": False},
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.policy.write(values)
                self.policy.flush_recordset()

    def test_form(self):
        """AFS-2: the form opens for who sets terms, and says which can be changed."""
        self.assertTrue(Form(self.policy.with_user(self.manager)).is_open)
        self._claim()
        self.policy.invalidate_recordset()
        self.assertFalse(Form(self.policy.with_user(self.manager)).is_open)

    def test_replacement_continues(self):
        """AFS-1: whether a replacement continues the warranty is a term, too."""
        self.assertTrue(self.company._get_b2b_replacement_continues())
        self.policy.replacement_continues = False
        self.assertFalse(self.company._get_b2b_replacement_continues())


class ReturnFactsCommon(CatsB2bCommon):
    """Claims made on the model, of an order that was delivered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_stock(cls.product, 100)
        cls.policy = cls.env["cats.return.policy"]._get_current(cls.company)
        cls.desk = new_test_user(
            cls.env,
            "desk@cats.test",
            groups="cats_b2b.group_returns",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def _deliver(self, quantity=10, product=None):
        order = self._create_order((product or self.product, quantity))
        order.action_confirm()
        order.picking_ids.move_ids.write({"quantity": quantity, "picked": True})
        order.picking_ids.button_validate()
        return order

    def _claim(self, order, *reasons, at="2026-11-18 09:00:00", **values):
        claim = self.env["cats.return"].create(
            {
                "name": "CL1",
                "partner_id": order.partner_id.id,
                "company_id": self.company.id,
                "policy_id": self.policy.id,
                "submitted_on": at,
            }
        )
        line = order.order_line.filtered("product_id")[:1]
        return self.env["cats.return.line"].create(
            [
                {
                    "return_id": claim.id,
                    "sale_line_id": line.id,
                    "product_id": line.product_id.id,
                    "product_uom_id": line.product_uom_id.id,
                    "quantity": 1,
                    "reason": reason,
                    "reason_id": self.env.ref(f"cats_b2b.return_reason_{reason}").id,
                    "delivered_on": "2026-11-02",
                    "events": {"submitted": at[:10]},
                    **values,
                }
                for reason in reasons
            ]
        )


@tagged("post_install", "-at_install")
class TestReturnFlags(ReturnFactsCommon):
    """AFS-9: what stands out in a claim, and the block of an open dispute."""

    def test_missing_counted(self):
        """AFS-9: the third claim of missing articles in twelve months stands out."""
        order = self._deliver()
        claims = [
            self._claim(
                order, "missing_article", "missing_article", at=f"{day} 09:00:00"
            )
            for day in ("2026-01-10", "2026-06-01", "2026-11-18")
        ]
        self.assertEqual([one[0].missing_before for one in claims], [0, 1, 2])
        self.assertEqual([one[0].is_repeated for one in claims], [False, False, True])
        with freeze_time("2026-11-18 12:00:00"):
            self.assertEqual(
                claims[2][0].flags, "3 claims of missing articles in 12 months"
            )

    def test_missing_long_ago(self):
        """AFS-9: what was claimed more than twelve months ago does not count."""
        order = self._deliver()
        self._claim(order, "missing_article", at="2025-11-17 23:00:00")
        self._claim(order, "missing_article", at="2025-11-18 01:00:00")
        last = self._claim(order, "missing_article", at="2026-11-18 09:00:00")
        self.assertEqual(last.missing_before, 1)

    def test_missing_withdrawn(self):
        """AFS-9: a claim that the customer withdrew does not count, others' neither."""
        order = self._deliver()
        first = self._claim(order, "missing_article", at="2026-11-16 09:00:00")
        first._log_event("cancelled")
        order.copy()
        stranger = self._claim(order, "missing_article", at="2026-11-17 09:00:00")
        stranger.return_id.sudo().partner_id = self.stranger.partner_id
        last = self._claim(order, "missing_article", at="2026-11-18 09:00:00")
        self.assertEqual(last.missing_before, 0)

    def test_high_value(self):
        """AFS-9: EUR 1,000.00 and more stands out, EUR 999.99 does not."""
        order = self._deliver()
        below, at_limit = (
            self._claim(order, "defective", value=999.99),
            self._claim(order, "defective", value=1000.0),
        )
        self.assertFalse(below.is_high_value)
        self.assertTrue(at_limit.is_high_value)

    @freeze_time("2026-11-20 09:00:00")
    def test_waiting(self):
        """AFS-9: a claim that waits for us for three days stands out, two do not."""
        order = self._deliver()
        two = self._claim(order, "defective", at="2026-11-18 09:00:00")
        three = self._claim(order, "defective", at="2026-11-17 09:00:00")
        self.assertEqual(two.next_actor, "seller")
        self.assertEqual(two.flags, "")
        self.assertEqual(three.flags, "Waits for us for 3 days")

    def test_dispute_of_company(self):
        """AFS-9: a dispute of the company blocks what it claimed."""
        line = self._claim(self._deliver(), "defective")
        line._log_event("approved")
        self.assertEqual(line.next_step, "handed_over")
        self.customer.b2b_has_dispute = True
        self.assertTrue(line.is_disputed)
        self.assertEqual(line.next_step, "dispute_closed")
        with freeze_time("2026-11-18 12:00:00"):
            self.assertEqual(line.flags, "Payment in dispute")
        self.customer.b2b_has_dispute = False
        self.assertEqual(line.next_step, "handed_over")

    def test_dispute_of_payment(self):
        """AFS-9: accountants note a payment's dispute, nobody else."""
        order = self._deliver()
        line = self._claim(order, "defective")
        method = self.env.ref("payment.payment_method_unknown")
        provider = self.env["payment.provider"].search(
            [("company_id", "=", self.company.id)], limit=1
        ) or self.env["payment.provider"].create(
            {"name": "Card", "code": "none", "company_id": self.company.id}
        )
        payment = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "amount": 10.0,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "reference": "B2B-DISPUTE",
                "sale_order_ids": [(6, 0, order.ids)],
                "state": "done",
            }
        )
        for user in (self.desk, self.buyer):
            with self.subTest(user.login), self.assertRaises(AccessError):
                payment.with_user(user).action_b2b_open_dispute()
        accountant = new_test_user(
            self.env, "books@cats.test", groups="account.group_account_invoice"
        )
        payment.with_user(accountant).action_b2b_open_dispute()
        self.assertTrue(order.b2b_is_disputed)
        self.assertTrue(line.is_disputed)
        payment.with_user(accountant).action_b2b_close_dispute()
        self.assertFalse(line.is_disputed)


@tagged("post_install", "-at_install")
class TestReturnReports(ReturnFactsCommon):
    """Returns by reason, product, verdict and month; failure rate; turnaround."""

    def _read(self, model, measures, groupby, product):
        self.env.flush_all()
        report = self.env[model].with_user(self.desk)
        return report.formatted_read_group(
            [("product_id", "=", product.id)], groupby, measures
        )

    def test_turnaround(self):
        """AFS-8: 2 days to the answer, 1 to the inspection, 12 in all."""
        line = self._claim(self._deliver(), "doa", value=25.0)
        line.events = {
            "submitted": "2026-11-02",
            "approved": "2026-11-04",
            "handed_over": "2026-11-05",
            "received": "2026-11-09",
            "inspected": "2026-11-10",
        }
        line.write({"verdict": "defective", "solution": "credit"})
        line._log_event("credited", date(2026, 11, 14))
        self.assertEqual(line.state, "done")
        [row] = self._read(
            "cats.return.report",
            [
                "nbr:sum",
                "days_to_approve:avg",
                "days_to_inspect:avg",
                "days_to_end:avg",
            ],
            ["reason", "verdict", "submitted_on:month"],
            self.product,
        )
        self.assertEqual((row["reason"], row["verdict"]), ("doa", "defective"))
        self.assertEqual(row["submitted_on:month"][1], "November 2026")
        self.assertEqual(
            (
                row["nbr:sum"],
                row["days_to_approve:avg"],
                row["days_to_inspect:avg"],
                row["days_to_end:avg"],
            ),
            (1, 2.0, 1.0, 12.0),
        )

    def test_failure_rate(self):
        """Returned defective ÷ delivered: 2 of 20 are 10 %, whatever the groups."""
        first = self._deliver(12)
        self._deliver(8)
        defective = self._claim(first, "doa", "defective", "no_reason")
        defective[:2].verdict = "defective"
        defective[2].verdict = "not_defective"
        [row] = self._read(
            "cats.return.rate.report",
            ["delivered:sum", "defective:sum", "rate:avg"],
            ["product_id"],
            self.product,
        )
        self.assertEqual(
            (row["delivered:sum"], row["defective:sum"], row["rate:avg"]),
            (20.0, 2.0, 10.0),
        )

    def test_failure_rate_in_dozens(self):
        """A dozen that comes back is twelve units; of half of it, six."""
        order = self._deliver(24)
        line = self._claim(order, "doa", quantity=1)
        line.write(
            {
                "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
                "verdict": "defective",
            }
        )
        measures = ["delivered:sum", "defective:sum", "rate:avg"]
        [row] = self._read(
            "cats.return.rate.report", measures, ["product_id"], self.product
        )
        self.assertEqual([row[name] for name in measures], [24.0, 12.0, 50.0])
        line.received_qty = 0.5
        [row] = self._read(
            "cats.return.rate.report", measures, ["product_id"], self.product
        )
        self.assertEqual([row[name] for name in measures], [24.0, 6.0, 25.0])

    def test_who_reads_them(self):
        """Reports are for who handles returns; customers do not read them."""
        for model in ("cats.return.report", "cats.return.rate.report"):
            for user in (self.buyer, self.salesman):
                with (
                    self.subTest(model, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    self.env[model].with_user(user).search([])

    def test_other_company(self):
        """Reports tell of the user's companies only."""
        self._claim(self._deliver(), "doa")
        self.env.flush_all()
        other = self.env["res.company"].create({"name": "Other"})
        outsider = new_test_user(
            self.env,
            "other@cats.test",
            groups="cats_b2b.group_returns",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for model in ("cats.return.report", "cats.return.rate.report"):
            mine = [("product_id", "=", self.product.id)]
            with self.subTest(model):
                self.assertTrue(self.env[model].with_user(self.desk).search(mine))
                report = (
                    self.env[model]
                    .with_user(outsider)
                    .with_context(allowed_company_ids=other.ids)
                )
                self.assertFalse(report.search(mine))
