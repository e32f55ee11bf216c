def fill_in(env, **values):
    """:return: what the browser of an honest applicant sends."""
    return {
        "first_name": "Ada",
        "last_name": "Lumière",
        "company_name": "Lumière & Fils",
        "country_id": str(env.ref("base.be").id),
        "vat": "be 0477.472.701",
        "street_name": "Rue Haute",
        "street_number": "1 bte 2",
        "zip": "b-1000",
        "city": "Bruxelles",
        "email": "Ada@Lumiere.example",
        "password": "a long one",
        **values,
    }


class RegistrationMixin:
    """A form that is filled in, and what comes of it; no tests."""

    def _fill_in(self, **values):
        return fill_in(self.env, **values)

    def _find_applications(self, email="ada@lumiere.example"):
        applications = self.env["cats.application"]
        return applications.search([("email_normalized", "=", email)])
