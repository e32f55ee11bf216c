import logging
import random

from stdnum.eu import vat as eu_vat
from zeep.exceptions import Fault

from odoo import api, fields, models

from ..policies import registration
from ..policies import vat as vat_policy

_logger = logging.getLogger(__name__)

# Seconds, for each step of a request; nobody waits for it but the job.
TIMEOUT = 10
# What member states answer when they do not publish names and addresses.
NOTHING = "---"


class CatsApplicationViesMixin(models.AbstractModel):
    """What VIES, the register of the European Union, knows of a VAT number (ACC-2)."""

    _name = "cats.application.vies.mixin"
    _description = "VIES answer of a B2B application"

    vies_state = fields.Selection(
        selection=[
            ("none", "Not in VIES"),
            ("wait", "To be asked"),
            ("valid", "Valid"),
            ("invalid", "Unknown there"),
        ],
        string="VIES",
        required=True,
        default="wait",
        readonly=True,
        copy=False,
        tracking=True,
        help="Numbers of the European Union and of Northern Ireland are asked there.",
    )
    vies_name = fields.Char(string="Name in VIES", readonly=True, copy=False)
    vies_address = fields.Text(string="Address in VIES", readonly=True, copy=False)
    vies_consultation = fields.Char(
        string="Consultation number",
        readonly=True,
        copy=False,
        help="The proof of the request that VIES gave us.",
    )
    vies_date = fields.Datetime(string="Answered on", readonly=True, copy=False)
    vies_tries = fields.Integer(string="Requests", default=0, readonly=True, copy=False)
    vies_next_try = fields.Datetime(
        string="Next request", readonly=True, copy=False, index=True
    )
    vies_error = fields.Char(string="Last failure", readonly=True, copy=False)

    def write(self, vals):
        """Extend to forget what VIES said of another number."""
        if {"vat", "country_id"} & vals.keys() and "vies_state" not in vals:
            before = {application: application._get_vat_key() for application in self}
            result = super().write(vals)
            changed = self.filtered(lambda it: it._get_vat_key() != before[it])
            changed._forget_vies()
            return result
        return super().write(vals)

    def _get_vat_key(self):
        """:return: the VAT number, comparable with ``res.partner.b2b_vat_key``."""
        self.ensure_one()
        return vat_policy.get_vat_key(self.vat, self.country_id.code or "")

    def _forget_vies(self):
        """Take back what VIES said: it is to be asked anew."""
        vals = {
            "vies_state": "wait",
            "vies_name": False,
            "vies_address": False,
            "vies_consultation": False,
            "vies_date": False,
            "vies_tries": 0,
            "vies_next_try": False,
            "vies_error": False,
        }
        if self:
            # Who changes the number may not write the answers by himself.
            self.sudo().write(vals)

    def _consult_vies(self):
        """Ask VIES, where it has to be asked.

        Takes seconds: only the job calls this, never a page nor a write on a partner.
        Nothing is written or locked meanwhile.

        :return: values of the application, which keep the answer.
        :rtype: dict
        """
        self.ensure_one()
        number = self.env["res.partner"]._parse_b2b_vat(self.vat, self.country_id)
        if not number.in_vies:
            return {"vies_state": "none", "vies_next_try": False}
        if self.vies_state in ("valid", "invalid"):
            return {}
        answer = self._ask_vies(number.number, self._get_vies_requester())
        return self._prepare_vies_vals(answer)

    def _get_vies_requester(self):
        """Return the number of the seller, who asks.

        :return: ``""`` when it is not one of VIES; there is no consultation number
            then.
        :rtype: str
        """
        seller = self.company_id
        number = self.env["res.partner"]._parse_b2b_vat(seller.vat, seller.country_id)
        return number.number if number.in_vies else ""

    @api.model
    def _ask_vies(self, vat, requester):
        """Ask VIES about a number; no failure of VIES or of the network raises.

        :param str vat: number with prefix.
        :param str requester: the asking company's number, or ``""``.
        :return: ``valid``, ``name``, ``address``, ``consultation``; or ``error``.
        :rtype: dict
        """
        answer = self._request_vies(vat, requester)
        refused = ("INVALID_REQUESTER_INFO", "INVALID_INPUT")
        if requester and answer.get("error") in refused:
            answer = self._request_vies(vat, "")
        if answer.get("error") == "INVALID_INPUT":
            return {"valid": False}
        return answer

    @api.model
    def _request_vies(self, vat, requester):
        try:
            return self._read_vies(self._call_vies(vat, requester))
        except Fault as fault:
            error = registration.get_vies_fault(fault.message) or "Fault"
        except OSError as failure:
            error = type(failure).__name__
        except Exception as failure:  # pylint: disable=broad-except
            # Zeep stumbles in many ways over what is no answer of VIES.
            _logger.warning("VIES gave an answer that cannot be read", exc_info=True)
            error = type(failure).__name__
        _logger.info("VIES did not answer about %s: %s", vat, error)
        return {"error": error}

    @api.model
    def _call_vies(self, vat, requester):
        """Send a request to VIES.

        As ``check_vies_approx`` of python-stdnum does, whose call of
        ``get_soap_client`` does not fit the one that Odoo puts in its place.
        """
        client = eu_vat.get_soap_client(eu_vat.vies_wsdl, timeout=TIMEOUT)
        if not requester:
            return client.checkVat(countryCode=vat[:2], vatNumber=vat[2:])
        return client.checkVatApprox(
            countryCode=vat[:2],
            vatNumber=vat[2:],
            requesterCountryCode=requester[:2],
            requesterVatNumber=requester[2:],
        )

    @api.model
    def _read_vies(self, response):
        """:return: what an answer of either operation of VIES says."""
        if not isinstance(response.valid, bool):
            raise ValueError("VIES did not say whether the number is valid")
        approx = "requestIdentifier" in response
        name, address = (
            ("traderName", "traderAddress") if approx else ("name", "address")
        )
        return {
            "valid": response.valid,
            "name": self._clean_vies(response[name]),
            "address": self._clean_vies(response[address]),
            "consultation": approx and self._clean_vies(response.requestIdentifier),
        }

    @api.model
    def _clean_vies(self, text):
        """:return: a text of VIES; ``False`` for none and for what stands for none."""
        text = (text or "").strip()
        return False if text in ("", NOTHING) else text

    def _prepare_vies_vals(self, answer):
        """:return: what is kept of an answer, or when VIES is asked again."""
        self.ensure_one()
        now = fields.Datetime.now()
        tries = self.vies_tries + 1
        if error := answer.get("error"):
            pause = registration.get_vies_pause(tries, random.random())
            return {
                "vies_state": "wait",
                "vies_tries": tries,
                "vies_next_try": (now + pause).replace(microsecond=0),
                "vies_error": error,
            }
        return {
            "vies_state": "valid" if answer["valid"] else "invalid",
            "vies_name": answer.get("name"),
            "vies_address": answer.get("address"),
            "vies_consultation": answer.get("consultation"),
            "vies_date": now,
            "vies_tries": tries,
            "vies_next_try": False,
            "vies_error": False,
        }
