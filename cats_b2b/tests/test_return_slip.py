import subprocess
from base64 import b64encode
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .http_common import CatsB2bHttpCommon
from .return_desk_common import ReturnDeskCommon

REPORT = "cats_b2b.report_return_slip"
LABEL = "LabelReturn-fixed-1.pdf"


@tagged("post_install", "-at_install")
class TestReturnSlip(ReturnDeskCommon):
    def _print(self, claim):
        """:return: the text of the slip as a PDF."""
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        pdf, kind = reports._render_qweb_pdf(REPORT, claim.ids)
        self.assertEqual(kind, "pdf")
        done = subprocess.run(
            ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
        )
        return " ".join(done.stdout.decode().split())

    def test_pdf(self):
        """AFS-3: number, address, goods with reason, carriage, instructions."""
        self.warehouse.partner_id = self.env["res.partner"].create(
            {"name": "Dock 7", "street": "Quai 7", "city": "Antwerpen"}
        )
        line = self._claim_line("doa", self._deliver(self.driver, lots=["SN-PDF"]))
        cables = self._deliver(self.cable, 5)
        lines = self._claim_more(line, ("no_reason", cables, 3), ("doa", cables, 1))
        self._approve(
            lines[:2], {lines[2]: "Never."}, instructions="<p>Use much paper.</p>"
        )
        text = self._print(line.return_id)
        number = line.return_id.ra_number
        for part in (
            f"Return {number}",
            "Put this slip into the parcel.",
            "Send the parcel to:",
            "Dock 7 Quai 7 Antwerpen",
            "Driver SN-PDF 1.0 Units Dead on arrival",
            "Cable 3.0 Units No reason",
            "We pay for the way to us of: Driver. You pay for the rest.",
            "Use much paper.",
            "Lumière SA",
        ):
            self.assertIn(part, text)
        self.assertNotIn("Never.", text)
        self.assertEqual(text.count("Cable"), 1)

    def test_barcode(self):
        """AFS-3: the RA number stands there as a Code 128 barcode."""
        line = self._approve(self._claim_line("doa"))
        page, _kind = self.env["ir.actions.report"]._render_qweb_html(
            REPORT, line.return_id.ids
        )
        image = self.env["ir.actions.report"].barcode(
            "Code128", line.return_id.ra_number, width=600, height=150
        )
        self.assertIn(b64encode(image), page)

    def test_carriage(self):
        """AFS-6: who pays for the way in."""
        ours = self._approve(self._claim_line("doa")).return_id
        self.assertEqual(ours._get_slip_values()["carriage"], "We pay for the way to us.")
        theirs = self._approve(self._claim_line("no_reason")).return_id
        self.assertEqual(
            theirs._get_slip_values()["carriage"], "You pay for the way to us."
        )

    def test_too_early(self):
        """AFS-3: no slip before the approval, after a refusal, or of missing goods."""
        waiting = self._claim_line("doa").return_id
        refused = self._claim_line("doa")
        refused.return_id.with_user(self.desk)._decide(
            refused.browse(), {refused: "No."}
        )
        missing = self._approve(
            self._claim_line("missing_article", self._deliver(self.cable, 5))
        ).return_id
        for claim in (waiting, refused.return_id, missing):
            self.assertFalse(claim._has_slip())
            with self.assertRaises(UserError):
                claim.with_user(self.desk).action_print_slip()
            with self.assertRaises(UserError):
                self.env["ir.actions.report"]._render_qweb_html(REPORT, claim.ids)

    # -- The carrier's label ----------------------------------------------------------

    def _create_carrier(self):
        return self.env["delivery.carrier"].create(
            {
                "name": "Parcels",
                "delivery_type": "fixed",
                "product_id": self._create_product("Parcel", 5.0, type="service").id,
                "company_id": self.company.id,
            }
        )

    def _offer_labels(self, answer=None):
        """Let fixed-price carriers give labels, as connectors do."""

        def compute(carriers):
            carriers.can_generate_return = True

        def give(carrier, receipts, _number=None, _date=None):
            if answer:
                raise answer
            for receipt in receipts:
                receipt.env["ir.attachment"].create(
                    {
                        "name": LABEL,
                        "raw": b"%PDF label",
                        "res_model": "stock.picking",
                        "res_id": receipt.id,
                    }
                )

        kind = type(self.env["delivery.carrier"])
        self.startPatcher(patch.object(kind, "_compute_can_generate_return", compute))
        self.startPatcher(
            patch.object(kind, "fixed_get_return_label", give, create=True)
        )

    def _claim_carried(self, reason):
        """Claim what a carrier has delivered."""
        line = self._claim_line(reason)
        line.move_line_id.picking_id.carrier_id = self._create_carrier()
        return line

    def test_label(self):
        """AFS-3: the carrier's label comes with the approval, where we pay."""
        self._offer_labels()
        line = self._approve(self._claim_carried("doa"))
        (label,) = line.return_id.label_ids
        self.assertEqual(label.raw, b"%PDF label")
        self.assertEqual((label.res_model, label.res_id), ("cats.return", line.return_id.id))
        self.assertEqual(label.with_user(self.buyer).read(["name"])[0]["name"], LABEL)
        claim = line.return_id.with_user(self.desk)
        self.assertFalse(claim.can_create_label)
        with self.assertRaisesRegex(UserError, "gives no label"):
            claim.action_create_label()

    def test_no_label(self):
        """AFS-6: no label at our cost where the customer pays; staff can ask for one."""
        self._offer_labels()
        line = self._approve(self._claim_carried("no_reason"))
        claim = line.return_id.with_user(self.desk)
        self.assertFalse(claim.label_ids)
        self.assertTrue(claim.can_create_label)
        claim.action_create_label()
        self.assertEqual(claim.label_ids.mapped("name"), [LABEL])

    def test_no_service(self):
        """AFS-3: a carrier without labels gives none."""
        line = self._approve(self._claim_carried("doa"))
        self.assertFalse(line.return_id.label_ids)
        self.assertFalse(line.return_id.with_user(self.desk).can_create_label)

    @mute_logger("odoo.addons.cats_b2b.models.cats_return_paper_mixin")
    def test_label_fails(self):
        """AFS-3: a carrier's service that fails undoes no approval."""
        self._offer_labels(UserError("Out of service"))
        line = self._approve(self._claim_carried("doa"))
        self.assertEqual(line.state, "approved")
        self.assertFalse(line.return_id.label_ids)
        notes = " ".join(line.return_id.message_ids.mapped("body"))
        self.assertIn("gave no return label: Out of service", notes)


@tagged("post_install", "-at_install")
class TestReturnSlipPage(ReturnDeskCommon, CatsB2bHttpCommon):
    def _open(self, user, claim, status):
        self.authenticate(user and user.login, user and user.login)
        response = self.url_open(
            f"/my/returns/{claim.id}/slip", allow_redirects=False
        )
        self.assertEqual(response.status_code, status, user and user.login)
        return response

    def test_rights(self):
        """AFS-3: who may see the claim downloads its slip; nobody else, by no token."""
        colleague = self._create_portal_user("colleague", self.customer)
        colleague._set_b2b_role(self.env.ref("cats_b2b.cats_role_accountant"))
        line = self._claim_line("doa")
        claim = line.return_id
        self._open(self.buyer, claim, 404)
        self._approve(line)
        response = self._open(self.buyer, claim, 200)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn(claim.ra_number, response.headers["Content-Disposition"])
        self.assertIn(claim.ra_number, response.text)
        for user in (self.stranger, colleague):
            self._open(user, claim, 404)
        self.assertIn("/web/login", self._open(None, claim, 303).headers["Location"])

    def test_no_such_claim(self):
        """AFS-3: an id that is none answers like one that is not shown."""
        self.authenticate(self.buyer.login, self.buyer.login)
        for number in (2**31 - 1, 2**40, 10**30):
            response = self.url_open(f"/my/returns/{number}/slip")
            self.assertEqual(response.status_code, 404)

    def test_report_route(self):
        """AFS-3: Odoo's own route of reports shows no slip past the rights."""
        line = self._approve(self._claim_line("doa"))
        waiting = self._claim_line("doa")
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(self.stranger).sudo(
                False
            )._render_qweb_html(REPORT, line.return_id.ids)
        self.authenticate(self.stranger.login, self.stranger.login)
        for claim in (line.return_id, waiting.return_id):
            with mute_logger("odoo.http", "odoo.addons.web.controllers.report"):
                response = self.url_open(f"/report/html/{REPORT}/{claim.id}")
            self.assertNotEqual(response.status_code, 200)
