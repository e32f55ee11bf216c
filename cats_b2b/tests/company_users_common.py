from .application_common import CatsApplicationCommon


class CompanyUsersCommon(CatsApplicationCommon):
    """A company with a principal user and a buyer, and one elsewhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls._create_portal_user(
            "elsewhere", cls.stranger.commercial_partner_id, role="principal"
        )
        cls.role = cls._get_role("accountant")
        cls.env["cats.right.log"].search([]).unlink()

    @classmethod
    def _get_role(cls, name):
        return cls.env.ref(f"cats_b2b.cats_role_{name}")

    @classmethod
    def _create_own_role(cls, name="Packer", company=None, codes=("see_own_orders",)):
        groups = cls.env["cats.role"]._get_b2b_groups()
        return cls.env["cats.role"].create(
            {
                "name": name,
                "partner_id": (company or cls.customer).id,
                "group_ids": [groups[code].id for code in codes],
            }
        )

    def _invite(self, user=None, role=None, **values):
        """Invite as a principal user; returns the messages."""
        applications = self.env["cats.application"].with_user(user or self.principal)
        values = {
            "first_name": "Dora",
            "last_name": "Dubois",
            "email": "dora@lumiere.example",
            **values,
        }
        return applications._invite_by_principal(
            values, self.role if role is None else role, self.website
        )

    def _find_invitations(self, user=None):
        """:return: the invitations that a principal user sees, as the test's user."""
        applications = self.env["cats.application"].with_user(user or self.principal)
        return applications._get_invitations().with_env(self.env)

    def _get_log(self, company=None):
        """:return: what was logged about a company, the oldest first."""
        entries = self.env["cats.right.log"].search(
            [("partner_id", "=", (company or self.customer).id)], order="id"
        )
        return [
            (
                entry.kind,
                entry.user_id,
                entry.contact_id,
                set(entry.role_id._get_b2b_codes(entry.given_ids)),
                set(entry.role_id._get_b2b_codes(entry.taken_ids)),
            )
            for entry in entries
        ]
