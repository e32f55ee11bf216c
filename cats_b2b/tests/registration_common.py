from unittest.mock import patch

from freezegun import freeze_time

from ..models.cats_application_decision_mixin import ACTIVITY, CRON
from .common import CatsB2bCommon
from .vies_server import ViesServer

# Wednesday, November 18, 2026.
MORNING = "2026-11-18 09:00:00"


class RegistrationCommon(CatsB2bCommon):
    """Applications, their job, and a VIES that does as it is told.

    What an approval makes is not looked at: only that it is made.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.vat = "BE0428759497"
        cls.website.salesperson_id = cls.manager
        cls.calls = []
        for name in (
            "_approve",
            "_answer_known",
            "_invite_contact",
            "_notify_principals",
        ):
            cls._replace(name)

    @classmethod
    def _replace(cls, name):
        def replacement(application, *args):
            cls.calls.append((application, name, *args))
            if name != "_notify_principals":
                is_known = name == "_answer_known"
                application.write(
                    {
                        "state": "refused" if is_known else "approved",
                        "waits_for": False if is_known else "applicant",
                    }
                )

        model = type(cls.env["cats.application"])
        cls.startClassPatcher(patch.object(model, name, replacement, create=True))

    def setUp(self):
        super().setUp()
        self.calls.clear()
        self.vies = ViesServer().start()
        self.addCleanup(self.vies.close)

    @classmethod
    def _create_application(cls, at=MORNING, **values):
        """What a visitor's registration leaves behind."""
        with freeze_time(at):
            return cls.env["cats.application"].create(
                {
                    "state": "pending",
                    "waits_for": "check",
                    "origin": "visitor",
                    "website_id": cls.website.id,
                    "first_name": "Ada",
                    "last_name": "Lovelace",
                    "email": "ada@new.example.com",
                    "company_name": "New SA",
                    "vat": "BE0477472701",
                    "street_name": "Rue Haute",
                    "street_number": "1",
                    "zip": "1000",
                    "city": "Bruxelles",
                    "country_id": cls.country.id,
                    **values,
                }
            )

    def _run_job(self, at=MORNING):
        """Run the cron at an instant (naive UTC)."""
        with freeze_time(at), self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()

    def _get_calls(self, application):
        """:return: names of what was done for an application, in its order."""
        return [name for called, name, *_args in self.calls if called == application]

    def _get_codes(self, application):
        return [reason["code"] for reason in application.why["because"]]

    def _get_activities(self, application):
        return application.activity_search([ACTIVITY])
