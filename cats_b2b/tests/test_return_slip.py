import re
import subprocess
from base64 import b64decode
from itertools import zip_longest
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .documents_common import PNG
from .http_common import CatsB2bHttpCommon
from .return_desk_common import ReturnDeskCommon

REPORT = "cats_b2b.report_return_slip"
LABEL = "LabelReturn-fixed-1.pdf"
# The widths of bars and gaps of the symbols 0 to 105, from the standard.
CODE_128 = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312
231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212
223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121
111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331
132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123
311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124
121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114
413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112
421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311
113141 114131 311141 411131 211412 211214 211232
""".split()


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
            ["pdftotext", "-layout", "-", "-"],
            input=pdf,
            capture_output=True,
            check=True,
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
            "Driver SN-PDF 1 Units Dead on arrival",
            "Cable 3 Units No longer wanted",
            "We pay for the way to us of: Driver. You pay for the rest.",
            "Use much paper.",
            "Lumière SA",
        ):
            self.assertIn(part, text)
        self.assertNotIn("Never.", text)
        self.assertEqual(text.count("Cable"), 1)

    def test_barcode(self):
        """AFS-3: the RA number stands there as a Code 128 barcode, which reads back."""
        claim = self._approve(self._claim_line("doa")).return_id
        page, _kind = self.env["ir.actions.report"]._render_qweb_html(REPORT, claim.ids)
        image = re.search(rb'src="data:image/svg\+xml;base64,([^"]+)"', page)
        self.assertEqual(self._read_barcode(b64decode(image[1])), claim.ra_number)

    def _read_barcode(self, image):
        """:return: the text of a Code 128 barcode, an SVG of one rectangle per bar."""
        found = re.findall(rb'<rect x="([\d.]+)" y="0" width="([\d.]+)"', image)
        # What begins at the edge is the ground.
        bars = [(float(x), float(width)) for x, width in found if float(x)]
        ends = [start + width for start, width in bars]
        gaps = [
            start - end for (start, _width), end in zip(bars[1:], ends, strict=False)
        ]
        widths = [width for pair in zip_longest(bars, gaps) for width in pair]
        widths = [one[1] if isinstance(one, tuple) else one for one in widths if one]
        unit = min(widths)
        sizes = "".join(str(round(width / unit)) for width in widths)
        symbols = [
            CODE_128.index(sizes[i : i + 6]) for i in range(0, len(sizes) - 7, 6)
        ]
        *symbols, check = symbols
        weighted = enumerate(symbols[1:], 1)
        total = symbols[0] + sum(place * symbol for place, symbol in weighted)
        self.assertEqual(check, total % 103)
        return self._read_symbols(symbols)

    def _read_symbols(self, symbols):
        pairs = symbols[0] == 105
        text = ""
        for symbol in symbols[1:]:
            if symbol in (99, 100):
                pairs = symbol == 99
            else:
                text += f"{symbol:02}" if pairs else chr(symbol + 32)
        return text

    def test_carriage(self):
        """AFS-6: who pays for the way in."""
        ours = self._approve(self._claim_line("doa")).return_id
        self.assertEqual(
            ours._get_slip_values()["carriage"], "We pay for the way to us."
        )
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
        self.assertEqual(
            (label.res_model, label.res_id), ("cats.return", line.return_id.id)
        )
        claim = line.return_id.with_user(self.desk)
        self.assertFalse(claim.can_create_label)
        with self.assertRaisesRegex(UserError, "gives no label"):
            claim.action_create_label()

    def test_no_label(self):
        """AFS-6: no label at our cost where he pays; staff can ask for one."""
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
        response = self.url_open(f"/my/returns/{claim.id}/slip", allow_redirects=False)
        self.assertEqual(response.status_code, status, user and user.login)
        return response

    def test_rights(self):
        """AFS-3: who may see the claim downloads its slip; nobody else, by no token."""
        colleague = self._create_portal_user("accountant", self.customer, "accountant")
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

    def test_files(self):
        """AFS-8: labels, photos and what messages bring open by the rights (USR-4)."""
        line = self._approve(self._claim_line("doa"))
        claim = line.return_id
        label, photo, told, noted, loose = files = self.env["ir.attachment"].create(
            [
                {"name": name, "raw": PNG, "res_model": claim._name, "res_id": claim.id}
                for name in ("label", "photo", "told", "noted", "loose")
            ]
        )
        claim.label_ids = label
        line.photo_ids = photo
        claim.message_post(
            body="Look", attachment_ids=told.ids, subtype_xmlid="mail.mt_comment"
        )
        claim.message_post(
            body="Fraud?", attachment_ids=noted.ids, subtype_xmlid="mail.mt_note"
        )
        shown = label | photo | told
        colleague = self._create_portal_user("accountant", self.customer, "accountant")
        for user, opened in (
            (self.buyer, shown),
            (self.stranger, loose.browse()),
            (colleague, loose.browse()),
            (None, loose.browse()),
            (self.desk, files),
        ):
            self.authenticate(user and user.login, user and user.login)
            for file in files:
                with self.subTest(f"{user and user.login}: {file.name}"):
                    response = self.url_open(f"/web/content/{file.id}")
                    expected = 200 if file in opened else 404
                    self.assertEqual(response.status_code, expected)

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
