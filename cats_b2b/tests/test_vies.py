from datetime import datetime, timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.cats_application_decision_mixin import CRON
from .registration_common import MORNING, RegistrationCommon
from .vies_server import CONSULTATION

LOGGER = "odoo.addons.cats_b2b.models.cats_application_vies_mixin"
TRANSIENT = (
    "MS_UNAVAILABLE",
    "MS_MAX_CONCURRENT_REQ",
    "GLOBAL_MAX_CONCURRENT_REQ",
    "SERVICE_UNAVAILABLE",
    "TIMEOUT",
    "VAT_BLOCKED",
    "IP_BLOCKED",
    "Out of order",
    "",
)
NOW = datetime(2026, 11, 18, 9, 0)


class ViesCommon(RegistrationCommon):
    def setUp(self):
        super().setUp()
        self.application = self._create_application()

    def assertSilent(self, error, tries=1, at=NOW, minutes=5):
        """The application is neither refused nor lost, and VIES is asked again."""
        application = self.application
        self.assertEqual(application.state, "pending")
        self.assertEqual(application.waits_for, "check")
        self.assertEqual(application.vies_state, "wait")
        self.assertEqual(application.vies_error, error)
        self.assertEqual(application.vies_tries, tries)
        pause = application.vies_next_try - at
        self.assertGreaterEqual(pause, timedelta(minutes=minutes))
        self.assertLessEqual(pause, timedelta(minutes=minutes * 1.2))
        self.assertEqual(self._get_codes(application), ["vies_silent"])
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref(CRON).id)]
        )
        self.assertIn(application.vies_next_try, triggers.mapped("call_at"))


@tagged("post_install", "-at_install")
class TestViesAnswer(ViesCommon):
    def test_valid(self):
        """ACC-2: what VIES knows is kept as proof, with the consultation number."""
        self._run_job()
        application = self.application
        self.assertEqual(application.state, "approved")
        self.assertEqual(application.vies_state, "valid")
        self.assertEqual(application.vies_name, "LUMIERE SA")
        self.assertEqual(application.vies_address, "RUE HAUTE 1\n1000 BRUXELLES")
        self.assertEqual(application.vies_consultation, CONSULTATION)
        self.assertEqual(application.vies_date, NOW)
        self.assertEqual(application.vies_tries, 1)
        self.assertFalse(application.vies_next_try)
        self.assertEqual(self._get_codes(application), ["vies_valid", "company_new"])
        self.assertEqual(
            self.vies.requests,
            [
                {
                    "countryCode": "BE",
                    "vatNumber": "0477472701",
                    "requesterCountryCode": "BE",
                    "requesterVatNumber": "0428759497",
                }
            ],
        )

    def test_seller_outside(self):
        """ACC-2: a seller without a number of the EU asks without requester."""
        self.company.vat = False
        self._run_job()
        self.assertEqual(self.application.vies_state, "valid")
        self.assertEqual(self.application.vies_name, "LUMIERE SA")
        self.assertFalse(self.application.vies_consultation)
        self.assertEqual(
            self.vies.requests, [{"countryCode": "BE", "vatNumber": "0477472701"}]
        )

    def test_greece(self):
        """ACC-2: Greek numbers are asked with EL, Northern Irish ones with XI."""
        greece = self.env.ref("base.gr")
        self.application.write({"vat": "GR 094259216", "country_id": greece.id})
        british = self._create_application(
            email="b@new.example.com",
            vat="XI980780684",
            country_id=self.env.ref("base.uk").id,
        )
        self._run_job()
        asked = [
            (request["countryCode"], request["vatNumber"])
            for request in self.vies.requests
        ]
        self.assertEqual(asked, [("EL", "094259216"), ("XI", "980780684")])
        self.assertEqual(british.vies_state, "valid")

    def test_not_in_vies(self):
        """ACC-2: Swiss, Norwegian and British numbers are approved by checksum."""
        self.vies.stop()
        for number, (code, vat, zip_code) in enumerate(
            [
                ("ch", "CHE-107.787.577 MWST", "8001"),
                ("no", "NO995525828MVA", "0150"),
                ("uk", "GB980780684", "EC1A 1BB"),
            ]
        ):
            application = self._create_application(
                email=f"{number}@new.example.com",
                vat=vat,
                zip=zip_code,
                country_id=self.env.ref(f"base.{code}").id,
            )
            self._run_job()
            with self.subTest(country=code):
                self.assertEqual(application.vies_state, "none")
                self.assertEqual(application.state, "approved")
                self.assertEqual(
                    self._get_codes(application), ["checksum_valid", "company_new"]
                )

    def test_no_checksum(self):
        """ACC-2: numbers that nobody can check wait for staff."""
        self.application.write(
            {
                "vat": "12-3456789",
                "zip": "95014",
                "country_id": self.env.ref("base.us").id,
            }
        )
        self._run_job()
        self.assertEqual(self.application.waits_for, "staff")
        self.assertEqual(self._get_codes(self.application), ["no_checksum"])
        self.assertFalse(self.vies.requests)

    def test_invalid(self):
        """ACC-2: a number that VIES does not know waits for staff, never refused."""
        self.vies.behaviour = "invalid"
        self.vies.name = self.vies.trader_address = "---"
        self._run_job()
        application = self.application
        self.assertEqual(application.vies_state, "invalid")
        self.assertEqual(
            (application.state, application.waits_for), ("pending", "staff")
        )
        self.assertFalse(application.vies_name)
        self.assertEqual(application.vies_consultation, CONSULTATION)
        self.assertEqual(application.reason_text, "VIES does not know the VAT number.")
        activity = self._get_activities(application)
        self.assertEqual(activity.user_id, self.manager)
        self._run_job("2026-11-19 09:00:00")
        self.assertEqual(len(self.vies.requests), 1)

    def test_invalid_input(self):
        """ACC-2: a number that VIES cannot read is unknown there."""
        self.vies.behaviour, self.vies.fault = "fault", "INVALID_INPUT"
        self._run_job()
        self.assertEqual(self.application.vies_state, "invalid")
        self.assertEqual(self.application.waits_for, "staff")
        # It may have been the seller's number that VIES could not read.
        self.assertEqual(
            ["requesterVatNumber" in request for request in self.vies.requests],
            [True, False],
        )

    def test_requester_refused(self):
        """ACC-2: where VIES refuses the seller's number it is asked without."""
        self.vies.behaviour = "requester_refused"
        self._run_job()
        self.assertEqual(self.application.state, "approved")
        self.assertFalse(self.application.vies_consultation)
        self.assertEqual(len(self.vies.requests), 2)

    def test_check_again(self):
        """ACC-2: staff can let VIES be asked once more."""
        self.vies.behaviour = "invalid"
        self._run_job()
        self.vies.behaviour = "valid"
        self.application.with_user(self.manager).action_check_again()
        self.assertEqual(self.application.waits_for, "check")
        self._run_job()
        self.assertEqual(self.application.state, "approved")
        self.assertFalse(self._get_activities(self.application))

    def test_other_number(self):
        """ACC-2: the answer about a number says nothing about another one."""
        self.vies.behaviour = "invalid"
        self._run_job()
        self.application.vat = "be 0477.472.701"
        self.assertEqual(self.application.vies_state, "invalid")
        self.application.vat = "BE0428759497"
        self.assertEqual(self.application.vies_state, "wait")
        self.assertFalse(self.application.vies_consultation)


@tagged("post_install", "-at_install")
class TestViesSilence(ViesCommon):
    def test_faults(self):
        """ACC-2: no fault of VIES refuses or loses an application."""
        self.vies.behaviour = "fault"
        for fault in TRANSIENT:
            with self.subTest(fault=fault):
                self.application._forget_vies()
                self.vies.fault = fault
                self._run_job()
                self.assertSilent(fault or "Fault")

    @mute_logger(LOGGER)
    def test_garbage(self):
        """ACC-2: neither does an answer that is none."""
        for behaviour in ("garbage", "html", "empty", "proxy_error", "foreign_xml"):
            with self.subTest(behaviour=behaviour):
                self.application._forget_vies()
                self.vies.behaviour = behaviour
                self._run_job()
                self.assertSilent(self.application.vies_error)
                self.assertTrue(self.application.vies_error)

    def test_closed(self):
        """ACC-2: nor a connection that is closed."""
        self.vies.behaviour = "closed"
        self._run_job()
        self.assertSilent("ConnectionError")

    def test_refused(self):
        """ACC-2: nor one that is refused."""
        self.vies.stop()
        self._run_job()
        self.assertSilent("ConnectionError")

    def test_wsdl_down(self):
        """ACC-2: nor a service whose description cannot be had."""
        self.vies.wsdl_is_down = True
        self._run_job()
        self.assertSilent("HTTPError")
        self.assertFalse(self.vies.requests)

    def test_slow(self):
        """ACC-2: nor an answer that does not come within ten seconds."""
        self.vies.behaviour = "slow"
        self._run_job()
        self.assertSilent("ReadTimeout")

    def test_down_then_up(self):
        """ACC-2: asked again with growing pauses; after a day staff know, once."""
        self.vies.behaviour = "fault"
        at = NOW
        for tries, minutes in enumerate((5, 15, 60, 240, 360, 360, 360), 1):
            self._run_job(at)
            self.assertSilent("MS_UNAVAILABLE", tries, at, minutes)
            self.assertFalse(self._get_activities(self.application))
            # Nobody asks earlier, however often the job runs.
            self._run_job(self.application.vies_next_try - timedelta(minutes=1))
            self.assertEqual(len(self.vies.requests), tries)
            at = self.application.vies_next_try
        at = max(at, NOW + timedelta(days=1))
        for tries in (8, 9):
            self._run_job(at)
            self.assertSilent("MS_UNAVAILABLE", tries, at, 360)
            activity = self._get_activities(self.application)
            self.assertEqual(len(activity), 1)
            self.assertEqual(activity.user_id, self.manager)
            self.assertIn("VIES has not answered", activity.note)
            at = self.application.vies_next_try
        self.vies.behaviour = "valid"
        self._run_job(at)
        self.assertEqual(self.application.state, "approved")
        self.assertFalse(self._get_activities(self.application))

    def test_newcomers_first(self):
        """ACC-2: who has waited for VIES all day does not keep newcomers waiting."""
        self.vies.behaviour = "fault"
        self._run_job()
        newcomer = self._create_application(
            email="b@new.example.com", vat="BE0428759497"
        )
        self.vies.requests.clear()
        self._run_job("2026-11-18 09:06:00")
        self.assertEqual(
            [request["vatNumber"] for request in self.vies.requests],
            ["0428759497", "0477472701"],
        )
        self.assertEqual(newcomer.vies_tries, 1)


@tagged("post_install", "-at_install")
class TestJob(ViesCommon):
    def setUp(self):
        super().setUp()
        self.other = self._create_application(
            email="b@new.example.com", vat="BE0403019261"
        )

    def _break(self):
        """Let the first application be in trouble."""
        model = type(self.application)
        prepare = model._prepare_facts
        broken = self.application

        def fail(application, *args):
            if application == broken:
                # Half of the work must not stay.
                application.city = "Half done"
                raise ZeroDivisionError("trouble")
            return prepare(application, *args)

        return patch.object(model, "_prepare_facts", fail)

    def test_broken(self):
        """ACC-2: one application in trouble stops no other, and is tried again."""
        logger = "odoo.addons.cats_b2b.models.cats_application_decision_mixin"
        with self._break(), mute_logger(logger):
            self._run_job()
        self.assertEqual(self.other.state, "approved")
        self.assertEqual(self.application.waits_for, "check")
        self.assertEqual(self.application.city, "Bruxelles")
        self.assertEqual(self.application.vies_consultation, CONSULTATION)
        self.assertEqual(self.application.vies_next_try, NOW + timedelta(hours=1))
        activity = self._get_activities(self.application)
        self.assertIn("trouble", activity.note)
        self._run_job("2026-11-18 10:00:00")
        self.assertEqual(self.application.state, "approved")
        self.assertFalse(self._get_activities(self.application))

    def test_locked(self):
        """ACC-3: an application that somebody works on is left alone."""
        nobody = self.application.browse()
        model = type(self.application)
        with patch.object(model, "try_lock_for_update", lambda *args, **kw: nobody):
            self._run_job()
        self.assertEqual(self.application.waits_for, "check")
        self.assertEqual(self.application.vies_state, "wait")

    def test_changed_meanwhile(self):
        """ACC-3: whoever changes an application at the same moment comes first."""
        model = type(self.application)
        failure = SerializationFailure("could not serialize access")
        with patch.object(model, "_consult_vies", side_effect=failure):
            self._run_job()
        self.assertEqual(self.application.waits_for, "check")
        self.assertFalse(self._get_activities(self.application))
        self._run_job()
        self.assertEqual(self.application.state, "approved")

    def test_off(self):
        """ACC-3: while the shop is off nothing is checked."""
        self.website.b2b_enabled = False
        self._run_job()
        self.assertFalse(self.vies.requests)
        self.assertEqual(self.application.waits_for, "check")

    def test_who_is_due(self):
        """ACC-3: only applications that wait for our checks are checked."""
        self.application.write({"state": "draft", "waits_for": False})
        self.other._wait_for("staff")
        self._run_job()
        self.assertFalse(self.vies.requests)
        self.assertFalse(self.calls)

    def test_waiting(self):
        """ACC-2: the age is that of the present waiting."""
        self.assertEqual(self.application.waiting_since, NOW)
        self._run_job(MORNING)
        self.assertEqual(self.application.waits_for, "applicant")
        self.assertEqual(self.application.waiting_since, NOW)
        self.application.waiting_since = datetime.now() - timedelta(days=2, hours=1)
        self.assertEqual(self.application.waiting_days, 2)
